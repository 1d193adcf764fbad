/** `bifrost text` */
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import { choose } from "../choose.ts"
import * as flags from "../flags.ts"
import * as Prompt from "../Prompt.ts"

export const text = Command.make(
  "text",
  { prompt: Prompt.from, writing: flags.writing, choosing: flags.choosing, asking: flags.asking },
  Effect.fnUntraced(function* ({ asking, choosing, prompt, writing }) {
    const words = yield* Prompt.read(prompt)
    const choice = yield* choose("text", asking)
    const Answer = yield* Effect.promise(() => import("../Answer.ts"))
    const request = { model: choice.model, prompt: words, ...writing, ...choosing }
    yield* Answer.run("text", request, choice, asking, Answer.print("text", asking.json))
  })
).pipe(
  Command.withShortDescription("Continue a text"),
  Command.withDescription("Continues a text, without roles or tools. The continuation goes to standard output."),
  Command.withExamples([
    {
      command: 'bifrost text "Once upon a time" --max-tokens 50 --stop "."',
      description: "Continue a sentence to its end"
    },
    { command: "bifrost text --file chapter.txt", description: "Continue a file" }
  ])
)
