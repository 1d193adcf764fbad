/** Circuit breaker: the stream's end decides; who is the probe, and whose circuit it is. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Logger, Stream } from "effect"
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
const memory = CircuitBreaker.layerStoreMemory()
const once = { trip: CircuitBreaker.consecutive(1), openDuration: "10 seconds" } as const
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
  it.effect("where it hangs: the caller can leave", () =>
    Effect.gen(function* () {
      const provider = both("test", ["a"])
      const store = { admit: () => Effect.never, record: lost, state: lost }
      const layer = provider.layer.pipe(
        Policy.apply(Policy.circuitBreaker(once)),
        Layer.provide(Layer.succeed(CircuitBreaker.CircuitBreakerStore, store))
      )
      const fiber = yield* fork(hear(chat).pipe(Effect.provide(layer)))
      yield* Fiber.interrupt(fiber)
      assert.isEmpty(provider.endings())
    })
  )
  it.effect("at the end: the same", () =>
    logged({
      admit: () => Effect.succeed({ generation: 0, probe: false, consecutiveOpenings: 0, transition: undefined }),
      record: lost,
      state: lost
    })
  )
})
