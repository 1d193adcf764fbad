/** One span for each request and each attempt, whatever policies make of it; each ends once and rightly. */
import { assert, describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Stream, Tracer } from "effect"
import { BifrostError, Policy, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { TestClock } from "effect/testing"
import * as R from "../../schemas/Reason.ts"
import { asks, both } from "../kit/both.ts"
import { hear, text } from "../kit/hear.ts"
import { endOf, failed, interrupted, left, tracer, whole } from "../kit/spans.ts"
import { question } from "../kit/wire.ts"

const fork = Effect.forkChild({ startImmediately: true })
const busy = new R.Overloaded({ description: "the provider's words" })

describe.each(asks)("%s", (operation, ask) => {
  /** Traced, with a minute for everything. */
  const trace = Effect.fnUntraced(function* (stream: typeof ask, layer: ReturnType<typeof both>["layer"]) {
    const traced = tracer()
    const fiber = yield* fork(
      hear(stream).pipe(Effect.provide(layer), Effect.provideService(Tracer.Tracer, traced.tracer))
    )
    yield* TestClock.adjust("1 minute")
    const heard = yield* Fiber.join(fiber)
    const ends = { requests: traced.requests().map(endOf), attempts: traced.attempts().map(endOf) }
    return { ...traced, ...heard, ends }
  })

  it.effect("success: a span for the request, one for the attempt inside it", () =>
    Effect.gen(function* () {
      const script = [TestProvider.pause("2 seconds"), "Hel", TestProvider.pause("1 second"), "lo"]
      const { attempts, chunks, ends, requests } = yield* trace(ask, both("test", script).layer)
      assert.strictEqual(text(chunks), "Hello")
      assert.deepStrictEqual(ends, { requests: [whole], attempts: [whole] })
      const [request, attempt] = [requests()[0]!, attempts()[0]!]
      assert.deepStrictEqual([request.name, request.kind, request.parentSpan], ["chat m", "client", undefined])
      assert.deepStrictEqual([attempt.name, attempt.kind, attempt.parentSpan], ["attempt test", "client", request])
      expect(request.told).toMatchObject({
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "test",
        "gen_ai.request.model": "m",
        "gen_ai.request.stream": true,
        "gen_ai.output.type": "text",
        "gen_ai.response.model": "m",
        "gen_ai.response.time_to_first_chunk": 2,
        "bifrost.response.time_per_output_chunk": 1,
        "bifrost.response.chunks": 2,
        "bifrost.request.attempts": 1,
        "bifrost.operation": operation
      })
      expect(request.told["gen_ai.response.finish_reasons"]).toHaveLength(1)
      expect(attempt.told).toMatchObject({ "gen_ai.provider.name": "test", "bifrost.attempt.number": 1 })
      assert.deepStrictEqual(request.eventNames, ["bifrost.commit"])
      assert.deepStrictEqual(attempt.eventNames, ["bifrost.first_chunk", "bifrost.commit"])
    })
  )
  it.effect("failure in silence and after content: the reason's tag, and no word of the provider's", () =>
    Effect.gen(function* () {
      for (const script of [[busy], ["Hel", busy]]) {
        const { ends, spans } = yield* trace(ask, both("test", script).layer)
        assert.deepStrictEqual(ends, { requests: [failed("Overloaded")], attempts: [failed("Overloaded")] })
        for (const { attributes, events, status } of spans) {
          const told = JSON.stringify([[...attributes], events.map(([name, , more]) => [name, more])])
          const error = status._tag === "Ended" && Exit.isFailure(status.exit) ? String(status.exit.cause) : ""
          expect(told + error).not.toContain("words")
        }
      }
    })
  )
  it.effect("interruption ends both, once", () =>
    Effect.gen(function* () {
      for (const script of [[TestProvider.hang], ["Hel", TestProvider.hang]]) {
        const traced = tracer()
        const fiber = yield* fork(
          hear(ask).pipe(
            Effect.provide(both("test", script).layer),
            Effect.provideService(Tracer.Tracer, traced.tracer)
          )
        )
        assert.deepStrictEqual(
          traced.spans.map(endOf).map(({ exit }) => exit),
          ["open", "open"]
        )
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(traced.spans.map(endOf), [interrupted, interrupted])
      }
    })
  )
  it.effect("a consumer that wants no more has not failed", () =>
    Effect.gen(function* () {
      const { ends } = yield* trace(Stream.take(ask, 1), both("test", ["Hel", "lo"]).layer)
      assert.deepStrictEqual(ends, { requests: [left], attempts: [left] })
    })
  )
  it.effect("a consumer that fails has left; the failure is its own", () =>
    Effect.gen(function* () {
      const mine = BifrostError.because(busy)
      const failing = Stream.mapEffect(ask, () => Effect.fail(mine))
      const { ends, error } = yield* trace(failing, both("test", ["Hel", "lo"]).layer)
      assert.strictEqual(error, mine)
      assert.deepStrictEqual(ends, { requests: [left], attempts: [left] })
    })
  )
  it.effect("a provider that breaks is a failure of no known kind", () =>
    Effect.gen(function* () {
      const { spans, tracer: kept } = tracer()
      const layer = StreamingProvider.layer("bug", {
        chat: () => Stream.die("bug"),
        responses: () => Stream.die("bug")
      })
      const run = Stream.runDrain(ask).pipe(Effect.provide(layer), Effect.provideService(Tracer.Tracer, kept))
      assert.isTrue(Exit.hasDies(yield* Effect.exit(run)))
      assert.deepStrictEqual(spans.map(endOf), [failed("_OTHER"), failed("_OTHER")])
    })
  )
  it.effect("retry, on the stream or in the layer: one request, its attempts numbered", () =>
    Effect.gen(function* () {
      const provider = () => both("test", [busy], [busy], ["Hello"])
      const onStream = yield* trace(Policy.retry()(ask), provider().layer)
      const inLayer = yield* trace(ask, provider().layer.pipe(Policy.apply(Policy.retry())))
      for (const { attempts, ends, requests } of [onStream, inLayer]) {
        assert.deepStrictEqual(ends, {
          requests: [whole],
          attempts: [failed("Overloaded"), failed("Overloaded"), whole]
        })
        assert.deepStrictEqual(
          attempts().map(({ told }) => told["bifrost.attempt.number"]),
          [1, 2, 3]
        )
        assert.deepStrictEqual(
          attempts().map(({ parentSpan }) => parentSpan),
          Array(3).fill(requests()[0])
        )
        assert.strictEqual(requests()[0]?.told["bifrost.request.attempts"], 3)
      }
    })
  )
  it.effect("fallback: one request, told by who answered; where nobody did, by whose error stands", () =>
    Effect.gen(function* () {
      const answered = yield* trace(ask, both("a", [busy]).layer.pipe(Policy.fallbackTo(both("b", ["Hello"]).layer)))
      assert.deepStrictEqual(answered.ends, { requests: [whole], attempts: [failed("Overloaded"), whole] })
      assert.strictEqual(answered.requests()[0]?.told["gen_ai.provider.name"], "b")
      const refused = yield* trace(ask, both("a", [busy]).layer.pipe(Policy.fallbackTo(both("b", [busy]).layer)))
      assert.deepStrictEqual(refused.ends.requests, [failed("Overloaded")])
      assert.strictEqual(refused.requests()[0]?.told["gen_ai.provider.name"], "a")
    })
  )
  it.effect(
    "hedge, in the layer or on the stream: one request, told by who answered; the slower attempt is interrupted",
    () =>
      Effect.gen(function* () {
        const slow = () => both("slow", [TestProvider.pause("10 seconds"), "late"]).layer
        const quick = () => both("quick", [TestProvider.pause("1 second"), "Hello"]).layer
        const after = { after: "2 seconds" } as const
        const inLayer = yield* trace(ask, slow().pipe(Policy.hedge([quick()], after)))
        const other: typeof ask = Stream.provide(ask, quick())
        const onStream = yield* trace(ask.pipe(Policy.hedgeStreams([other], after)), slow())
        for (const { chunks, ends, requests } of [inLayer, onStream]) {
          assert.strictEqual(text(chunks), "Hello")
          assert.deepStrictEqual(ends, { requests: [whole], attempts: [interrupted, whole] })
          expect(requests()[0]?.told).toMatchObject({ "gen_ai.provider.name": "quick", "bifrost.request.attempts": 2 })
        }
      })
  )
  it.effect("a deadline around it is the request's failure", () =>
    Effect.gen(function* () {
      const { ends } = yield* trace(Policy.deadline("5 seconds")(ask), both("test", [TestProvider.hang]).layer)
      assert.deepStrictEqual(ends.requests, [failed("TimedOut")])
      assert.deepStrictEqual(
        ends.attempts.map(({ ends }) => ends),
        [1]
      )
    })
  )
  it.effect("several requests inside one policy stay several", () =>
    Effect.gen(function* () {
      const twice = Policy.deadline("1 minute")(Stream.concat(ask, ask))
      const { ends } = yield* trace(twice, both("test", ["one"], ["two"]).layer)
      assert.deepStrictEqual(ends, { requests: [whole, whole], attempts: [whole, whole] })
    })
  )
  it.effect("a request that fits no schema has a span, and no attempt", () =>
    Effect.gen(function* () {
      const wrong: typeof question = JSON.parse(`{ "model": 5 }`)
      const { ends } = yield* trace(StreamingProvider.chat(wrong), both("test", ["Hello"]).layer)
      assert.deepStrictEqual(ends, { requests: [failed("Rejected")], attempts: [] })
    })
  )
})
