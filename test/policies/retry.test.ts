/** Retry: what is tried again, when, how often; never a word twice. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Fiber, Random, Schedule, Stream } from "effect"
import { BifrostError, Policy } from "effect-bifrost"
import { TestClock } from "effect/testing"
import * as R from "../../schemas/Reason.ts"
import { asks, both } from "../kit/both.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"

const fork = Effect.forkChild({ startImmediately: true })
const busy = (description = "busy") => new R.Overloaded({ description })
const limited = (retryAfterMillis: number) => new R.RateLimited({ description: "slow down", retryAfterMillis })

describe.each(asks)("%s", (operation, ask) => {
  const run = Effect.fnUntraced(function* (provider: ReturnType<typeof both>, policy: Policy.Policy) {
    const fiber = yield* fork(hear(policy(ask)).pipe(Effect.provide(provider.layer)))
    yield* TestClock.adjust("1 minute")
    return yield* Fiber.join(fiber)
  })

  it.effect("in silence: a failure that may pass is tried again", () =>
    Effect.gen(function* () {
      const provider = both("test", [busy()], [new R.TimedOut({ phase: "idle", limitMillis: 1 })], ["Hel", "lo"])
      const { chunks, error } = yield* run(provider, Policy.retry())
      assert.deepStrictEqual([text(chunks), error], ["Hello", undefined])
      assert.deepStrictEqual(provider.endings(), ["failed", "failed", "whole"])
    })
  )
  it.effect("at the first content: never", () =>
    Effect.gen(function* () {
      const provider = both("test", ["Hel", busy()], ["again"])
      const { chunks, error } = yield* run(provider, Policy.retry())
      assert.deepStrictEqual([text(chunks), reasonOf(error), provider.endings()], ["Hel", "Overloaded", ["failed"]])
    })
  )
  it.effect("later: never", () =>
    Effect.gen(function* () {
      const provider = both("test", [busy("one")], ["Hel", "lo", busy("two")], ["again"])
      const { chunks, error } = yield* run(provider, Policy.retry({ times: 5 }))
      assert.deepStrictEqual([text(chunks), error?.reason.message], ["Hello", "overloaded: two"])
      assert.deepStrictEqual(
        error?.attempts.map(({ reason }) => reason.message),
        ["overloaded: one"]
      )
    })
  )
  it.effect("when all fail: the last failure, and those before it, oldest first", () =>
    Effect.gen(function* () {
      const provider = both("test", [busy("one")], [busy("two")], [busy("three")])
      const { chunks, error } = yield* run(provider, Policy.retry())
      const origin = { provider: "test", operation, model: "m" }
      assert.lengthOf(chunks, 0)
      assert.deepStrictEqual([error?.message, error?.origin], [`test.${operation} (m): overloaded: three`, origin])
      assert.deepStrictEqual(
        error?.attempts.map(({ origin, reason }) => [reason.message, origin]),
        [
          ["overloaded: one", origin],
          ["overloaded: two", origin]
        ]
      )
    })
  )
  it.effect("on success: nothing changes, arrays included", () =>
    Effect.gen(function* () {
      const provider = both("test", ["a", "b", "c"])
      const bare = yield* hear(ask).pipe(Effect.provide(provider.layer))
      assert.deepStrictEqual(yield* run(provider, Policy.retry()), bare)
    })
  )
})

/** When a stream that always fails so was tried, in milliseconds; and how it ended. */
const triedAt = Effect.fnUntraced(function* (
  policy: Policy.Policy,
  reason: (index: number) => R.Reason,
  lasting: Duration.Input = 0
) {
  const times: Array<number> = []
  const attempt = Stream.unwrap(
    Effect.gen(function* () {
      times.push(yield* Clock.currentTimeMillis)
      yield* Effect.sleep(lasting)
      return Stream.fail(BifrostError.because(reason(times.length - 1)))
    })
  )
  const fiber = yield* fork(hear(policy(attempt)))
  yield* TestClock.adjust("10 minutes")
  const { error } = yield* Fiber.join(fiber)
  return { times, error }
})

describe("when", () => {
  it.effect("500 ms, doubling up to 5 s, ±20 %; at most 2 more by default", () =>
    Effect.gen(function* () {
      assert.lengthOf((yield* triedAt(Policy.retry(), () => busy())).times, 3)
      for (let seed = 0; seed < 50; seed++) {
        const { times } = yield* triedAt(Policy.retry({ times: 6 }), () => busy()).pipe(Random.withSeed(seed))
        const delays = times.slice(1).map((time, index) => time - times[index]!)
        const bounds = [
          [400, 600],
          [800, 1200],
          [1600, 2400],
          [3200, 4800],
          [4000, 5000],
          [4000, 5000]
        ] as const
        assert.lengthOf(delays, bounds.length)
        bounds.forEach(([least, most], index) => {
          assert.isAtLeast(delays[index]!, least)
          assert.isAtMost(delays[index]!, most)
        })
      }
    })
  )
  it.effect("Retry-After wins, exactly", () =>
    Effect.gen(function* () {
      const { times } = yield* triedAt(Policy.retry(), (index) => limited([0, 5000][index] ?? 1))
      assert.deepStrictEqual(times, [0, 0, 5000])
    })
  )
  it.effect("beyond the longest wait: the failure stands at once", () =>
    Effect.gen(function* () {
      const { error, times } = yield* triedAt(Policy.retry(), () => limited(5001))
      assert.deepStrictEqual([times, error?.retryAfterMillis, error?.attempts], [[0], 5001, []])
      assert.lengthOf((yield* triedAt(Policy.retry({ maxDelay: "6 seconds" }), () => limited(5001))).times, 3)
    })
  )
  it.effect("within a total budget no attempt begins too late", () =>
    Effect.gen(function* () {
      const tried = (within: Duration.Input) =>
        Effect.map(
          triedAt(Policy.retry({ times: 10, within }), () => limited(1000), "500 millis"),
          ({ times }) => times.map((time) => time - times[0]!)
        )
      assert.deepStrictEqual(yield* tried("2999 millis"), [0, 1500])
      assert.deepStrictEqual(yield* tried("3 seconds"), [0, 1500, 3000])
    })
  )
  it.effect("a schedule decides alone", () =>
    Effect.gen(function* () {
      const spaced = Schedule.spaced("7 seconds").pipe(Schedule.upTo({ times: 3 }))
      assert.deepStrictEqual((yield* triedAt(Policy.retry(spaced), () => limited(1))).times, [0, 7000, 14_000, 21_000])
    })
  )
  it.effect("and is fed with the failures", () =>
    Effect.gen(function* () {
      const picky = Schedule.forever.pipe(
        Schedule.setInputType<BifrostError>(),
        Schedule.while(({ input }) => input.reason._tag === "Overloaded")
      )
      const { error, times } = yield* triedAt(Policy.retry(picky), (index) => (index < 4 ? busy() : limited(0)))
      assert.deepStrictEqual([times.length, reasonOf(error)], [5, "RateLimited"])
    })
  )
})

describe("what", () => {
  const description = "no"
  const table: ReadonlyArray<readonly [R.Reason, isTriedAgain: boolean]> = [
    [new R.Unreachable({ description }), true],
    [new R.Overloaded({ description }), true],
    [new R.ServerFailed({ description }), true],
    [new R.Truncated({ description }), true],
    [new R.Unintelligible({ where: "event 1", expected: "JSON", sample: "{" }), true],
    [new R.TimedOut({ phase: "headers", limitMillis: 1 }), true],
    [new R.TimedOut({ phase: "total", limitMillis: 1 }), true],
    [new R.RateLimited({ description }), true],
    [new R.Shed({ by: "breaker" }), true],
    [new R.TimedOut({ phase: "deadline", limitMillis: 1 }), false],
    [new R.LimitReached({ what: "characters", limit: 1 }), false],
    [new R.QuotaExceeded({ description }), false],
    [new R.Unauthorized({ description }), false],
    [new R.Forbidden({ description }), false],
    [new R.NotFound({ description }), false],
    [new R.ContextTooLong({ description }), false],
    [new R.Unsupported({ what: "topK" }), false],
    [new R.Misconfigured({ description }), false],
    [new R.Rejected({ description }), false],
    [new R.ContentFiltered({ description }), false]
  ]
  it.effect("only reasons that may pass", () =>
    Effect.gen(function* () {
      for (const [reason, isTriedAgain] of table) {
        const { times } = yield* triedAt(Policy.retry({ times: 1 }), () => reason)
        assert.strictEqual(times.length, isTriedAgain ? 2 : 1, reason._tag)
      }
    })
  )
  it.effect("not what failed for good after it had failed for a while", () =>
    Effect.gen(function* () {
      const refused = new R.Unauthorized({ description })
      const twice: Policy.Policy = (stream) => Policy.retry()(Policy.retry()(stream))
      const { error, times } = yield* triedAt(twice, (index) => (index === 0 ? busy() : refused))
      assert.deepStrictEqual([times.length, reasonOf(error), error?.isRetryable], [2, "Unauthorized", false])
    })
  )
})
