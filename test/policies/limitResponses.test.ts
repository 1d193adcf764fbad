/** A Responses answer that the caller cuts keeps the standard's lifecycle: OpenAI's own accumulator agrees with what we say. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as OpenAiResponses from "effect-bifrost/protocols/OpenAiResponses"
import type { ResponsesEvent } from "effect-bifrost/schemas/ResponsesEvent"
import { accumulateResponse } from "openai/lib/responses/ResponseAccumulator"
import type { Response, ResponseStreamEvent } from "openai/resources/responses/responses"
import * as Corpus from "../corpus.ts"
import { decode, play } from "../kit/fixture.ts"
import { hear } from "../kit/hear.ts"

const ask = StreamingProvider.responses({ model: "m", input: "hi" })
const fixtures = ["text", "refusal", "tool-calls"].map(
  (name) => [name, play("responses", OpenAiResponses.protocol, `openai-responses/${name}.sse`).chunks] as const
)
const engine = (events: ReadonlyArray<ResponsesEvent>) =>
  StreamingProvider.layer("engine", { responses: () => Stream.fromIterable(events) })

const deltas = (events: ReadonlyArray<ResponsesEvent>) =>
  events.map((event) => ("delta" in event ? String(event.delta) : "")).join("")

/** OpenAI's types name every field; ours only what is read. */
const accumulate = (events: ReadonlyArray<ResponsesEvent>) => {
  let snapshot: Response | undefined
  for (const event of events) snapshot = accumulateResponse(event as unknown as ResponseStreamEvent, snapshot)
  return snapshot ?? assert.fail("nothing")
}

/** What begins, and what must end it as often. */
const pairs = [
  [/output_item\.added$/, /output_item\.done$/],
  [/content_part\.added$/, /content_part\.done$/],
  [/content_part\.added$/, /\.(output_text|refusal|reasoning_text)\.done$/],
  [/summary_part\.added$/, /summary_part\.done$/],
  [/summary_part\.added$/, /summary_text\.done$/]
] as const
const count = (events: ReadonlyArray<ResponsesEvent>, type: RegExp) =>
  events.filter((event) => type.test(String(event.type))).length

describe.each(fixtures)("%s", (_, events) => {
  const all = [...deltas(events)]
  const { length } = all

  it.effect("cut after each character it is a valid answer, and says the same by its events as at its end", () =>
    Effect.gen(function* () {
      assert.isAbove(length, 10)
      for (let characters = 0; characters < length; characters++) {
        const layer = engine(events).pipe(Policy.limit({ characters }))
        const { chunks, error } = yield* hear(ask).pipe(Effect.provide(layer))
        assert.isUndefined(error)
        assert.strictEqual(deltas(chunks), all.slice(0, characters).join(""))
        const last = chunks.at(-1)
        if (last?.type !== "response.incomplete") return assert.fail(String(last?.type))
        const before = accumulate(chunks.slice(0, -1))
        const after = accumulate(chunks)
        assert.deepStrictEqual([after.status, after.incomplete_details?.reason], ["incomplete", "max_output_tokens"])
        assert.deepStrictEqual(before.output, after.output)
        assert.deepStrictEqual<unknown>(after.output, last.response.output)
        const numbers = chunks.map((event) => event["sequence_number"])
        if (numbers.some((number) => number !== undefined)) {
          assert.deepStrictEqual(
            numbers,
            numbers.map((_, index) => Number(numbers[0]) + index)
          )
        }
        for (const item of after.output.slice(0, -1))
          assert.notStrictEqual("status" in item && item.status, "in_progress")
        for (const [begun, ended] of pairs)
          assert.strictEqual(count(chunks, ended), count(chunks, begun), String(ended))
      }
    })
  )
  it.effect("collected, it ended for its length", () =>
    Effect.gen(function* () {
      const layer = engine(events).pipe(Policy.limit({ characters: length - 1 }))
      const { raw, reason } = yield* Collect.responses(ask).pipe(Effect.provide(layer))
      assert.deepStrictEqual([reason, raw], ["length", "max_output_tokens"])
    })
  )
  it.effect("what fits is untouched, the very objects", () =>
    Effect.gen(function* () {
      const layer = engine(events).pipe(Policy.limit({ characters: length }))
      const { chunks } = yield* hear(ask).pipe(Effect.provide(layer))
      assert.strictEqual(chunks.length, events.length)
      chunks.forEach((event, index) => assert.strictEqual(event, events[index]))
    })
  )
})

describe.skipIf(!Corpus.isThere)("recorded answers of all hosts", () => {
  const all = Corpus.isThere ? Corpus.streams(new Set(["openai-responses"])) : []
  const failed = (events: ReadonlyArray<ResponsesEvent>) => {
    try {
      return accumulate(events) === undefined
    } catch {
      return true
    }
  }

  it.effect("wherever they are cut, OpenAI's accumulator goes along that went along with the whole", () =>
    Effect.gen(function* () {
      let cuts = 0
      for (const sidecar of all) {
        const { chunks } = decode("responses", OpenAiResponses.protocol.decoder, Corpus.bodyOf(sidecar), undefined)
        const said = [...deltas(chunks)].length
        if (failed(chunks)) continue
        for (const characters of [0, 1, Math.floor(said / 3), Math.floor(said / 2), said - 1]) {
          if (characters < 0) continue
          const { chunks: cut } = yield* hear(
            Policy.limitStream("responses", { characters })(Stream.fromIterable(chunks))
          )
          if (cut.length === chunks.length && cut.at(-1) === chunks.at(-1)) continue
          cuts++
          assert.strictEqual(cut.at(-1)?.type, "response.incomplete", sidecar.id)
          // OpenAI's items carry fields of its own that it does not send
          const [before, after] = [cut.slice(0, -1), cut].map((some) => JSON.stringify(accumulate(some).output))
          assert.deepStrictEqual(JSON.parse(before ?? ""), JSON.parse(after ?? ""), `${sidecar.id} at ${characters}`)
        }
      }
      assert.isAbove(cuts, all.length)
    })
  )
})
