/** With model: another name for the model, and nothing else. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Policy } from "effect-bifrost"
import { Overloaded } from "../../schemas/Reason.ts"
import { asks, both } from "../kit/both.ts"
import { hear, text } from "../kit/hear.ts"

const busy = new Overloaded({ description: "busy" })

describe.each(asks)("%s", (operation, ask) => {
  const cases = [
    ["in silence", [busy], ""],
    ["at the first content", ["a", busy], "a"],
    ["later", ["a", "b", busy], "ab"]
  ] as const
  for (const [name, script, heard] of cases) {
    it.effect(`${name}: the failure is that of the model that was asked`, () =>
      Effect.gen(function* () {
        const provider = both("test", script)
        const { chunks, error } = yield* hear(ask).pipe(Effect.provide(provider.layer.pipe(Policy.withModel("other"))))
        assert.deepStrictEqual([text(chunks), error?.origin], [heard, { provider: "test", operation, model: "other" }])
        assert.deepStrictEqual(provider.models(), ["other"])
      })
    )
  }
  it.effect("on success: the same arrays", () =>
    Effect.gen(function* () {
      const provider = both("test", ["a", "b"])
      const bare = yield* hear(ask).pipe(Effect.provide(provider.layer))
      const pinned = yield* hear(ask).pipe(Effect.provide(provider.layer.pipe(Policy.withModel("other"))))
      assert.deepStrictEqual([pinned.arrays, text(pinned.chunks)], [bare.arrays, "ab"])
    })
  )
})
