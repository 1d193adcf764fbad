/** Rate limit: who waits how long, who is refused, and whose count it is. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Layer, Logger, Stream } from "effect"
import { type BifrostError, Policy, Router, StreamingProvider } from "effect-bifrost"
import { RateLimiter } from "effect/persistence"
import { TestClock } from "effect/testing"
import { Overloaded, Shed } from "../../schemas/Reason.ts"
import { asks, both, type Script } from "../kit/both.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { question } from "../kit/wire.ts"

const fork = Effect.forkChild({ startImmediately: true })
const memory = RateLimiter.layerStoreMemory
const chat = StreamingProvider.chat(question)
const busy = new Overloaded({ description: "busy" })

describe.each(asks)("%s", (operation, ask) => {
  const one = { limit: 1, window: "10 seconds" } as const
  const limited = (script: Script, options: Policy.RateLimitOptions = one) => {
    const provider = both("test", script)
    return { ...provider, layer: provider.layer.pipe(Policy.apply(Policy.rateLimit(options)), Layer.provide(memory)) }
  }

  it.effect("in silence: the second waits for its turn, and nothing is sent before", () =>
    Effect.gen(function* () {
      const provider = limited(["a"])
      const fiber = yield* fork(Effect.all([hear(ask), hear(ask)]).pipe(Effect.provide(provider.layer)))
      yield* TestClock.adjust("9999 millis")
      assert.deepStrictEqual(provider.endings(), ["whole"])
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(provider.endings(), ["whole", "whole"])
      const heard = yield* Fiber.join(fiber)
      assert.deepStrictEqual(
        heard.map(({ chunks, error }) => [text(chunks), error]),
        [
          ["a", undefined],
          ["a", undefined]
        ]
      )
    })
  )
  it.effect("or is refused, with the time to come again", () =>
    Effect.gen(function* () {
      const provider = limited(["a"], { ...one, onExceeded: "fail" })
      yield* Effect.gen(function* () {
        yield* hear(ask)
        yield* TestClock.adjust("4 seconds")
        const { chunks, error } = yield* hear(ask)
        assert.deepStrictEqual([chunks, error?.reason], [[], new Shed({ by: "rate limit", retryAfterMillis: 6000 })])
        assert.deepStrictEqual(error?.origin, { provider: "test", operation, model: "m" })
        yield* TestClock.adjust("5999 millis")
        assert.strictEqual((yield* hear(ask)).error?.retryAfterMillis, 1)
        yield* TestClock.adjust("1 millis")
        assert.isUndefined((yield* hear(ask)).error)
      }).pipe(Effect.provide(provider.layer))
      assert.lengthOf(provider.endings(), 2)
    })
  )
  for (const [name, script, heard] of [
    ["at the first content", ["a", busy], "a"],
    ["later", ["a", "b", busy], "ab"]
  ] as const) {
    it.effect(`${name}: nothing, failures pass untouched`, () =>
      Effect.gen(function* () {
        const provider = limited(script)
        const { chunks, error } = yield* hear(ask).pipe(Effect.provide(provider.layer))
        assert.deepStrictEqual([text(chunks), error?.reason, provider.endings()], [heard, busy, ["failed"]])
      })
    )
  }
  it.effect("on success: nothing changes, arrays included", () =>
    Effect.gen(function* () {
      const bare = yield* hear(ask).pipe(Effect.provide(both("test", ["a", "b", "c"]).layer))
      assert.deepStrictEqual(yield* hear(ask).pipe(Effect.provide(limited(["a", "b", "c"]).layer)), bare)
    })
  )
  it.effect("who leaves while waiting sends nothing, and has spent the turn", () =>
    Effect.gen(function* () {
      const provider = limited(["a"])
      const fiber = yield* fork(
        Effect.gen(function* () {
          yield* hear(ask)
          const waiting = yield* fork(hear(ask))
          yield* Effect.sleep("5 seconds")
          yield* Fiber.interrupt(waiting)
          yield* hear(ask)
        }).pipe(Effect.provide(provider.layer))
      )
      yield* TestClock.adjust("19999 millis")
      assert.lengthOf(provider.endings(), 1)
      yield* TestClock.adjust("1 millis")
      assert.lengthOf(provider.endings(), 2)
      yield* Fiber.join(fiber)
    })
  )
})

/** When each of so many streams that are asked for at once begins, in milliseconds. */
const begins = (options: Policy.RateLimitOptions, count: number) =>
  Effect.gen(function* () {
    const policy = yield* Policy.rateLimit(options)
    const asked = yield* Clock.currentTimeMillis
    const stream = policy(Stream.fromEffect(Clock.currentTimeMillis))
    const all = Array.from({ length: count }, () => Stream.runCollect(stream))
    const fiber = yield* fork(Effect.all(all, { concurrency: "unbounded" }))
    yield* TestClock.adjust("10 minutes")
    return (yield* Fiber.join(fiber)).flat().map((time) => time - asked)
  }).pipe(Effect.provide(memory))

describe("when", () => {
  const options = { limit: 2, window: "1 minute" } as const
  it.effect("a token bucket gives one turn back at a time", () =>
    Effect.gen(function* () {
      const expected = [0, 0, 30_000, 60_000, 90_000]
      assert.deepStrictEqual(yield* begins(options, 5), expected)
      assert.deepStrictEqual(yield* begins({ ...options, algorithm: "token-bucket" }, 5), expected)
    })
  )
  it.effect("a fixed window all at once", () =>
    Effect.gen(function* () {
      const starts = yield* begins({ ...options, algorithm: "fixed-window" }, 5)
      assert.deepStrictEqual(starts, [0, 0, 60_000, 60_000, 120_000])
    })
  )
  it.effect("a retry comes again when it is told", () =>
    Effect.gen(function* () {
      const limit = yield* Policy.rateLimit({ limit: 1, window: "3 seconds", onExceeded: "fail" })
      const stream = Stream.fromEffect(Clock.currentTimeMillis).pipe(limit, Policy.retry())
      const fiber = yield* fork(Effect.all([Stream.runCollect(stream), Stream.runCollect(stream)]))
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* Fiber.join(fiber), [[0], [3000]])
    }).pipe(Effect.provide(memory))
  )
})

describe("whose count it is", () => {
  const options = { limit: 1, window: "1 minute", onExceeded: "fail" } as const
  const apply = (more: Partial<Policy.RateLimitOptions> = {}) => Policy.apply(Policy.rateLimit({ ...options, ...more }))
  const outcome = <R>(stream: Stream.Stream<unknown, BifrostError, R>) =>
    Effect.map(hear(stream), ({ error }) => reasonOf(error) ?? "whole")
  const asked = (model: string) => StreamingProvider.chat({ ...question, model })

  it.effect("each provider has its own, however many layers it is in", () =>
    Effect.gen(function* () {
      const layer = Router.layer({
        one: both("one", ["a"]).layer.pipe(apply()),
        again: both("one", ["a"]).layer.pipe(apply()),
        two: both("two", ["a"]).layer.pipe(apply())
      })
      const outcomes = Effect.forEach(["one/m", "again/m", "two/m"], (model) => outcome(asked(model)))
      assert.deepStrictEqual(yield* outcomes.pipe(Effect.provide(layer), Effect.provide(memory)), [
        "whole",
        "Shed",
        "whole"
      ])
    })
  )
  it.effect("a key of one's own is made from who is asked", () =>
    Effect.gen(function* () {
      const layer = both("one", ["a"]).layer.pipe(apply({ key: ({ model, provider }) => `${provider}/${model}` }))
      const outcomes = Effect.forEach(["m", "n", "m"], (model) => outcome(asked(model)))
      assert.deepStrictEqual(yield* outcomes.pipe(Effect.provide(layer), Effect.provide(memory)), [
        "whole",
        "whole",
        "Shed"
      ])
    })
  )
  it.effect("bare streams share one; a name sets one apart", () =>
    Effect.gen(function* () {
      const [a, b, c] = yield* Effect.all([
        Policy.rateLimit(options),
        Policy.rateLimit(options),
        Policy.rateLimit({ ...options, key: "mine" })
      ])
      const outcomes = yield* Effect.all([a, b, c].map((policy) => outcome(policy(Stream.make(1)))))
      assert.deepStrictEqual(outcomes, ["whole", "Shed", "whole"])
    }).pipe(Effect.provide(memory))
  )
  it.effect("two limits on one provider count apart", () =>
    Effect.gen(function* () {
      const layer = both("one", ["a"]).layer.pipe(
        apply({ limit: 2, window: "10 seconds" }),
        apply({ limit: 3, window: "1 minute" })
      )
      const times = Effect.forEach([0, 0, 0, 10, 0], (seconds) =>
        Effect.andThen(TestClock.adjust(`${seconds} seconds`), outcome(chat))
      )
      // the third is refused by the inner limit, and the outer one has counted it
      assert.deepStrictEqual(yield* times.pipe(Effect.provide(layer), Effect.provide(memory)), [
        "whole",
        "whole",
        "Shed",
        "Shed",
        "Shed"
      ])
    })
  )
})

describe("where the store fails", () => {
  const broken = Layer.succeed(
    RateLimiter.RateLimiterStore,
    (() => {
      const fail = () =>
        Effect.fail(
          new RateLimiter.RateLimiterError({ reason: new RateLimiter.RateLimitStoreError({ message: "no Redis" }) })
        )
      return { fixedWindow: fail, tokenBucket: fail, adaptiveConsume: fail, adaptiveFeedback: fail }
    })()
  )
  it.effect("the request goes on, and a warning is logged", () =>
    Effect.gen(function* () {
      const logged: Array<unknown> = []
      const spy = Logger.layer([Logger.make(({ logLevel, message }) => void logged.push(logLevel, String(message)))])
      const layer = both("test", ["a"]).layer.pipe(
        Policy.apply(Policy.rateLimit({ limit: 1, window: "1 minute" })),
        Layer.provide(broken)
      )
      const heard = yield* hear(chat).pipe(Effect.provide(layer), Effect.provide(spy))
      assert.deepStrictEqual([text(heard.chunks), heard.error], ["a", undefined])
      assert.strictEqual(logged[0], "Warn")
      assert.match(String(logged[1]), /^rate limit: the store failed, so the request is not counted/)
    })
  )
})
