/** The watchdog of the clocks, at fractions of a millisecond: the jitter of retries leaves them. Found by the model. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Random } from "effect"
import { Policy, StreamingProvider } from "effect-bifrost"
import { TestClock } from "effect/testing"
import { client, stalled } from "./kit/client.ts"
import { hear, reasonOf } from "./kit/hear.ts"
import { layer } from "./kit/provider.ts"
import { question } from "./kit/wire.ts"

describe("the watchdog", () => {
  it.effect("wakes up for good at any fraction of a millisecond", () =>
    Effect.gen(function* () {
      for (let seed = 0; seed < 20; seed++) {
        const { layer: http, sockets } = client({ body: stalled() })
        const fiber = yield* hear(Policy.retry({ times: 3 })(StreamingProvider.chat(question))).pipe(
          Effect.provide(Layer.provide(layer, http)),
          Random.withSeed(seed),
          Effect.forkChild({ startImmediately: true })
        )
        yield* TestClock.adjust("10 minutes")
        const { error } = yield* Fiber.join(fiber)
        assert.deepStrictEqual([reasonOf(error), sockets.length], ["TimedOut idle", 4])
      }
    })
  )
})
