/** Several keys for one provider: which is chosen, what rests or retires one, and for how long. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Random } from "effect"
import { Auth, Policy, StreamingProvider } from "effect-bifrost"
import { TestClock } from "effect/testing"
import type * as Client from "./kit/client.ts"
import { hear, reasonOf, text } from "./kit/hear.ts"
import { asked, limited, ok, refused, secret, spare } from "./kit/keys.ts"
import { data, question, say } from "./kit/wire.ts"

const fork = Effect.forkChild({ startImmediately: true })
const chat = StreamingProvider.chat(question)

describe("which key", () => {
  const counts = (auth: Auth.Auth, seed: string) =>
    Effect.gen(function* () {
      const { keys, layer } = asked(auth, ok)
      yield* Effect.repeat(hear(chat), { times: 299 }).pipe(Effect.provide(layer), Random.withSeed(seed))
      return keys()
    })
  const of = (key: string, all: string) => all.split(key).length - 1

  it.effect("by weight, at random, and the same for the same seed", () =>
    Effect.gen(function* () {
      const auth = Auth.pool([secret("a"), { auth: secret("b"), weight: 3 }, { auth: secret("c"), weight: 2 }])
      const all = yield* counts(auth, "one")
      assert.strictEqual(all.length, 300)
      assert.closeTo(of("a", all), 50, 20)
      assert.closeTo(of("b", all), 150, 25)
      assert.closeTo(of("c", all), 100, 25)
      assert.strictEqual(yield* counts(auth, "one"), all)
      assert.notStrictEqual(yield* counts(auth, "two"), all)
    })
  )
  it.effect("a weight of 0 is a spare; where all are, they are equal", () =>
    Effect.gen(function* () {
      assert.strictEqual(of("b", yield* counts(spare(), "one")), 0)
      const none = Auth.pool([
        { auth: secret("a"), weight: 0 },
        { auth: secret("b"), weight: 0 }
      ])
      assert.closeTo(of("a", yield* counts(none, "one")), 150, 25)
    })
  )
})

describe("in silence", () => {
  it.effect.each([401, 402, 403, 429] as const)(
    "after %s the next key answers at once, free of the retry budget",
    (status) =>
      Effect.gen(function* () {
        const { keys, layer } = asked(spare(), refused(status), ok)
        const once = layer.pipe(Policy.apply(Policy.retry({ times: 0 })))
        const { chunks, error } = yield* hear(chat).pipe(Effect.provide(once))
        assert.deepStrictEqual([keys(), text(chunks), error], ["ab", "Hello", undefined])
      })
  )
  it.effect.each([400, 404, 500, 503] as const)("after %s no other is tried, and the key is used again", (status) =>
    Effect.gen(function* () {
      const { keys, layer } = asked(spare(), refused(status), ok)
      yield* Effect.gen(function* () {
        const { error } = yield* hear(chat)
        assert.deepStrictEqual([keys(), error?.origin?.key, error?.attempts], ["a", "a", []])
        yield* hear(chat)
        assert.strictEqual(keys(), "aa")
      }).pipe(Effect.provide(layer))
    })
  )
  it.effect("what the other keys were refused for is remembered", () =>
    Effect.gen(function* () {
      const { layer } = asked(spare(), refused(401), refused(500))
      const { error } = yield* hear(chat).pipe(Effect.provide(layer))
      assert.deepStrictEqual([reasonOf(error), error?.origin?.key], ["ServerFailed", "2"])
      assert.deepStrictEqual(
        error?.attempts.map(({ origin, reason }) => [reason._tag, origin?.key]),
        [["Unauthorized", "a"]]
      )
    })
  )
})

describe("after the commit", () => {
  const cut = data(say("Hel"), { error: { message: "slow down", code: "rate_limit_exceeded" } })

  it.effect("at the first content and later nothing is said twice, but the key rests", () =>
    Effect.gen(function* () {
      for (const body of [cut, data(say("Hel")) + cut]) {
        const { keys, layer } = asked(spare(), { body }, ok)
        yield* Effect.gen(function* () {
          const { chunks, error } = yield* hear(chat)
          assert.match(text(chunks), /^(Hel)+$/)
          assert.deepStrictEqual([reasonOf(error), keys()], ["RateLimited", "a"])
          yield* hear(chat)
          assert.strictEqual(keys(), "ab")
        }).pipe(Effect.provide(layer))
      }
    })
  )
})

describe("how long", () => {
  /** One tick before the spare answers; at the tick the key is back. */
  const back = Effect.fnUntraced(function* (answer: Client.Answer, millis: number, options?: Auth.PoolOptions) {
    const { keys, layer } = asked(spare(options), answer, ok)
    yield* Effect.gen(function* () {
      yield* hear(chat)
      yield* TestClock.adjust(millis - 1)
      yield* hear(chat)
      yield* TestClock.adjust(1)
      yield* hear(chat)
      assert.strictEqual(keys(), "abba")
    }).pipe(Effect.provide(layer))
  })

  it.effect("as Retry-After says", () => back(limited(7), 7000))
  it.effect("1 minute where it does not say", () => back(limited(), 60_000))
  it.effect("or as it is set", () => back(limited(), 5000, { rest: "5 seconds" }))
  it.effect.each([401, 402, 403] as const)("10 minutes after %s", (status) => back(refused(status), 600_000))
  it.effect("or as that is set", () => back(refused(401), 3_600_000, { retire: "1 hour" }))
  it.effect("for all operations of the layer", () =>
    Effect.gen(function* () {
      const { keys, layer } = asked(spare(), limited(7), ok)
      const both = Effect.andThen(hear(chat), hear(StreamingProvider.responses({ model: "m", input: "hi" })))
      yield* both.pipe(Effect.provide(Layer.merge(layer, Policy.withModel("x")(layer))))
      assert.strictEqual(keys(), "abb")
    })
  )
})

describe("where no key is left", () => {
  it.effect("the failure says when the first is free again; until then nothing is sent", () =>
    Effect.gen(function* () {
      const { keys, layer } = asked(spare(), limited(30), limited(20), ok)
      yield* Effect.gen(function* () {
        const first = (yield* hear(chat)).error
        assert.deepStrictEqual([reasonOf(first), first?.retryAfterMillis], ["RateLimited", 20_000])
        yield* TestClock.adjust("5 seconds")
        const { error } = yield* hear(chat)
        assert.deepStrictEqual([error?.retryAfterMillis, error?.attempts], [15_000, []])
        assert.deepStrictEqual(error?.origin, { provider: "test", operation: "chat", model: "m", key: "2" })
        assert.strictEqual(keys(), "ab")
        yield* TestClock.adjust("15 seconds")
        assert.strictEqual(text((yield* hear(chat)).chunks), "Hello")
        assert.strictEqual(keys(), "abb")
      }).pipe(Effect.provide(layer))
    })
  )
  it.effect("so a retry waits for it, exactly", () =>
    Effect.gen(function* () {
      const { keys, layer } = asked(spare(), limited(30), limited(20), ok)
      const patient = layer.pipe(Policy.apply(Policy.retry({ times: 1, maxDelay: "1 minute" })))
      const fiber = yield* fork(hear(chat).pipe(Effect.provide(patient)))
      yield* TestClock.adjust("19999 millis")
      assert.strictEqual(keys(), "ab")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "Hello")
      assert.strictEqual(keys(), "abb")
    })
  )
  it.effect("one that rests comes before one that retired", () =>
    Effect.gen(function* () {
      const { layer } = asked(spare(), limited(1800), refused(401))
      const { error } = yield* hear(chat).pipe(Effect.provide(layer))
      assert.deepStrictEqual([reasonOf(error), error?.retryAfterMillis], ["RateLimited", 1_800_000])
      assert.deepStrictEqual(
        error?.attempts.map(({ reason }) => reason._tag),
        ["RateLimited", "Unauthorized"]
      )
    })
  )
  it.effect("all retired: the failure stands, and the provider is left alone until one is back", () =>
    Effect.gen(function* () {
      const { keys, layer } = asked(Auth.pool([secret("a")]), refused(401), ok)
      yield* Effect.gen(function* () {
        const { error } = yield* hear(chat)
        assert.deepStrictEqual([reasonOf(error), error?.attempts, error?.isRetryable], ["Unauthorized", [], false])
        assert.strictEqual(reasonOf((yield* hear(chat)).error), "Unauthorized")
        assert.strictEqual(keys(), "a")
        yield* TestClock.adjust("10 minutes")
        assert.strictEqual(text((yield* hear(chat)).chunks), "Hello")
      }).pipe(Effect.provide(layer))
    })
  )
  it.effect("Retry-After: 0 from each: every key is tried once, and no more", () =>
    Effect.gen(function* () {
      const { keys, layer } = asked(spare(), limited(0))
      const { error } = yield* hear(chat).pipe(Effect.provide(layer))
      assert.deepStrictEqual([keys(), error?.retryAfterMillis], ["ab", 0])
    })
  )
})

describe("many at once", () => {
  it.effect("all find their way past a key that is refused meanwhile, and the longest rest counts", () =>
    Effect.gen(function* () {
      const refusals = Array.from({ length: 10 }, (_, index): Client.Answer => ({
        ...limited(10 - index),
        after: "1 second"
      }))
      const { keys, layer } = asked(spare(), ...refusals, ok)
      yield* Effect.gen(function* () {
        const fibers = yield* Effect.forEach(refusals, () => fork(hear(chat)))
        assert.strictEqual(keys(), "a".repeat(10))
        yield* TestClock.adjust("1 second")
        for (const fiber of fibers) assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "Hello")
        assert.strictEqual(keys(), "a".repeat(10) + "b".repeat(10))
        yield* TestClock.adjust("9999 millis")
        yield* hear(chat)
        yield* TestClock.adjust("1 millis")
        yield* hear(chat)
        assert.strictEqual(keys().slice(20), "ba")
      }).pipe(Effect.provide(layer))
    })
  )
  it.effect("an interruption is no failure of a key", () =>
    Effect.gen(function* () {
      const { keys, layer } = asked(spare(), { after: "Infinity" }, ok)
      yield* Effect.gen(function* () {
        yield* Fiber.interrupt(yield* fork(hear(chat)))
        yield* hear(chat)
        assert.strictEqual(keys(), "aa")
      }).pipe(Effect.provide(layer))
    })
  )
})
