/** Hedge: who is asked when, who answers, and what becomes of the others. */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Layer, Stream } from "effect"
import { Policy, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { TestClock } from "effect/testing"
import { BifrostError } from "../../schemas/BifrostError.ts"
import { Overloaded, Rejected, Unauthorized } from "../../schemas/Reason.ts"
import { asks, both, type Script } from "../kit/both.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { begin, clients, providerOf, serve } from "../kit/loopback.ts"
import { data, question, say, stop } from "../kit/wire.ts"

const fork = Effect.forkChild({ startImmediately: true })
const { hang, pause } = TestProvider
const busy = new Overloaded({ description: "busy" })
const after = { after: "2 seconds" } as const

describe.each(asks)("%s", (_, ask) => {
  /** Three providers, asked 2 seconds apart. */
  const race = (...scripts: readonly [Script, Script, Script]) => {
    const [first, second, third] = [both("first", scripts[0]), both("second", scripts[1]), both("third", scripts[2])]
    return {
      endings: () => [first, second, third].map(({ endings }) => endings().join(" ")),
      heard: hear(ask).pipe(
        Effect.provide(first.layer.pipe(Policy.hedge([second.layer, third.layer.pipe(Policy.withModel("m3"))], after)))
      ),
      models: third.models
    }
  }

  it.effect("in silence: the next is asked at the tick, and the loser let go before the first word is heard", () =>
    Effect.gen(function* () {
      const { endings, heard } = race(
        [pause("10 seconds"), "slow"],
        [pause("1 second"), "quick", pause("1 second"), "er"],
        ["third"]
      )
      const fiber = yield* fork(heard)
      yield* TestClock.adjust("1999 millis")
      assert.deepStrictEqual(endings(), ["running", "", ""])
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(endings(), ["running", "running", ""])
      yield* TestClock.adjust("999 millis")
      assert.deepStrictEqual(endings(), ["running", "running", ""])
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(endings(), ["interrupted", "running", ""])
      yield* TestClock.adjust("1 hour")
      const { chunks, error } = yield* Fiber.join(fiber)
      assert.deepStrictEqual([text(chunks), error, endings()], ["quicker", undefined, ["interrupted", "whole", ""]])
    })
  )

  it.effect("at the first content: nobody else is asked any more, and nothing changes, arrays included", () =>
    Effect.gen(function* () {
      const script = [pause("1999 millis"), "a", pause("1 hour"), "b"]
      const { endings, heard } = race(script, ["second"], ["third"])
      const fiber = yield* fork(
        Effect.all([heard, hear(ask).pipe(Effect.provide(both("first", script).layer))], { concurrency: 2 })
      )
      yield* TestClock.adjust("2 hours")
      const [raced, bare] = yield* Fiber.join(fiber)
      assert.deepStrictEqual(raced, bare)
      assert.deepStrictEqual(endings(), ["whole", "", ""])
    })
  )

  it.effect("content at the very moment still wins", () =>
    Effect.gen(function* () {
      const { endings, heard } = race([pause("2 seconds"), "a"], ["second"], ["third"])
      const fiber = yield* fork(heard)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "a")
      assert.strictEqual(endings()[0], "whole")
    })
  )

  it.effect("later: the failure is that of the provider that was heard, and nobody is asked for it", () =>
    Effect.gen(function* () {
      const { endings, heard } = race([busy], ["a", pause("1 hour"), busy], ["third"])
      const fiber = yield* fork(heard)
      yield* TestClock.adjust("2 hours")
      const { chunks, error } = yield* Fiber.join(fiber)
      assert.deepStrictEqual([text(chunks), error?.origin?.provider], ["a", "second"])
      assert.deepStrictEqual(
        error?.attempts.map(({ origin }) => origin?.provider),
        ["first"]
      )
      assert.deepStrictEqual(endings(), ["failed", "failed", ""])
    })
  )

  it.effect("an early failure does not win: the next is asked at once", () =>
    Effect.gen(function* () {
      const { endings, heard, models } = race([pause("1 second"), "slow"], [busy], [hang])
      const fiber = yield* fork(heard)
      const failing = race([pause("1 second"), busy], [hang], [hang])
      const other = yield* fork(failing.heard)
      yield* TestClock.adjust("999 millis")
      assert.deepStrictEqual(failing.endings(), ["running", "", ""])
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(failing.endings(), ["failed", "running", ""])
      yield* TestClock.adjust("1999 millis")
      assert.deepStrictEqual(failing.endings(), ["failed", "running", ""])
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(failing.endings(), ["failed", "running", "running"])
      assert.deepStrictEqual(
        [text((yield* Fiber.join(fiber)).chunks), endings(), models()],
        ["slow", ["whole", "", ""], []]
      )
      yield* Fiber.interrupt(other)
      assert.deepStrictEqual(failing.endings(), ["failed", "interrupted", "interrupted"])
      assert.deepStrictEqual(failing.models(), ["m3"])
    })
  )

  it.effect("a backup's failure asks the next at once too, while the primary goes on", () =>
    Effect.gen(function* () {
      const { endings, heard } = race([pause("3 seconds"), "slow"], [busy], [pause("30 seconds"), "slower"])
      const fiber = yield* fork(heard)
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(endings(), ["running", "failed", "running"])
      yield* TestClock.adjust("1 second")
      assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "slow")
      assert.deepStrictEqual(endings(), ["whole", "failed", "interrupted"])
    })
  )

  it.effect("when all fail: the primary's failure, the others in the order they were asked", () =>
    Effect.gen(function* () {
      const who = new Unauthorized({ description: "who?" })
      const { endings, heard } = race([pause("9 seconds"), busy], [pause("5 seconds"), who], [pause("1 second"), busy])
      const fiber = yield* fork(heard)
      yield* TestClock.adjust("9 seconds")
      const { chunks, error } = yield* Fiber.join(fiber)
      assert.deepStrictEqual([chunks, reasonOf(error), error?.origin?.provider], [[], "Overloaded", "first"])
      assert.deepStrictEqual(
        error?.attempts.map(({ origin, reason }) => [origin?.provider, reason._tag]),
        [
          ["second", "Unauthorized"],
          ["third", "Overloaded"]
        ]
      )
      assert.deepStrictEqual(endings(), ["failed", "failed", "failed"])
    })
  )

  it.effect("not for a failure where another could do no better; who is asked already may still answer", () =>
    Effect.gen(function* () {
      const no = new Rejected({ description: "no" })
      const alone = race([no], ["b"], ["c"])
      const { error } = yield* alone.heard
      assert.deepStrictEqual([reasonOf(error), alone.endings()], ["Rejected", ["failed", "", ""]])
      const { endings, heard } = race([pause("3 seconds"), no], [pause("30 seconds"), "late"], ["c"])
      const fiber = yield* fork(heard)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "late")
      assert.deepStrictEqual(endings(), ["failed", "whole", ""])
    })
  )

  it.effect("leaving lets go of all", () =>
    Effect.gen(function* () {
      const early = race([hang], [hang], [hang])
      const fiber = yield* fork(early.heard)
      yield* TestClock.adjust("4 seconds")
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(early.endings(), ["interrupted", "interrupted", "interrupted"])
    })
  )

  it.effect("inside it a retry is each provider's own, and its waits count as silence", () =>
    Effect.gen(function* () {
      const [first, second] = [both("first", [busy]), both("second", ["b"])]
      const patient = Policy.apply(Policy.retry({ times: 1, initialDelay: "4 seconds" }))
      const fiber = yield* fork(
        hear(ask).pipe(Effect.provide(first.layer.pipe(patient, Policy.hedge([second.layer], after))))
      )
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "b")
      assert.deepStrictEqual([first.endings(), second.endings()], [["failed"], ["whole"]])
    })
  )
})

describe("streams", () => {
  const failed = BifrostError.because(busy)
  const said = (word: string, closed: Array<string>, wait: "0 seconds" | "1 minute" = "0 seconds") =>
    Stream.fromEffect(Effect.as(Effect.sleep(wait), word)).pipe(
      Stream.concat(Stream.never),
      Stream.ensuring(Effect.sync(() => void closed.push(word)))
    )

  it.effect("race for one request, and let go at their own end", () =>
    Effect.gen(function* () {
      const closed: Array<string> = []
      const slow = said("slow", closed, "1 minute")
      const stream = slow.pipe(Policy.hedgeStreams([Stream.fail(failed), said("quick", closed)], after), Stream.take(1))
      const rest = Stream.suspend(() => Stream.fromArray([...closed, "rest"]))
      const fiber = yield* fork(Stream.runCollect(Stream.concat(stream, rest)))
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* Fiber.join(fiber), ["quick", "slow", "quick", "rest"])
    })
  )
  it.effect("who failed lets go at once, though the others go on", () =>
    Effect.gen(function* () {
      let isOpen = false
      const socket = Effect.acquireRelease(
        Effect.sync(() => void (isOpen = true)),
        () => Effect.sync(() => void (isOpen = false))
      )
      const broken = Stream.unwrap(Effect.as(socket, Stream.fromEffect(Effect.delay(Effect.fail(failed), "1 second"))))
      const fiber = yield* fork(Stream.runDrain(broken.pipe(Policy.hedgeStreams([Stream.never], after))))
      yield* TestClock.adjust("999 millis")
      assert.isTrue(isOpen)
      yield* TestClock.adjust("1 millis")
      assert.isFalse(isOpen)
      yield* Fiber.interrupt(fiber)
    })
  )
  it.effect("an empty stream is an answer", () =>
    Effect.gen(function* () {
      const empty: Stream.Stream<string, BifrostError> = Stream.empty
      assert.deepStrictEqual(yield* Stream.runCollect(empty.pipe(Policy.hedgeStreams([Stream.make("b")], after))), [])
    })
  )
  it.effect("a defect is no failure to recover from", () =>
    Effect.gen(function* () {
      const broken: Stream.Stream<string, BifrostError> = Stream.die("broken")
      const exit = yield* Effect.exit(Stream.runCollect(broken.pipe(Policy.hedgeStreams([Stream.make("b")], after))))
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
    })
  )
  it.effect("each run races anew", () =>
    Effect.gen(function* () {
      let run = 0
      const flaky = Stream.suspend(() => (run++ === 0 ? Stream.fail(failed) : Stream.make("a")))
      const stream = flaky.pipe(Policy.hedgeStreams([Stream.make("b")], after))
      assert.deepStrictEqual([yield* Stream.runCollect(stream), yield* Stream.runCollect(stream)], [["b"], ["a"]])
    })
  )
  it.effect("as deep as one likes", () =>
    Effect.gen(function* () {
      const slow: Stream.Stream<string, BifrostError> = Stream.never
      const fiber = yield* slow.pipe(
        Policy.hedgeStreams([Stream.never], after),
        Policy.hedgeStreams([Stream.make("c")], after),
        Stream.runCollect,
        fork
      )
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* Fiber.join(fiber), ["c"])
    })
  )
})

describe.each(clients)("over real sockets: %s", (_, http) => {
  it.live("the loser's socket is closed while the winner speaks", () =>
    Effect.gen(function* () {
      const silent = yield* serve((exchange) => begin(exchange, ": ping\n\n"))
      const lively = yield* serve((exchange) => begin(exchange, data(say("Hel"))))
      const stack = providerOf(silent).pipe(Policy.hedge([Layer.fresh(providerOf(lively))], { after: "20 millis" }))
      const heard: Array<string> = []
      yield* StreamingProvider.chat(question).pipe(
        Stream.runForEach((chunk) => {
          if (chunk._tag !== "Text") return Effect.void
          heard.push(chunk.delta)
          // only where the other is gone does the answer end
          return Effect.map(
            Effect.promise(() => silent.exchanges[0]?.closed ?? Promise.resolve()),
            () => {
              lively.exchanges[0]?.response.end(data(stop, "[DONE]"))
            }
          )
        }),
        Effect.provide(stack),
        Effect.provide(http)
      )
      assert.deepStrictEqual(
        [heard, silent.exchanges.length, lively.exchanges.length, silent.open.size],
        [["Hel"], 1, 1, 0]
      )
    })
  )
})
