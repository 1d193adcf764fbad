import { assert, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import { Faults, TestProvider } from "effect-bifrost/testing"
import { TestClock } from "effect/testing"

const answer = Collect.chat(
  StreamingProvider.chat({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello, Bifrost!" }] })
)

it.effect("what was not heard is asked again, what was heard is not", () =>
  Effect.gen(function* () {
    const provider = TestProvider.make({ chat: [["Hello", " from", " Asgard!"]] })
    // the first request fails before anything is heard, the second after two chunks
    const plan = Faults.inTurn(Faults.cut(0), Faults.none, Faults.cut(2))
    const layer = provider.layer.pipe(Faults.inject(plan), Policy.apply(Policy.retry()))

    const fiber = yield* Effect.forkChild(Effect.provide(Effect.all([answer, Effect.result(answer)]), layer), {
      startImmediately: true
    })
    yield* TestClock.adjust("1 second")
    const [whole, cut] = yield* Fiber.join(fiber)

    assert.strictEqual(whole.text, "Hello from Asgard!")
    assert.strictEqual(cut._tag, "Failure")
    assert.lengthOf(provider.requests("chat"), 3)
  })
)
