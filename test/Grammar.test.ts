/** What every provider that is no server is held to, operation by operation. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { BifrostError, type ChatChunk, type ResponsesEvent, StreamingProvider } from "effect-bifrost"
import { Overloaded } from "../schemas/Reason.ts"
import { hear, reasonOf, text } from "./kit/hear.ts"
import { question } from "./kit/wire.ts"

const start: ChatChunk = { _tag: "Start", provider: "engine", model: "m", warnings: [] }
const word = (delta: string): ChatChunk => ({ _tag: "Text", choice: 0, delta })
const finish: ChatChunk = { _tag: "Finish", choices: [{ index: 0, reason: "stop", raw: null }] }
const busy = BifrostError.because(new Overloaded({ description: "busy" }))
const origin = { provider: "engine", operation: "chat", model: "m" }

const chat = (stream: Stream.Stream<ChatChunk, BifrostError>) =>
  hear(StreamingProvider.chat(question)).pipe(Effect.provide(StreamingProvider.layer("engine", { chat: () => stream })))
const responses = (stream: Stream.Stream<ResponsesEvent, BifrostError>) =>
  hear(StreamingProvider.responses({ model: "m", input: "hi" })).pipe(
    Effect.provide(StreamingProvider.layer("engine", { responses: () => stream }))
  )

describe("a good answer passes", () => {
  it.effect("in the arrays it came in, but for its preamble, which comes with the first content", () =>
    Effect.gen(function* () {
      const stream = Stream.fromArrays([start], [word("a"), word("b")], [word("c")], [word("d"), finish])
      const { arrays, chunks, error } = yield* chat(stream)
      assert.deepStrictEqual([text(chunks), arrays, error], ["abcd", [3, 1, 2], undefined])
    })
  )
  it.effect("and so does one that said nothing", () =>
    Effect.gen(function* () {
      const { chunks, error } = yield* chat(Stream.make(start, finish))
      assert.deepStrictEqual([chunks, error], [[start, finish], undefined])
    })
  )
})

describe("a bad one fails after what was good", () => {
  const cases = [
    ["nothing at all", [], "", "Truncated"],
    ["no start", [word("a"), finish], "", "Unintelligible"],
    ["two starts", [start, start, word("a"), finish], "", "Unintelligible"],
    ["a start in the middle", [start, word("a"), start, finish], "a", "Unintelligible"],
    ["no end", [start, word("a")], "a", "Truncated"],
    ["only a start", [start], "", "Truncated"],
    ["two ends", [start, word("a"), finish, finish], "a", "Unintelligible"],
    ["words after the end", [start, word("a"), finish, word("b")], "a", "Unintelligible"]
  ] as const
  for (const [name, chunks, heard, reason] of cases) {
    it.effect(name, () =>
      Effect.gen(function* () {
        for (const stream of [Stream.fromArray(chunks), Stream.rechunk(Stream.fromArray(chunks), 1)]) {
          const { chunks, error } = yield* chat(stream)
          assert.deepStrictEqual([text(chunks), reasonOf(error), error?.origin], [heard, reason, origin])
        }
      })
    )
  }
})

describe("a failure", () => {
  it.effect("takes its preamble with it, and is the provider's", () =>
    Effect.gen(function* () {
      const { chunks, error } = yield* chat(Stream.concat(Stream.make(start), Stream.fail(busy)))
      assert.deepStrictEqual([chunks, reasonOf(error), error?.origin], [[], "Overloaded", origin])
    })
  )
  it.effect("comes after what was heard", () =>
    Effect.gen(function* () {
      const { chunks, error } = yield* chat(Stream.concat(Stream.make(start, word("a")), Stream.fail(busy)))
      assert.deepStrictEqual([text(chunks), reasonOf(error)], ["a", "Overloaded"])
    })
  )
})

describe("the held preamble is bounded", () => {
  const progress = (n: number): ResponsesEvent => ({ type: "response.in_progress", response: { id: String(n) } })
  const preamble = (count: number) => Stream.rechunk(Stream.map(Stream.range(1, count), progress), 1)

  it.effect("64 events are not heard, the 65th is", () =>
    Effect.gen(function* () {
      const quiet = yield* responses(Stream.concat(preamble(64), Stream.fail(busy)))
      assert.lengthOf(quiet.chunks, 0)
      const loud = yield* responses(Stream.concat(preamble(65), Stream.fail(busy)))
      assert.lengthOf(loud.chunks, 65)
    })
  )
})
