/** Who has no stream for an operation: its answer is one piece of text, and says so; who has one says nothing. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { rows } from "../../src/cli/capabilities.ts"
import * as Cell from "./cell.ts"

const table = (await rows()).flatMap(({ operations: { transcription }, provider }) =>
  transcription === undefined || provider === "local" ? [] : [{ provider, ...transcription }]
)

it("some stream transcripts, some do not", () => {
  const named = (whole: boolean) => table.filter((row) => row.whole === whole).map(({ provider }) => provider)
  assert.includeMembers(named(true), ["deepgram", "elevenlabs", "sarvam", "groq"])
  assert.includeMembers(named(false), ["openai", "azure", "mistral", "gemini"])
})

describe.each(table)("$provider", ({ provider, whole }) => {
  it.live(whole ? "says that it comes whole" : "streams", () =>
    Effect.gen(function* () {
      const { stream } = yield* Cell.at(provider, "transcription", { transcription: [["Hello", " from", " Asgard!"]] })
      const { chunks } = yield* Cell.heard("transcription", stream)
      const warnings = chunks.flatMap((chunk) => (chunk._tag === "Start" ? chunk.warnings : []))
      const said = warnings.filter((warning) => warning.endsWith("comes whole."))
      assert.deepStrictEqual(said, whole ? ["m does not stream: its answer comes whole."] : [])
      assert.strictEqual(chunks.filter(({ _tag }) => _tag === "Text").length > 1, !whole)
    })
  )
})
