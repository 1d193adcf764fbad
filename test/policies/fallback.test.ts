/** Fallback: who is asked, who is heard, and whose failure it is. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import { BifrostError, Policy } from "effect-bifrost"
import { TestClock } from "effect/testing"
import * as R from "../../schemas/Reason.ts"
import { asks, both } from "../kit/both.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"

const fork = Effect.forkChild({ startImmediately: true })
const busy = (description: string) => new R.Overloaded({ description })
const codec = Schema.fromJsonString(Schema.toCodecJson(BifrostError))

describe.each(asks)("%s", (_, ask) => {
  it.effect("in silence: the backup is asked, and answers for itself", () =>
    Effect.gen(function* () {
      const [first, second] = [both("first", [busy("one")]), both("second", ["Hel", "lo"])]
      const bare = yield* hear(ask).pipe(Effect.provide(second.layer))
      const safe = first.layer.pipe(Policy.fallbackTo(second.layer))
      assert.deepStrictEqual(yield* hear(ask).pipe(Effect.provide(safe)), bare)
      assert.deepStrictEqual([first.endings(), text(bare.chunks)], [["failed"], "Hello"])
    })
  )

  it.effect("at the first content: never", () =>
    Effect.gen(function* () {
      const [first, second] = [both("first", ["a", busy("one")]), both("second", ["b"])]
      const safe = first.layer.pipe(Policy.fallbackTo(second.layer))
      const { chunks, error } = yield* hear(ask).pipe(Effect.provide(safe))
      assert.deepStrictEqual([text(chunks), error?.origin?.provider, error?.attempts], ["a", "first", []])
      assert.deepStrictEqual(second.endings(), [])
    })
  )

  it.effect("later: never; what the backup said before it failed is its own failure", () =>
    Effect.gen(function* () {
      const [first, second, third] = [
        both("first", [busy("one")]),
        both("second", ["a", "b", busy("two")]),
        both("third", ["c"])
      ]
      const safe = first.layer.pipe(Policy.fallbackTo(second.layer), Policy.fallbackTo(third.layer))
      const { chunks, error } = yield* hear(ask).pipe(Effect.provide(safe))
      assert.deepStrictEqual([text(chunks), error?.origin?.provider], ["ab", "second"])
      assert.deepStrictEqual(
        error?.attempts.map(({ origin }) => origin?.provider),
        ["first"]
      )
      assert.deepStrictEqual(third.endings(), [])
    })
  )

  it.effect("when nobody is heard: the primary's failure, the others in order, and it survives JSON", () =>
    Effect.gen(function* () {
      const safe = both("first", [busy("one")]).layer.pipe(
        Policy.apply(Policy.retry({ times: 1 })),
        Policy.fallbackTo(both("second", [new R.Unauthorized({ description: "who?" })]).layer),
        Policy.fallbackTo(both("third", [busy("three")]).layer.pipe(Policy.withModel("m3")))
      )
      const fiber = yield* fork(hear(ask).pipe(Effect.provide(safe)))
      yield* TestClock.adjust("1 second")
      const { chunks, error } = yield* Fiber.join(fiber)
      assert.isDefined(error)
      assert.deepStrictEqual([chunks, reasonOf(error), error.origin?.provider], [[], "Overloaded", "first"])
      const attempts = (error: BifrostError) =>
        error.attempts.map(({ origin, reason }) => [origin?.provider, origin?.model, reason._tag])
      assert.deepStrictEqual(attempts(error), [
        ["first", "m", "Overloaded"],
        ["second", "m", "Unauthorized"],
        ["third", "m3", "Overloaded"]
      ])
      const again = Schema.decodeUnknownSync(codec)(Schema.encodeSync(codec)(error))
      assert.deepStrictEqual([attempts(again), again.message], [attempts(error), error.message])
    })
  )

  it.effect("not where another could do no better", () =>
    Effect.gen(function* () {
      const description = "no"
      for (const reason of [
        new R.Rejected({ description }),
        new R.ContentFiltered({ description }),
        new R.LimitReached({ what: "characters", limit: 1 }),
        new R.TimedOut({ phase: "deadline", limitMillis: 1 })
      ]) {
        const second = both("second", ["a"])
        const safe = both("first", [reason]).layer.pipe(Policy.fallbackTo(second.layer))
        const { error } = yield* hear(ask).pipe(Effect.provide(safe))
        assert.deepStrictEqual([error?.reason._tag, second.endings()], [reason._tag, []])
      }
    })
  )

  it.effect("on success: nothing changes, and nobody else is asked", () =>
    Effect.gen(function* () {
      const [first, second] = [both("first", ["a", "b"]), both("second", ["c"])]
      const bare = yield* hear(ask).pipe(Effect.provide(first.layer))
      const safe = first.layer.pipe(Policy.fallbackTo(second.layer))
      assert.deepStrictEqual(yield* hear(ask).pipe(Effect.provide(safe)), bare)
      assert.deepStrictEqual(second.endings(), [])
    })
  )

  it.effect("a failure of all is worth a retry where any may pass", () =>
    Effect.gen(function* () {
      const first = both("first", [new R.Unauthorized({ description: "who?" })])
      const second = both("second", [busy("two")], ["b"])
      const safe = first.layer.pipe(Policy.fallbackTo(second.layer), Policy.apply(Policy.retry()))
      const fiber = yield* fork(hear(ask).pipe(Effect.provide(safe)))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "b")
    })
  )
})
