import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import { TestClock } from "effect/testing"

// What is tested: an answer within 30 seconds, or an apology
const answer = StreamingProvider.chat({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Hello, Bifrost!" }]
}).pipe(
  Policy.deadline("30 seconds"),
  Collect.chat,
  Effect.map(({ text }) => text),
  Effect.catchReason("BifrostError", "TimedOut", () => Effect.succeed("Sorry, that took too long."))
)

it.effect("apologises after 30 seconds", () =>
  Effect.gen(function* () {
    const silent = StreamingProvider.layer("silent", { chat: () => Stream.never })
    const fiber = yield* answer.pipe(Effect.provide(silent), Effect.forkChild({ startImmediately: true }))

    yield* TestClock.adjust("29999 millis")
    assert.isUndefined(fiber.pollUnsafe())

    yield* TestClock.adjust("1 millis")
    assert.strictEqual(yield* Fiber.join(fiber), "Sorry, that took too long.")
  })
)
