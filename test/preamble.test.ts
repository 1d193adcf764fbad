/**
 * Preamble on a real wire: the Responses API begins with events that say nothing yet. They are held back, so that an
 * attempt which failed after them was not heard; they are no content to a clock; and their memory is bounded.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Auth, Policy, Provider, StreamingProvider, Timeouts } from "effect-bifrost"
import * as OpenAiResponses from "effect-bifrost/protocols/OpenAiResponses"
import { TestClock } from "effect/testing"
import { client, paced, stalled } from "./kit/client.ts"
import { hear, reasonOf, text } from "./kit/hear.ts"
import { data } from "./kit/wire.ts"

const layer = Provider.layer(
  Provider.make({
    id: "test",
    baseUrl: "http://127.0.0.1:1/v1",
    auth: Auth.none,
    operations: { responses: OpenAiResponses.protocol }
  })
)
const ask = StreamingProvider.responses({ model: "m", input: "hi" })
const fork = Effect.forkChild({ startImmediately: true })

const response = { id: "r1", object: "response", model: "m-1", status: "in_progress", output: [] }
const created = { type: "response.created" as const, response, sequence_number: 0 }
const progress = { type: "response.in_progress" as const, response, sequence_number: 1 }
const word = {
  type: "response.output_text.delta" as const,
  item_id: "i",
  output_index: 0,
  content_index: 0,
  delta: "Hi"
}
const completed = { type: "response.completed" as const, response: { ...response, status: "completed" } }
const failed = {
  type: "response.failed",
  response: { ...response, status: "failed", error: { code: "server_error", message: "boom" } }
}
const hi = data(created, progress, word, completed)

describe("preamble", () => {
  it.effect("comes with the first content, in one array", () =>
    Effect.gen(function* () {
      const { layer: http } = client({
        body: paced([0, data(created)], [0, data(progress)], [0, data(word)], [0, data(completed)])
      })
      const { arrays, chunks } = yield* hear(ask).pipe(Effect.provide(layer), Effect.provide(http))
      assert.deepStrictEqual(
        [arrays, chunks],
        [
          [3, 1],
          [created, progress, word, completed]
        ]
      )
    })
  )

  const faults = [
    ["an error event", data(created, failed), "ServerFailed"],
    ["the end of the body", data(created, progress), "Truncated"],
    ["an event that is none", data(created, "{"), "Unintelligible"]
  ] as const
  for (const [name, body, reason] of faults) {
    it.effect(`was not heard where ${name} follows: another attempt answers`, () =>
      Effect.gen(function* () {
        const alone = yield* hear(ask).pipe(Effect.provide(layer), Effect.provide(client({ body }).layer))
        assert.deepStrictEqual([alone.chunks, reasonOf(alone.error)], [[], reason])
        const { layer: http } = client({ body }, { body: hi })
        const fiber = yield* fork(hear(ask.pipe(Policy.retry())).pipe(Effect.provide(layer), Effect.provide(http)))
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual((yield* Fiber.join(fiber)).chunks, [created, progress, word, completed])
      })
    )
  }

  it.effect("was not heard where a clock trips after it, and is no content to one", () =>
    Effect.gen(function* () {
      const { layer: http } = client({ body: stalled(["1 second", data(created)], ["1 second", data(progress)]) })
      const patient = ask.pipe(Timeouts.set({ firstContent: "5 seconds" }))
      const fiber = yield* fork(hear(patient).pipe(Effect.provide(layer), Effect.provide(http)))
      yield* TestClock.adjust("4999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      const { chunks, error } = yield* Fiber.join(fiber)
      assert.deepStrictEqual([chunks, reasonOf(error)], [[], "TimedOut first-content"])
    })
  )
})

describe("what is held is bounded", () => {
  const heard = (body: string) =>
    Effect.map(
      hear(ask).pipe(Effect.provide(layer), Effect.provide(client({ body }).layer)),
      ({ chunks, error }) => [chunks.length, text(chunks), reasonOf(error)] as const
    )
  const many = (count: number) => data(created, ...Array.from({ length: count - 1 }, () => progress))

  it.effect("64 events are held, the 65th commits", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* heard(many(64)), [0, "", "Truncated"])
      assert.deepStrictEqual(yield* heard(many(65)), [65, "", "Truncated"])
    })
  )
  it.effect("256 KiB are held, one byte more commits", () =>
    Effect.gen(function* () {
      const filled = (length: number) => {
        const event = (instructions: string) => data({ ...created, response: { ...response, instructions } })
        return event("x".repeat(length - event("").length))
      }
      assert.deepStrictEqual(yield* heard(filled(256 * 1024)), [0, "", "Truncated"])
      assert.deepStrictEqual(yield* heard(filled(256 * 1024 + 1)), [1, "", "Truncated"])
    })
  )
})
