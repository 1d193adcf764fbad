/** Histograms by the conventions: what is recorded, when, with which attributes and buckets. */
import { assert, describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Metric, Tracer } from "effect"
import { Policy, StreamingProvider, Telemetry } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { TestClock } from "effect/testing"
import * as R from "../../schemas/Reason.ts"
import { hear } from "../kit/hear.ts"
import { tracer } from "../kit/spans.ts"
import { question } from "../kit/wire.ts"

const busy = new R.Overloaded({ description: "busy" })
const finish = {
  _tag: "Finish",
  choices: [{ index: 0, reason: "stop", raw: "end_turn" }],
  usage: { input: 11, output: 2, raw: null }
} as const
const say = ["Hel", TestProvider.pause("3 seconds"), "lo", "!", finish] as const

const snapshot = Effect.map(Metric.snapshot, (all) =>
  all.flatMap(({ attributes, id, state, type }) => (type === "Histogram" ? [{ id, attributes, state }] : []))
)

const run = Effect.fnUntraced(
  function* (listener: "tracer" | "asked" | "nobody") {
    const ask = StreamingProvider.chat(question).pipe(Policy.retry({ times: 1 }))
    const provider = TestProvider.make({ chat: [[busy], [TestProvider.pause("2 seconds"), ...say]] })
    const fiber = yield* Effect.forkChild(hear(ask).pipe(Effect.provide(provider.layer)), {
      startImmediately: true
    }).pipe(
      listener === "tracer" ? Effect.provideService(Tracer.Tracer, tracer().tracer) : (effect) => effect,
      listener === "asked" ? Effect.provideService(Telemetry.Enabled, true) : (effect) => effect
    )
    yield* TestClock.adjust("1 minute")
    yield* Fiber.join(fiber)
    return yield* snapshot
  },
  Effect.provideServiceEffect(
    Metric.MetricRegistry,
    Effect.sync(() => new Map())
  )
)

describe("histograms", () => {
  it.effect.each(["tracer", "asked"] as const)("for who listens: %s", (listener) =>
    Effect.gen(function* () {
      const all = yield* run(listener)
      const of = (id: string) => all.filter((one) => one.id === id)
      const about = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "test",
        "gen_ai.request.model": "m",
        "gen_ai.response.model": "m"
      }
      const [duration] = of("gen_ai.client.operation.duration")
      expect(duration?.attributes).toMatchObject({ ...about, unit: "s", "bifrost.finish_reason": "stop" })
      // the retry waited between 0.4 and 0.6 seconds
      expect(duration?.state).toMatchObject({ count: 1, sum: expect.closeTo(5.5, 0) })
      assert.deepStrictEqual(
        duration?.state.buckets.map(([bound]) => bound).slice(0, 14),
        [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
      )
      expect(of("gen_ai.client.operation.time_to_first_chunk")[0]?.state).toMatchObject({
        count: 1,
        sum: expect.closeTo(2.5, 0)
      })
      const perChunk = of("gen_ai.client.operation.time_per_output_chunk")
      expect(perChunk).toMatchObject([{ attributes: about, state: { count: 2, min: 0, sum: expect.closeTo(3, 6) } }])
      expect(
        of("gen_ai.client.token.usage").map(({ attributes, state }) => [attributes?.["gen_ai.token.type"], state.sum])
      ).toEqual([
        ["input", 11],
        ["output", 2]
      ])
      expect(of("bifrost.request.attempts")).toMatchObject([{ attributes: about, state: { count: 1, sum: 2 } }])
    })
  )
  it.effect("for nobody: none", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* run("nobody"), [])
    })
  )
})
