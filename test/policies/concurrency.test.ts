/** Concurrency: who waits, who is refused, in which order, and that every permit comes back whatever happens. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Scope, Stream } from "effect"
import { BifrostError, type ChatChunk, Policy, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { TestClock } from "effect/testing"
import { Overloaded } from "../../schemas/Reason.ts"
import { asks, both, type Script } from "../kit/both.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { question } from "../kit/wire.ts"

const fork = Effect.forkChild({ startImmediately: true })
const { hang, pause } = TestProvider
const busy = new Overloaded({ description: "busy" })
const chat = StreamingProvider.chat(question)

describe.each(asks)("%s", (operation, ask) => {
  /** One permit: while the first stream lasts, the second waits; then it is answered. */
  const inTurn = Effect.fnUntraced(function* (first: Script, heard: string, reason?: string) {
    const provider = both("test", first, ["b"])
    const layer = provider.layer.pipe(Policy.apply(Policy.concurrency(1)))
    yield* Effect.gen(function* () {
      const one = yield* fork(hear(ask))
      const two = yield* fork(hear(ask))
      yield* TestClock.adjust("9999 millis")
      assert.deepStrictEqual(provider.endings(), ["running"])
      yield* TestClock.adjust("1 millis")
      const { chunks, error } = yield* Fiber.join(one)
      assert.deepStrictEqual([text(chunks), reasonOf(error)], [heard, reason])
      assert.strictEqual(text((yield* Fiber.join(two)).chunks), "b")
    }).pipe(Effect.provide(layer))
  })

  it.effect("in silence: held while nothing is said, given back at the failure", () =>
    inTurn([pause("10 seconds"), busy], "", "Overloaded")
  )
  it.effect("at the first content: held still", () => inTurn(["a", pause("10 seconds"), busy], "a", "Overloaded"))
  it.effect("later: until the answer's end", () => inTurn(["a", "a", pause("10 seconds"), "a"], "aaa"))

  it.effect("refused at once, by name; nothing is sent", () =>
    Effect.gen(function* () {
      const provider = both("test", ["a", hang])
      const layer = provider.layer.pipe(Policy.apply(Policy.concurrency(1, { wait: "refuse" })))
      yield* Effect.gen(function* () {
        const one = yield* fork(hear(ask))
        const { error } = yield* hear(ask)
        assert.strictEqual(error?.message, `test.${operation} (m): shed by concurrency`)
        assert.deepStrictEqual([error?.isRetryable, error?.isFallbackable], [true, true])
        assert.lengthOf(provider.endings(), 1)
        yield* Fiber.interrupt(one)
        yield* fork(hear(ask))
        assert.deepStrictEqual(provider.endings(), ["interrupted", "running"])
      }).pipe(Effect.provide(layer))
    })
  )
  it.effect("refused after waiting so long, exactly; whoever comes later still finds the permit", () =>
    Effect.gen(function* () {
      const provider = both("test", [pause("10 seconds"), "a"])
      const layer = provider.layer.pipe(Policy.apply(Policy.concurrency(1, { wait: "5 seconds" })))
      yield* Effect.gen(function* () {
        const one = yield* fork(hear(ask))
        const two = yield* fork(hear(ask))
        yield* TestClock.adjust("4999 millis")
        assert.isUndefined(two.pollUnsafe())
        yield* TestClock.adjust("1 millis")
        assert.strictEqual(reasonOf((yield* Fiber.join(two)).error), "Shed")
        const three = yield* fork(hear(ask))
        yield* TestClock.adjust("5 seconds")
        assert.strictEqual(text((yield* Fiber.join(one)).chunks), "a")
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual(text((yield* Fiber.join(three)).chunks), "a")
        assert.lengthOf(provider.endings(), 2)
      }).pipe(Effect.provide(layer))
    })
  )
  it.effect("on success: nothing changes, arrays included", () =>
    Effect.gen(function* () {
      const provider = both("test", ["a", "b", "c"])
      const bare = yield* hear(ask).pipe(Effect.provide(provider.layer))
      const limited = provider.layer.pipe(Policy.apply(Policy.concurrency(1, { wait: "1 second" })))
      assert.deepStrictEqual(yield* hear(ask).pipe(Effect.provide(limited)), bare)
    })
  )
})

describe("turns", () => {
  it.effect("first come, first served, though some leave the queue", () =>
    Effect.gen(function* () {
      const order: Array<number> = []
      const policy = yield* Policy.concurrency(2)
      const numbered = (index: number) =>
        Stream.fromEffectDrain(
          Effect.delay(
            Effect.sync(() => void order.push(index)),
            "1 second"
          )
        ).pipe(policy, Stream.runDrain)
      const fibers = yield* Effect.forEach(
        Array.from({ length: 9 }, (_, index) => index),
        (index) => fork(numbered(index))
      )
      yield* Effect.forEach([3, 4, 7], (index) => Fiber.interrupt(fibers[index]!))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(order, [0, 1])
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(order, [0, 1, 2, 5, 6, 8])
    })
  )
  it.effect("one state for a layer, its operations and all that is made of it", () =>
    Effect.gen(function* () {
      const provider = both("test", ["a", hang])
      const limited = provider.layer.pipe(Policy.apply(Policy.concurrency(2, { wait: "refuse" })))
      const layer = Layer.merge(limited, limited.pipe(Policy.withModel("x")))
      yield* Effect.gen(function* () {
        yield* fork(hear(chat))
        yield* fork(hear(StreamingProvider.responses({ model: "m", input: "hi" })))
        assert.strictEqual(reasonOf((yield* hear(chat)).error), "Shed")
      }).pipe(Effect.provide(layer))
    })
  )
})

describe("every permit comes back", () => {
  it.effect("at the answer's own end, though the consumer goes on", () =>
    Effect.gen(function* () {
      const policy = yield* Policy.concurrency(1, { wait: "refuse" })
      const provider = both("test", ["a"])
      const rest = Stream.fromEffect(Effect.delay(Effect.succeed("rest"), "1 hour"))
      yield* Effect.gen(function* () {
        const slow = yield* fork(hear(Stream.concat(policy(chat), rest)))
        assert.strictEqual(text((yield* hear(policy(chat))).chunks), "a")
        yield* Fiber.interrupt(slow)
      }).pipe(Effect.provide(provider.layer))
    })
  )
  it.effect("after a thousand streams that ended, failed, were taken from, interrupted or given up in the queue", () =>
    Effect.gen(function* () {
      const permits = 7
      const policy = yield* Policy.concurrency(permits, { wait: "1 second" })
      let open = 0
      let most = 0
      const counted = Effect.acquireRelease(
        Effect.sync(() => (most = Math.max(most, ++open))),
        () => Effect.sync(() => open--)
      )
      const endings = [Stream.empty, Stream.fail(BifrostError.because(busy)), Stream.never, Stream.make(2)]
      const stream = (index: number) =>
        policy(
          Stream.unwrap(
            Effect.as(
              Effect.andThen(counted, Effect.sleep(index % 50)),
              Stream.concat(Stream.make(1), endings[index % endings.length]!)
            )
          )
        )
      const fibers = yield* Effect.forEach(
        Array.from({ length: 1000 }, (_, index) => index),
        (index) => fork(Effect.timeout(hear(Stream.take(stream(index), 2)), index % 7 === 0 ? 20 : 200))
      )
      yield* TestClock.adjust("2 seconds")
      assert.isTrue(fibers.every((fiber) => fiber.pollUnsafe() !== undefined))
      assert.deepStrictEqual([open, most], [0, permits])
      yield* Effect.forEach(Array.from({ length: permits }), () => fork(hear(stream(2))))
      yield* TestClock.adjust("2 millis")
      assert.strictEqual(open, permits)
    })
  )
  it.effect("where the consumer's scope closes between two chunks", () =>
    Effect.gen(function* () {
      const policy = yield* Policy.concurrency(1, { wait: "refuse" })
      const provider = both("test", ["a", hang])
      const scope = yield* Scope.make()
      const pull = yield* Scope.provide(Stream.toPull(policy(chat).pipe(Stream.provide(provider.layer))), scope)
      yield* pull
      const ask = hear(Stream.take(policy(chat), 1)).pipe(Effect.provide(provider.layer))
      assert.strictEqual(reasonOf((yield* ask).error), "Shed")
      yield* Scope.close(scope, Exit.void)
      assert.isUndefined((yield* ask).error)
    })
  )
})

describe("order", () => {
  it.effect("inside retry a permit is given back between attempts, outside it is held", () =>
    Effect.gen(function* () {
      const retry = Policy.retry({ times: 1, initialDelay: "4 seconds" })
      const during = (stack: (layer: ReturnType<typeof both>["layer"]) => ReturnType<typeof both>["layer"]) =>
        Effect.gen(function* () {
          const provider = both("test", [busy], ["a"])
          const layer = stack(provider.layer)
          return yield* Effect.gen(function* () {
            yield* fork(hear(chat))
            yield* TestClock.adjust("1 second")
            return reasonOf((yield* hear(Stream.take(chat, 1))).error)
          }).pipe(Effect.provide(layer))
        })
      const limit = Policy.apply(Policy.concurrency(1, { wait: "refuse" }))
      assert.isUndefined(yield* during((layer) => layer.pipe(limit, Policy.apply(retry))))
      assert.strictEqual(yield* during((layer) => layer.pipe(Policy.apply(retry), limit)), "Shed")
    })
  )
  it.effect("a fallback answers for what was refused", () =>
    Effect.gen(function* () {
      const one = both("one", [hang])
      const two = both("two", ["two"])
      const layer = one.layer.pipe(
        Policy.apply(Policy.concurrency(1, { wait: "refuse" })),
        Policy.fallbackTo(two.layer)
      )
      yield* Effect.gen(function* () {
        yield* fork(hear(chat))
        const { chunks } = yield* hear(chat)
        const start: ChatChunk | undefined = chunks[0]
        assert.deepStrictEqual([start?._tag === "Start" && start.provider, text(chunks)], ["two", "two"])
      }).pipe(Effect.provide(layer))
    })
  )
})
