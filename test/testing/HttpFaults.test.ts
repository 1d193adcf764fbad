/** What goes wrong with bytes, and what the library makes of it: no socket is opened. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { Policy, StreamingProvider } from "effect-bifrost"
import { HttpFaults } from "effect-bifrost/testing"
import { HttpClient, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { hear, reasonOf, text } from "../kit/hear.ts"
import * as OpenAi from "../kit/provider.ts"
import { eventStream } from "../kit/loopback.ts"
import { hello, question } from "../kit/wire.ts"

const client = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make((request) =>
    Effect.sync(() => HttpClientResponse.fromWeb(request, new Response(hello, { headers: eventStream })))
  )
)
const listen = (plan: HttpFaults.Plan) =>
  hear(StreamingProvider.chat(question)).pipe(
    Effect.provide(Layer.provide(OpenAi.layer, client.pipe(HttpFaults.inject(plan)))),
    Effect.map(({ chunks, error }) => `${text(chunks)}|${reasonOf(error)}`)
  )
const firstEvent = hello.indexOf("\n\n") + 2

describe("HttpFaults", () => {
  it.effect("what each is for the caller", () =>
    Effect.gen(function* () {
      const outcomes: ReadonlyArray<readonly [string, HttpFaults.HttpFault, string]> = [
        ["none", HttpFaults.none, "Hello|undefined"],
        ["refuse", HttpFaults.refuse, "|Unreachable"],
        ["status", HttpFaults.status(429, { headers: { "retry-after": "2" } }), "|RateLimited"],
        ["cut", HttpFaults.cut(firstEvent), "Hel|Truncated"],
        ["cut at 0", HttpFaults.cut(0), "|Truncated"],
        ["break off", HttpFaults.breakOff(firstEvent), "Hel|Unreachable"],
        ["corrupt", HttpFaults.corrupt(firstEvent + "data: {".length, 0x21), "Hel|Unintelligible"]
      ]
      for (const [name, fault, outcome] of outcomes) {
        assert.strictEqual(yield* listen(HttpFaults.always(fault)), outcome, name)
      }
    })
  )

  it.live("hang: the caller's clock ends it, and the body is let go", () =>
    Effect.gen(function* () {
      const { error } = yield* hear(StreamingProvider.chat(question).pipe(Policy.deadline("20 millis"))).pipe(
        Effect.provide(
          Layer.provide(OpenAi.layer, client.pipe(HttpFaults.inject(HttpFaults.always(HttpFaults.hang(5)))))
        )
      )
      assert.strictEqual(reasonOf(error), "TimedOut deadline")
    })
  )

  it.effect("delay and stall wait on the clock", () =>
    Effect.gen(function* () {
      const run = (fault: HttpFaults.HttpFault) =>
        Effect.forkChild(listen(HttpFaults.always(fault)), { startImmediately: true })
      const slow = yield* run(HttpFaults.delay("29 seconds"))
      const silent = yield* run(HttpFaults.stall)
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(yield* Fiber.join(slow), "Hello|undefined")
      assert.strictEqual(yield* Fiber.join(silent), "|TimedOut headers")
    })
  )
})
