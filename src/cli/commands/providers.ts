/** `bifrost providers` */
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import { toggle } from "../flags.ts"
import * as Output from "../Output.ts"

export const providers = Command.make(
  "providers",
  { json: toggle("json", "Print one JSON line for each provider") },
  Effect.fnUntraced(function* ({ json }) {
    const { plain, rows } = yield* Effect.promise(() => import("../capabilities.ts"))
    const all = yield* Effect.promise(rows)
    yield* json
      ? Effect.forEach(all, (row) => Output.line(JSON.stringify(row)), { discard: true })
      : Output.line(plain(all))
  })
).pipe(
  Command.withShortDescription("List who serves what"),
  Command.withDescription(
    "Lists who serves what, where the key is read from, and the models that are asked when none is named."
  ),
  Command.withExamples([{ command: "bifrost providers", description: "Look" }])
)
