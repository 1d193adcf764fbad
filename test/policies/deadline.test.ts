/** Deadline: exact, whatever happens inside and however slowly it is read. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope, Stream } from "effect"
import { type ChatChunk, Policy, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { TestClock } from "effect/testing"
import { Overloaded } from "../../schemas/Reason.ts"
import { asks, both, type Script } from "../kit/both.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { question } from "../kit/wire.ts"

const fork = Effect.forkChild({ startImmediately: true })
const { hang, pause } = TestProvider
const chat = StreamingProvider.chat(question)

describe.each(asks)("%s", (operation, ask) => {
  /** Nothing one tick before 10 seconds; at the tick what was heard, the failure, and the provider let go. */
  const cut = Effect.fnUntraced(function* (script: Script, heard: string) {
    const provider = both("test", script)
    const fiber = yield* fork(hear(ask.pipe(Policy.deadline("10 seconds"))).pipe(Effect.provide(provider.layer)))
    yield* TestClock.adjust("9999 millis")
    assert.isUndefined(fiber.pollUnsafe())
    assert.deepStrictEqual(provider.endings(), ["running"])
    yield* TestClock.adjust("1 millis")
    assert.deepStrictEqual(provider.endings(), ["interrupted"])
    const { chunks, error } = yield* Fiber.join(fiber)
    assert.deepStrictEqual([text(chunks), reasonOf(error)], [heard, "TimedOut deadline"])
    assert.deepInclude(error?.reason, { limitMillis: 10_000 })
    assert.isUndefined(error?.origin)
  })

  it.effect("in silence", () => cut([hang], ""))
  it.effect("after the first content", () => cut([pause("9999 millis"), "a", hang], "a"))
  it.effect("later, however lively", () =>
    cut(Array.from({ length: 20 }, () => [pause("900 millis"), "a"]).flat(), "a".repeat(11))
  )
  it.effect("not where the answer is whole in time, though the consumer goes on", () =>
    Effect.gen(function* () {
      const provider = both("test", [pause("9999 millis"), "a"])
      const rest = Stream.fromEffect(Effect.delay(Effect.succeed("rest"), "1 hour"))
      const stream = Stream.concat(ask.pipe(Policy.deadline("10 seconds")), rest)
      const fiber = yield* fork(hear(stream).pipe(Effect.provide(provider.layer)))
      yield* TestClock.adjust("2 hours")
      const { chunks, error } = yield* Fiber.join(fiber)
      assert.deepStrictEqual([chunks.at(-1), error], ["rest", undefined])
    })
  )
  it.effect("on success: nothing changes, arrays included", () =>
    Effect.gen(function* () {
      const provider = both("test", ["a", "b", "c"])
      const bare = yield* hear(ask).pipe(Effect.provide(provider.layer))
      assert.deepStrictEqual(
        yield* hear(ask.pipe(Policy.deadline("1 second"))).pipe(Effect.provide(provider.layer)),
        bare
      )
    })
  )
  it.effect("an error of what is inside passes as it is", () =>
    Effect.gen(function* () {
      const provider = both("test", [new Overloaded({ description: "busy" })])
      const { error } = yield* hear(ask.pipe(Policy.deadline("1 second"))).pipe(Effect.provide(provider.layer))
      assert.strictEqual(error?.message, `test.${operation} (m): overloaded: busy`)
    })
  )
})

describe("slow consumption counts", () => {
  const start: ChatChunk = { _tag: "Start", provider: "engine", model: "m", warnings: [] }
  const word: ChatChunk = { _tag: "Text", choice: 0, delta: "a" }
  const finish: ChatChunk = { _tag: "Finish", choices: [{ index: 0, reason: "stop", raw: null }] }

  it.effect("at the limit the inside is closed though nobody asks; whoever asks then hears of it", () =>
    Effect.gen(function* () {
      const provider = both("test", ["a", hang])
      const scope = yield* Scope.make()
      const stream = chat.pipe(Policy.deadline("10 seconds"), Stream.provide(provider.layer))
      const pull = yield* Scope.provide(Stream.toPull(stream), scope)
      assert.strictEqual(text(yield* pull), "a")
      yield* TestClock.adjust("9999 millis")
      assert.deepStrictEqual(provider.endings(), ["running"])
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(provider.endings(), ["interrupted"])
      yield* TestClock.adjust("1 hour")
      const error = yield* Effect.flip(pull)
      assert.strictEqual(error._tag === "BifrostError" ? reasonOf(error) : error._tag, "TimedOut deadline")
      yield* Scope.close(scope, Exit.void)
    })
  )

  it.effect("a whole answer that was only read late ends well", () =>
    Effect.gen(function* () {
      const engine = StreamingProvider.layer("engine", { chat: () => Stream.make(start, word, finish) })
      const fiber = yield* chat.pipe(
        Policy.deadline("10 seconds"),
        Stream.runForEachArray(() => Effect.sleep("1 minute")),
        Effect.exit,
        Effect.provide(engine),
        fork
      )
      yield* TestClock.adjust("2 minutes")
      assert.isTrue(Exit.isSuccess(yield* Fiber.join(fiber)))
    })
  )

  it.effect("what had not been read by then is not read", () =>
    Effect.gen(function* () {
      let isClosed = false
      const answer = Stream.fromArrays([start, word], [word, finish]).pipe(
        Stream.ensuring(Effect.sync(() => void (isClosed = true)))
      )
      const engine = StreamingProvider.layer("engine", { chat: () => answer })
      const heard: Array<number> = []
      const fiber = yield* chat.pipe(
        Policy.deadline("10 seconds"),
        Stream.runForEachArray(({ length }) => (heard.push(length), Effect.sleep("1 minute"))),
        Effect.flip,
        Effect.provide(engine),
        fork
      )
      yield* TestClock.adjust("10 seconds")
      assert.isTrue(isClosed, "though it has more to say, and nobody asks")
      yield* TestClock.adjust("1 minute")
      const error = yield* Fiber.join(fiber)
      assert.deepStrictEqual([heard, error.reason._tag], [[2], "TimedOut"])
    })
  )

  it.effect("a flood is cut too", () =>
    Effect.gen(function* () {
      const flood = Stream.concat(Stream.make(start), Stream.forever(Stream.make(word)))
      const engine = StreamingProvider.layer("engine", { chat: () => flood })
      let heard = 0
      const fiber = yield* chat.pipe(
        Policy.deadline("10 seconds"),
        Stream.runForEachArray(({ length }) => Effect.sync(() => void (heard += length))),
        Effect.flip,
        Effect.provide(engine),
        fork
      )
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* Fiber.join(fiber)).reason._tag, "TimedOut")
      assert.isAbove(heard, 100)
    })
  )
})

describe("it is around everything inside it", () => {
  const busy = new Overloaded({ description: "busy" })

  it.effect("the waits between retries", () =>
    Effect.gen(function* () {
      const provider = both("test", [busy])
      const policy = (stream: typeof chat) =>
        stream.pipe(
          Policy.retry({ times: 9, initialDelay: "4 seconds", maxDelay: "4 seconds" }),
          Policy.deadline("5 seconds")
        )
      const fiber = yield* fork(hear(policy(chat)).pipe(Effect.provide(provider.layer)))
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(reasonOf((yield* Fiber.join(fiber)).error), "TimedOut deadline")
      const tried = provider.endings().length
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(provider.endings().length, tried)
    })
  )

  it.effect("and nothing recovers from it: neither retry nor fallback", () =>
    Effect.gen(function* () {
      const slow = both("slow", [hang])
      const other = both("other", ["late"])
      const safe = slow.layer.pipe(
        Policy.apply(Policy.deadline("5 seconds")),
        Policy.apply(Policy.retry()),
        Policy.fallbackTo(other.layer)
      )
      const fiber = yield* fork(hear(chat).pipe(Effect.provide(safe)))
      yield* TestClock.adjust("1 hour")
      const { error } = yield* Fiber.join(fiber)
      assert.deepStrictEqual([reasonOf(error), error?.origin?.provider], ["TimedOut deadline", "slow"])
      assert.deepStrictEqual([slow.endings(), other.endings()], [["interrupted"], []])
    })
  )

  it.effect("each run of a stream has its own", () =>
    Effect.gen(function* () {
      const provider = both("test", [pause("9 seconds"), "a"])
      const stream = chat.pipe(Policy.deadline("10 seconds"), Stream.provide(provider.layer))
      const fiber = yield* fork(Effect.all([hear(stream), hear(stream)]))
      yield* TestClock.adjust("18 seconds")
      assert.deepStrictEqual(
        (yield* Fiber.join(fiber)).map(({ error }) => error),
        [undefined, undefined]
      )
    })
  )
})
