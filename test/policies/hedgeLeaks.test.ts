/** Hedge leaves nothing behind: neither the losers of many races nor those of races that were left. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Metric, Stream } from "effect"
import { Policy, StreamingProvider } from "effect-bifrost"
import { begin, clients, providerOf, serve, turns, until } from "../kit/loopback.ts"
import { data, hello, question } from "../kit/wire.ts"

describe.each(clients)("%s", (_, http) => {
  it.live("40 races, a quarter of them left", () =>
    Effect.gen(function* () {
      const silent = yield* serve((exchange) => begin(exchange, data({ choices: [] })))
      const lively = yield* serve((exchange) => (begin(exchange, hello), exchange.response.end()))
      const dead = yield* serve((exchange) => begin(exchange))
      const race = providerOf(silent).pipe(
        Policy.hedge([Layer.fresh(providerOf(dead)), Layer.fresh(providerOf(lively))], { after: "2 millis" })
      )
      let fibers = 0
      const counted = { recordFiberStart: () => void fibers++, recordFiberEnd: () => void fibers-- }
      const timers = () => process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate/.test(name)).length
      yield* turns()
      const before = timers()

      let whole = 0
      const raced = Effect.fnUntraced(function* (index: number) {
        const reader = yield* Effect.forkChild(Stream.runDrain(StreamingProvider.chat(question)), {
          startImmediately: true
        })
        if (index % 4 === 0) return yield* Fiber.interrupt(reader)
        yield* Fiber.join(reader)
        whole++
      })
      yield* Effect.forEach(Array.from({ length: 40 }).keys(), raced, { concurrency: 20, discard: true }).pipe(
        Effect.provideService(Metric.FiberRuntimeMetrics, counted),
        Effect.provide(race),
        Effect.provide(http)
      )
      // a request that was left while it was sent may still arrive
      yield* until(() => silent.open.size + dead.open.size === 0)
      yield* turns()
      assert.strictEqual(whole, 30)
      assert.isAtLeast(silent.exchanges.length, 1)
      assert.deepStrictEqual({ fibers, isTimerLeft: timers() > before }, { fibers: 0, isTimerLeft: false })
    })
  )
})
