/** Account: one entry for each request, however it ends, and a stream that never hears of it. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Logger, References, Stream } from "effect"
import { Policy, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { TestClock } from "effect/testing"
import { Overloaded } from "../../schemas/Reason.ts"
import { books, ended } from "../kit/books.ts"
import { asks, both, type Script } from "../kit/both.ts"
import { hear, text } from "../kit/hear.ts"
import { question } from "../kit/wire.ts"

const fork = Effect.forkChild({ startImmediately: true })
const { hang, pause } = TestProvider
const busy = new Overloaded({ description: "busy" })
const chat = StreamingProvider.chat(question)

describe.each(asks)("%s", (operation, ask) => {
  const once = Effect.fnUntraced(function* (
    script: Script,
    use: (stream: typeof ask) => typeof ask = (stream) => stream
  ) {
    const { account, entries } = books()
    const provider = both("test", script)
    const fiber = yield* fork(hear(use(ask)).pipe(Effect.provide(provider.layer.pipe(account))))
    yield* TestClock.adjust("10 seconds")
    const heard = fiber.pollUnsafe()
    yield* Fiber.interrupt(fiber)
    yield* TestClock.adjust("10 seconds")
    const [entry] = entries
    if (entry === undefined || entries.length > 1) return assert.fail(`${entries.length} entries`)
    assert.deepStrictEqual([entry.operation, entry.provider, entry.model], [operation, "test", "m"])
    assert.deepInclude(entry.request, { model: "m" })
    return { entry, heard }
  })

  it.effect("in silence: a failure", () =>
    Effect.gen(function* () {
      const { entry } = yield* once([pause("3 seconds"), busy])
      assert.deepStrictEqual(
        [ended(entry), entry.partial.text, entry.usage],
        ["Overloaded", "", { source: "estimated" }]
      )
      assert.deepStrictEqual(entry.timing, { startedAt: 0, totalMillis: 3000 })
      assert.deepStrictEqual(
        entry.attempts.map(({ origin, reason }) => [origin.provider, reason]),
        [["test", busy]]
      )
    })
  )
  it.effect("in silence: an interruption", () =>
    Effect.gen(function* () {
      const { entry } = yield* once([hang])
      assert.deepStrictEqual(
        [ended(entry), entry.partial.text, entry.timing.firstContentMillis],
        ["interrupted", "", undefined]
      )
      assert.deepStrictEqual(
        entry.attempts.map(({ reason }) => reason),
        [undefined]
      )
    })
  )
  it.effect("at the first content: an interruption", () =>
    Effect.gen(function* () {
      const { entry } = yield* once([pause("2 seconds"), "Hello", hang])
      assert.deepStrictEqual([ended(entry), entry.partial.text], ["interrupted", "Hello"])
      assert.deepStrictEqual(entry.usage, { source: "estimated", output: 2 })
      assert.deepStrictEqual(entry.timing, { startedAt: 0, firstContentMillis: 2000, totalMillis: 10_000 })
    })
  )
  it.effect("later: a failure", () =>
    Effect.gen(function* () {
      const { entry } = yield* once(["Hel", pause("1 seconds"), "lo", busy])
      assert.deepStrictEqual([ended(entry), entry.partial.text], ["Overloaded", "Hello"])
    })
  )
  it.effect("whole", () =>
    Effect.gen(function* () {
      const { entry } = yield* once([pause("2 seconds"), "Hel", pause("3 seconds"), "lo"])
      assert.deepStrictEqual([ended(entry), entry.partial.text], ["success", "Hello"])
      assert.deepStrictEqual(entry.timing, { startedAt: 0, firstContentMillis: 2000, totalMillis: 5000 })
    })
  )
  it.effect("a consumer that takes some, or fails, interrupts", () =>
    Effect.gen(function* () {
      const taken = yield* once(["Hel", "lo"], (stream) => Stream.take(stream, 2))
      assert.deepStrictEqual([ended(taken.entry), taken.entry.partial.text], ["interrupted", "Hel"])
      const { account, entries } = books()
      const { layer } = both("test", ["Hel", "lo"])
      const failing = Stream.runForEachArray(ask, () => Effect.fail("mine")).pipe(Effect.provide(layer.pipe(account)))
      assert.strictEqual(yield* Effect.flip(failing), "mine")
      assert.deepStrictEqual(entries.map(ended), ["interrupted"])
    })
  )
  it.effect("on success: nothing changes, arrays included", () =>
    Effect.gen(function* () {
      const { layer } = both("test", ["a", "b", "c"])
      const bare = yield* hear(ask).pipe(Effect.provide(layer))
      assert.deepStrictEqual(yield* hear(ask).pipe(Effect.provide(layer.pipe(books().account))), bare)
    })
  )
  it.effect("outside retry and fallback: one entry, all attempts, and who answered", () =>
    Effect.gen(function* () {
      const { account, entries } = books()
      const layer = both("one", [busy]).layer.pipe(
        Policy.apply(Policy.retry({ times: 1 })),
        Policy.fallbackTo(both("two", ["b"]).layer.pipe(Policy.withModel("m2"))),
        account
      )
      const fiber = yield* fork(hear(ask).pipe(Effect.provide(layer)))
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(fiber)
      assert.lengthOf(entries, 1)
      const { attempts, model, provider, request } = entries[0]!
      assert.deepStrictEqual([provider, model, request.model], ["two", "m2", "m"])
      assert.deepStrictEqual(
        attempts.map(({ origin, reason }) => [origin.provider, reason?._tag]),
        [
          ["one", "Overloaded"],
          ["one", "Overloaded"],
          ["two", undefined]
        ]
      )
    })
  )
  it.effect("inside them: an entry for each attempt; both may be kept", () =>
    Effect.gen(function* () {
      const [inner, outer] = [books(), books()]
      const layer = both("one", [busy], ["a"]).layer.pipe(inner.account, Policy.apply(Policy.retry()), outer.account)
      const fiber = yield* fork(hear(ask).pipe(Effect.provide(layer)))
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(inner.entries.map(ended), ["Overloaded", "success"])
      assert.deepStrictEqual(
        inner.entries.map(({ attempts }) => attempts.length),
        [1, 1]
      )
      assert.deepStrictEqual(outer.entries.map(ended), ["success"])
      assert.deepStrictEqual(
        outer.entries.map(({ attempts }) => attempts.length),
        [2]
      )
    })
  )
  it.effect("outside hedge: who won", () =>
    Effect.gen(function* () {
      const { account, entries } = books()
      const slow = both("slow", [hang]).layer
      const layer = slow.pipe(Policy.hedge([both("quick", ["b"]).layer], { after: "1 second" }), account)
      const fiber = yield* fork(hear(ask).pipe(Effect.provide(layer)))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "b")
      assert.deepStrictEqual(
        entries.map(({ attempts, provider }) => [provider, attempts.length]),
        [["quick", 2]]
      )
    })
  )
  it.effect("outside limit: what was heard; inside: an interruption", () =>
    Effect.gen(function* () {
      const [inner, outer] = [books(), books()]
      const layer = both("one", ["Hello", hang]).layer.pipe(
        inner.account,
        Policy.limit({ characters: 2 }),
        outer.account
      )
      yield* hear(ask).pipe(Effect.provide(layer))
      assert.deepStrictEqual(
        [...inner.entries, ...outer.entries].map((entry) => [ended(entry), entry.partial.text]),
        [
          ["interrupted", "Hello"],
          ["success", "He"]
        ]
      )
    })
  )
})

describe("its own failure", () => {
  const logged = Effect.fnUntraced(function* (record: (entry: Policy.Entry) => Effect.Effect<unknown, unknown>) {
    const lines: Array<string> = []
    const logger = Logger.layer([Logger.make(({ logLevel, message }) => lines.push(`${logLevel} ${String(message)}`))])
    const layer = both("test", ["Hello"]).layer.pipe(Policy.account(record))
    const heard = yield* hear(chat).pipe(Effect.provide([layer, logger]))
    assert.deepStrictEqual([text(heard.chunks), heard.error], ["Hello", undefined])
    return lines.join()
  })

  it.effect("or death, or throw, or interruption, is a warning without content; the stream does not hear of it", () =>
    Effect.gen(function* () {
      const said = "an account of test.chat was not kept"
      const rest = "; its stream is untouched"
      const quoting = new TypeError("Hello is not a number")
      assert.strictEqual(yield* logged(() => Effect.fail("Hello")), `Warn ${said} (string)${rest}`)
      assert.strictEqual(yield* logged(() => Effect.die(quoting)), `Warn ${said} (TypeError)${rest}`)
      assert.strictEqual(yield* logged(() => Effect.interrupt), `Warn ${said} (interrupted)${rest}`)
      const thrown = () => {
        throw quoting
      }
      assert.strictEqual(yield* logged(thrown), `Warn ${said} (TypeError)${rest}`)
    })
  )
})

describe("record", () => {
  class Ledger extends Context.Service<Ledger, { readonly name: string }>()("Ledger") {}

  it.effect("may need services, and runs in the caller's fiber, annotations and all", () =>
    Effect.gen(function* () {
      const seen: Array<unknown> = []
      const account = Policy.account(() =>
        Effect.gen(function* () {
          seen.push((yield* Ledger).name, yield* References.CurrentLogAnnotations)
        })
      )
      const layer = both("test", ["a"]).layer.pipe(account, Layer.provide(Layer.succeed(Ledger, { name: "mine" })))
      yield* hear(chat).pipe(Effect.annotateLogs("user", 7), Effect.provide(layer))
      assert.deepStrictEqual(seen, ["mine", { user: 7 }])
    })
  )
  it.effect("runs when the provider has been let go, and the end waits for it", () =>
    Effect.gen(function* () {
      const provider = both("test", ["a", hang])
      const seen: Array<ReadonlyArray<string>> = []
      const account = Policy.account(() =>
        Effect.andThen(
          Effect.sleep("1 second"),
          Effect.sync(() => void seen.push(provider.endings()))
        )
      )
      const fiber = yield* fork(hear(Stream.take(chat, 2)).pipe(Effect.provide(provider.layer.pipe(account))))
      yield* TestClock.adjust("999 millis")
      assert.deepStrictEqual([fiber.pollUnsafe(), provider.endings()], [undefined, ["interrupted"]])
      yield* TestClock.adjust("1 millis")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(seen, [["interrupted"]])
    })
  )
})
