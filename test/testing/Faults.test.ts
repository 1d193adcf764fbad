/** What goes wrong with chunks: where, when, for which request; and that a policy meets it as it meets the real thing. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Stream } from "effect"
import { Policy, StreamingProvider } from "effect-bifrost"
import { Overloaded } from "effect-bifrost/schemas/Reason"
import { Faults, TestProvider } from "effect-bifrost/testing"
import { TestClock } from "effect/testing"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { question } from "../kit/wire.ts"

const words = ["a", "b", "c"]
const faulty = (plan: Faults.Plan) => TestProvider.make({ chat: [words] }).layer.pipe(Faults.inject(plan))
const listen = (plan: Faults.Plan) => Effect.provide(hear(StreamingProvider.chat(question)), faulty(plan))
const busy = new Overloaded({ description: "busy" })

describe("Faults", () => {
  it.effect("cut after n chunks: those n are heard, the start with the first, and no end", () =>
    Effect.gen(function* () {
      for (const after of [0, 1, 2, 3]) {
        const { chunks, error } = yield* listen(Faults.always(Faults.cut(after)))
        assert.deepStrictEqual(
          chunks.map(({ _tag }) => _tag),
          after === 0 ? [] : ["Start", ...words.slice(0, after).map(() => "Text" as const)]
        )
        assert.strictEqual(reasonOf(error), "Truncated")
        assert.deepStrictEqual(error?.origin, { provider: "test", operation: "chat", model: "m" })
      }
      const { chunks, error } = yield* listen(Faults.always(Faults.cut(4)))
      assert.isUndefined(error)
      assert.strictEqual(chunks.at(-1)?._tag, "Finish")
    })
  )

  it.effect("responses: preamble counts for nothing", () =>
    Effect.gen(function* () {
      const provider = TestProvider.make({ responses: [["a", "b"]] })
      const layer = provider.layer.pipe(Faults.inject(Faults.always(Faults.cut(1))))
      const stream = StreamingProvider.responses({ model: "m", input: "hi" })
      const { chunks } = yield* Effect.provide(hear(stream), layer)
      assert.deepStrictEqual(
        chunks.map(({ type }) => type),
        ["response.created", "response.output_text.delta"]
      )
    })
  )

  it.effect("in turn: the n-th request meets the n-th fault, later ones none; a retry recovers in silence", () =>
    Effect.gen(function* () {
      const plan = Faults.inTurn(Faults.fail(busy), Faults.cut(0))
      const layer = faulty(plan).pipe(Policy.apply(Policy.retry({ times: 2, initialDelay: 0 })))
      const fiber = yield* Effect.forkChild(Effect.provide(hear(StreamingProvider.chat(question)), layer), {
        startImmediately: true
      })
      yield* TestClock.adjust("1 second")
      const { chunks, error } = yield* Fiber.join(fiber)
      assert.isUndefined(error)
      assert.strictEqual(text(chunks), "abc")
    })
  )

  it.effect("a fault after the first chunk is no longer recovered from", () =>
    Effect.gen(function* () {
      const layer = faulty(Faults.inTurn(Faults.fail(busy, 1))).pipe(Policy.apply(Policy.retry()))
      const { chunks, error } = yield* Effect.provide(hear(StreamingProvider.chat(question)), layer)
      assert.strictEqual(text(chunks), "a")
      assert.strictEqual(reasonOf(error), "Overloaded")
    })
  )

  it.effect("delay, drip and stall wait on the clock, exactly", () =>
    Effect.gen(function* () {
      const timed = (plan: Faults.Plan) =>
        Effect.gen(function* () {
          const times: Array<string> = []
          const listening = StreamingProvider.chat(question).pipe(
            Stream.runForEach((chunk) =>
              Effect.clockWith((clock) =>
                Effect.sync(() => times.push(`${chunk._tag} ${clock.currentTimeMillisUnsafe()}`))
              )
            ),
            Effect.provide(faulty(plan))
          )
          const began = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
          const fiber = yield* Effect.forkChild(listening, { startImmediately: true })
          yield* TestClock.adjust("10 seconds")
          const isOver = fiber.pollUnsafe() !== undefined
          yield* Fiber.interrupt(fiber)
          return [...times.map((time) => time.replace(/\d+/, (n) => `${Number(n) - began}`)), isOver]
        })
      assert.deepStrictEqual(yield* timed(Faults.always(Faults.delay("2 seconds", 1))), [
        "Start 0",
        "Text 0",
        "Text 2000",
        "Text 2000",
        "Finish 2000",
        true
      ])
      assert.deepStrictEqual(yield* timed(Faults.always(Faults.drip("1 second"))), [
        "Start 1000",
        "Text 1000",
        "Text 2000",
        "Text 3000",
        "Finish 4000",
        true
      ])
      assert.deepStrictEqual(yield* timed(Faults.always(Faults.stall(2))), ["Start 0", "Text 0", "Text 0", false])
      const both = Faults.all(Faults.delay("1 second"), Faults.delay(Duration.seconds(1)))
      assert.strictEqual((yield* timed(Faults.always(both)))[0], "Start 2000")
    })
  )

  it.effect("random: the same seed the same faults, and about as many as asked for", () =>
    Effect.gen(function* () {
      const outcomes = (seed: number) =>
        Effect.gen(function* () {
          const plan = Faults.random({ seed, rate: 0.5, within: 3, stalls: false, delay: 0 })
          const layer = faulty(plan)
          const stream = StreamingProvider.chat(question)
          const run = Effect.map(hear(stream), ({ chunks, error }) => `${text(chunks)} ${reasonOf(error)}`)
          const fiber = yield* Effect.forkChild(
            Effect.provide(Effect.all(Array.from({ length: 100 }, () => run)), layer),
            { startImmediately: true }
          )
          yield* TestClock.adjust("1 second")
          return yield* Fiber.join(fiber)
        })
      const first = yield* outcomes(1)
      assert.deepStrictEqual(yield* outcomes(1), first)
      assert.notDeepEqual(yield* outcomes(2), first)
      const failed = first.filter((outcome) => !outcome.endsWith("undefined")).length
      assert.isTrue(failed > 20 && failed < 60, `${failed}`)
      assert.isTrue(new Set(first).size > 5)
    })
  )
})
