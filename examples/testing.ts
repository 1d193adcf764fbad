import { assert, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
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
    const provider = TestProvider.make({ chat: [["Hel", TestProvider.pause("1 minute"), "lo"]] })
    const fiber = yield* answer.pipe(Effect.provide(provider.layer), Effect.forkChild({ startImmediately: true }))

    yield* TestClock.adjust("29999 millis")
    assert.strictEqual(provider.requests("chat")[0]?.ending, "running")

    yield* TestClock.adjust("1 millis")
    assert.strictEqual(yield* Fiber.join(fiber), "Sorry, that took too long.")
    assert.strictEqual(provider.requests("chat")[0]?.ending, "interrupted")
  })
)
