/** Circuit breaker: what counts, when it opens, who is the probe, and that the stream's end decides. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Layer, Logger, Stream } from "effect"
import { BifrostError, Policy, Router, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { CircuitBreaker } from "effect/persistence"
import { TestClock } from "effect/testing"
import * as R from "../../schemas/Reason.ts"
import { asks, both, type Script } from "../kit/both.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { question } from "../kit/wire.ts"

const fork = Effect.forkChild({ startImmediately: true })
const { hang, pause } = TestProvider
const chat = StreamingProvider.chat(question)
const busy = new R.Overloaded({ description: "busy" })
const { consecutive, rate } = CircuitBreaker
const memory = CircuitBreaker.layerStoreMemory()
const once = { trip: consecutive(1), openDuration: "10 seconds" } as const
const broken = (options: Policy.CircuitBreakerOptions, ...scripts: ReadonlyArray<Script>) => {
  const provider = both("test", ...scripts)
  return { ...provider, layer: provider.layer.pipe(Policy.apply(Policy.circuitBreaker(options))) }
}
const state = Effect.flatMap(CircuitBreaker.CircuitBreakerStore, (store) => store.state("test"))
const stateIs = (tag: CircuitBreaker.State["_tag"]) => Effect.map(state, ({ _tag }) => assert.strictEqual(_tag, tag))
const shed = (retryAfterMillis?: number) =>
  new R.Shed({ by: "circuit breaker", ...(retryAfterMillis !== undefined && { retryAfterMillis }) })

describe.each(asks)("%s", (operation, ask) => {
  const cases = [
    ["in silence", [busy], ""],
    ["at the first content", ["a", busy], "a"],
    ["later, a truncation", ["a", "b", new R.Truncated({ description: "cut" })], "ab"]
  ] as const
  for (const [name, script, heard] of cases) {
    it.effect(`${name}: a failure opens the circuit; then nothing is sent`, () =>
      Effect.gen(function* () {
        const provider = broken(once, script)
        yield* Effect.gen(function* () {
          yield* stateIs("Closed")
          const first = yield* hear(ask)
          assert.deepStrictEqual([text(first.chunks), first.error?.reason], [heard, script.at(-1)])
          yield* stateIs("Open")
          yield* TestClock.adjust("4 seconds")
          const { chunks, error } = yield* hear(ask)
          assert.deepStrictEqual([chunks, error?.reason], [[], shed(6000)])
          assert.deepStrictEqual(error?.origin, { provider: "test", operation, model: "m" })
        }).pipe(Effect.provide(provider.layer))
        assert.lengthOf(provider.endings(), 1)
      }).pipe(Effect.provide(memory))
    )
  }
  it.effect("nothing is decided before the end", () =>
    Effect.gen(function* () {
      const provider = broken(once, ["a", pause("1 minute"), busy])
      yield* Effect.gen(function* () {
        const fiber = yield* fork(hear(ask))
        yield* TestClock.adjust("59999 millis")
        yield* stateIs("Closed")
        yield* TestClock.adjust("1 millis")
        yield* stateIs("Open")
        yield* Fiber.join(fiber)
      }).pipe(Effect.provide(provider.layer))
    }).pipe(Effect.provide(memory))
  )
  it.effect("one tick before its time it sheds; at the tick one probe goes through, and its success closes", () =>
    Effect.gen(function* () {
      const provider = broken(once, [busy], ["a", pause("5 seconds"), "b"], ["c"])
      yield* Effect.gen(function* () {
        yield* hear(ask)
        yield* TestClock.adjust("9999 millis")
        assert.deepStrictEqual((yield* hear(ask)).error?.reason, shed(1))
        yield* TestClock.adjust("1 millis")
        const probe = yield* fork(hear(ask))
        assert.deepStrictEqual((yield* hear(ask)).error?.reason, shed())
        yield* TestClock.adjust("4999 millis")
        assert.deepStrictEqual((yield* hear(ask)).error?.reason, shed())
        yield* TestClock.adjust("1 millis")
        assert.strictEqual(text((yield* Fiber.join(probe)).chunks), "ab")
        yield* stateIs("Closed")
        assert.strictEqual(text((yield* hear(ask)).chunks), "c")
      }).pipe(Effect.provide(provider.layer))
      assert.deepStrictEqual(provider.endings(), ["failed", "whole", "whole"])
    }).pipe(Effect.provide(memory))
  )
  it.effect("a probe that fails in mid-stream opens it again", () =>
    Effect.gen(function* () {
      const provider = broken(once, [busy], ["a", busy])
      yield* Effect.gen(function* () {
        yield* hear(ask)
        yield* TestClock.adjust("10 seconds")
        yield* hear(ask)
        assert.deepStrictEqual((yield* hear(ask)).error?.reason, shed(10_000))
      }).pipe(Effect.provide(provider.layer))
    }).pipe(Effect.provide(memory))
  )
  const leaves = [
    ["interrupted", Effect.andThen(fork(hear(ask)), Fiber.interrupt)],
    ["left by its consumer", Stream.runDrain(Stream.take(ask, 2))],
    [
      "given up by a failing consumer",
      Effect.exit(Stream.runForEach(ask, () => Effect.fail(BifrostError.because(busy))))
    ],
    ["cut by the caller's deadline", Effect.flatMap(fork(hear(ask.pipe(Policy.deadline("1 second")))), deadlined)]
  ] as const
  for (const [name, leave] of leaves) {
    it.effect(`a probe that is ${name} gives its place back, and nothing is counted`, () =>
      Effect.gen(function* () {
        const provider = broken(once, [busy], ["a", hang], ["whole"])
        yield* Effect.gen(function* () {
          yield* hear(ask)
          yield* TestClock.adjust("10 seconds")
          yield* leave
          assert.notInclude(provider.endings(), "running")
          assert.deepStrictEqual(yield* state, {
            _tag: "HalfOpen",
            key: "test",
            probing: false,
            consecutiveOpenings: 1
          })
          assert.strictEqual(text((yield* hear(ask)).chunks), "whole")
          yield* stateIs("Closed")
        }).pipe(Effect.provide(provider.layer))
      }).pipe(Effect.provide(memory))
    )
  }
  it.effect("on success: nothing changes, arrays included", () =>
    Effect.gen(function* () {
      const bare = yield* hear(ask).pipe(Effect.provide(both("test", ["a", "b", "c"]).layer))
      assert.deepStrictEqual(yield* hear(ask).pipe(Effect.provide(broken(once, ["a", "b", "c"]).layer)), bare)
    }).pipe(Effect.provide(memory))
  )
})

function deadlined<A, E>(fiber: Fiber.Fiber<A, E>) {
  return Effect.andThen(TestClock.adjust("1 second"), Fiber.join(fiber))
}

describe("arrays", () => {
  it.effect("pass whole", () =>
    Effect.gen(function* () {
      const policy = yield* Policy.circuitBreaker()
      const { arrays } = yield* hear(policy(Stream.fromArrays([1, 2], [3], [4, 5, 6])))
      assert.deepStrictEqual(arrays, [2, 1, 3])
    }).pipe(Effect.provide(memory))
  )
})

describe("it is over at the stream's own end", () => {
  it.effect("though the consumer goes on", () =>
    Effect.gen(function* () {
      const provider = broken(once, [busy], ["a"])
      yield* Effect.gen(function* () {
        yield* hear(chat)
        yield* TestClock.adjust("10 seconds")
        yield* fork(Stream.runDrain(Stream.concat(chat, Stream.never)))
        yield* stateIs("Closed")
      }).pipe(Effect.provide(provider.layer))
    }).pipe(Effect.provide(memory))
  )
  it.effect("and before who is outside asks again", () =>
    Effect.gen(function* () {
      const provider = broken({ ...once, openDuration: "500 millis" }, [busy])
      const fiber = yield* fork(hear(chat.pipe(Policy.retry({ times: 1 }))).pipe(Effect.provide(provider.layer)))
      yield* TestClock.adjust("200 millis")
      assert.lengthOf(provider.endings(), 1)
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
    }).pipe(Effect.provide(memory))
  )
})

/** The state after so many answers that end so. */
const after = Effect.fnUntraced(function* (
  options: Policy.CircuitBreakerOptions,
  ...ends: ReadonlyArray<Effect.Effect<unknown, BifrostError>>
) {
  const policy = yield* Policy.circuitBreaker({ key: "test", ...options })
  for (const end of ends) yield* hear(policy(Stream.fromEffect(end))).pipe(Effect.exit)
  return yield* state
}, Effect.provide(memory))
const failed = (reason: R.Reason) => Effect.fail(BifrostError.because(reason))
const bad = failed(busy)
const good = Effect.succeed("a")

describe("what counts", () => {
  const description = "no"
  const table: ReadonlyArray<readonly [R.Reason, counts: boolean]> = [
    [new R.Unreachable({ description }), true],
    [new R.Overloaded({ description }), true],
    [new R.ServerFailed({ description }), true],
    [new R.Truncated({ description }), true],
    [new R.Unintelligible({ where: "event 1", expected: "JSON", sample: "{" }), true],
    [new R.TimedOut({ phase: "headers", limitMillis: 1 }), true],
    [new R.TimedOut({ phase: "first-content", limitMillis: 1 }), true],
    [new R.TimedOut({ phase: "idle", limitMillis: 1 }), true],
    [new R.TimedOut({ phase: "total", limitMillis: 1 }), true],
    [new R.RateLimited({ description }), true],
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
    [new R.ContentFiltered({ description }), false],
    [new R.Shed({ by: "concurrency" }), false]
  ]
  it("is said of every reason", () => {
    const said = new Set(table.map(([{ _tag }]) => _tag))
    assert.deepStrictEqual([...said].toSorted(), R.Reason.members.map(({ identifier }) => identifier).toSorted())
  })
  for (const [reason, counts] of table) {
    it.effect(`${reasonOf(BifrostError.because(reason))}: ${counts ? "yes" : "no"}`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* after(once, failed(reason)))._tag, counts ? "Open" : "Closed")
      })
    )
  }
  it.effect("a defect: yes", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* after(once, Effect.die(new Error("bug"))))._tag, "Open")
    })
  )
  it.effect("not what another provider failed with before it", () =>
    Effect.gen(function* () {
      const refused = BifrostError.because(new R.Rejected({ description }))
      const error = refused.after(BifrostError.because(busy, { provider: "other", operation: "chat", model: "m" }))
      assert.isTrue(error.isRetryable)
      assert.strictEqual((yield* after(once, Effect.fail(error)))._tag, "Closed")
    })
  )
})

const remaining = (state: CircuitBreaker.State) =>
  state._tag === "Open" ? Duration.toMillis(state.retryAfter) : undefined

describe("when", () => {
  it.effect("by default after five failures in a row, for 30 seconds", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* after({}, bad, bad, bad, bad))._tag, "Closed")
      assert.deepInclude(yield* after({}, bad, bad, bad, bad, bad), { _tag: "Open", consecutiveOpenings: 1 })
      assert.strictEqual((yield* after({}, bad, bad, bad, bad, good, bad))._tag, "Closed")
      assert.strictEqual(remaining(yield* after({}, bad, bad, bad, bad, bad)), 30_000)
    })
  )
  it.effect("or by the rate of failures", () =>
    Effect.gen(function* () {
      const trip = rate({ threshold: 0.5, size: 4 })
      assert.strictEqual((yield* after({ trip }, good, good, good, bad))._tag, "Closed")
      assert.strictEqual((yield* after({ trip }, good, bad, good, bad))._tag, "Open")
    })
  )
  it.effect("a Retry-After lengthens it, up to an hour, and never shortens it", () =>
    Effect.gen(function* () {
      for (const [asked, millis] of [
        [60_000, 60_000],
        [1, 10_000],
        [7_200_000, 3_600_000]
      ] as const) {
        const limited = failed(new R.RateLimited({ description: "", retryAfterMillis: asked }))
        assert.strictEqual(remaining(yield* after(once, limited)), millis)
      }
    })
  )
})

describe("whose circuit it is", () => {
  it.effect("each provider has its own, however many layers it is in", () =>
    Effect.gen(function* () {
      const apply = Policy.apply(Policy.circuitBreaker(once))
      const layer = Router.layer({
        one: both("one", [busy]).layer.pipe(apply),
        again: both("one", ["a"]).layer.pipe(apply),
        two: both("two", ["a"]).layer.pipe(apply)
      })
      const outcomes = Effect.forEach(["one/m", "again/m", "two/m"], (model) =>
        Effect.map(hear(StreamingProvider.chat({ ...question, model })), ({ error }) => reasonOf(error))
      )
      assert.deepStrictEqual(yield* outcomes.pipe(Effect.provide(layer)), ["Overloaded", "Shed", undefined])
    }).pipe(Effect.provide(memory))
  )
  it.effect("or each model", () =>
    Effect.gen(function* () {
      const key = ({ model, provider }: { readonly model: string; readonly provider: string }) => `${provider}/${model}`
      const provider = broken({ ...once, key }, [busy], ["a"])
      const outcomes = Effect.forEach(["m", "n", "m"], (model) =>
        Effect.map(hear(StreamingProvider.chat({ ...question, model })), ({ error }) => reasonOf(error))
      )
      assert.deepStrictEqual(yield* outcomes.pipe(Effect.provide(provider.layer)), ["Overloaded", undefined, "Shed"])
    }).pipe(Effect.provide(memory))
  )
})

describe("where the store fails", () => {
  const lost = () =>
    Effect.fail(
      new CircuitBreaker.CircuitBreakerError({
        reason: new CircuitBreaker.CircuitBreakerStoreError({ message: "no Redis" })
      })
    )
  const logged = (store: CircuitBreaker.CircuitBreakerStore["Service"]) =>
    Effect.gen(function* () {
      const lines: Array<unknown> = []
      const spy = Logger.layer([Logger.make(({ logLevel, message }) => void lines.push(`${logLevel} ${message}`))])
      const layer = both("test", ["a"]).layer.pipe(
        Policy.apply(Policy.circuitBreaker(once)),
        Layer.provide(Layer.succeed(CircuitBreaker.CircuitBreakerStore, store))
      )
      const heard = yield* hear(chat).pipe(Effect.provide(layer), Effect.provide(spy))
      assert.deepStrictEqual([text(heard.chunks), heard.error, lines.length], ["a", undefined, 1])
      assert.match(String(lines[0]), /^Warn circuit breaker: the store failed, so the request is not counted/)
    })
  it.effect("at the beginning: the request goes on, and a warning is logged", () =>
    logged({ admit: lost, record: lost, state: lost })
  )
  it.effect("at the end: the same", () =>
    logged({
      admit: () => Effect.succeed({ generation: 0, probe: false, consecutiveOpenings: 0, transition: undefined }),
      record: lost,
      state: lost
    })
  )
})
