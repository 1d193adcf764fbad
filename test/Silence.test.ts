/** What was heard is known in one place: silence recovers, the first content and what comes later never do. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { BifrostError } from "effect-bifrost"
import { Overloaded } from "../schemas/Reason.ts"
import * as Silence from "../src/Silence.ts"
import { hear, reasonOf } from "./kit/hear.ts"

const busy = BifrostError.because(new Overloaded({ description: "busy" }))
const failing = (...heard: ReadonlyArray<string>): Stream.Stream<string, BifrostError> =>
  Stream.concat(Stream.fromArray(heard), Stream.fail(busy))
const backup = Stream.make("backup")

describe("recover", () => {
  type Case = readonly [string, Stream.Stream<string, BifrostError>, ReadonlyArray<string>, string | undefined]
  const cases: ReadonlyArray<Case> = [
    ["in silence", failing(), ["backup"], undefined],
    ["not at the first content", failing("a"), ["a"], "Overloaded"],
    ["not later", failing("a", "b"), ["a", "b"], "Overloaded"],
    ["not where nothing fails", Stream.make("a"), ["a"], undefined]
  ]
  for (const [name, stream, heard, reason] of cases) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const { chunks, error } = yield* hear(Silence.recover(stream, () => Effect.succeed(backup)))
        assert.deepStrictEqual([chunks, reasonOf(error)], [heard, reason])
      })
    )
  }

  it.effect("lets the failure stand where there is no backup", () =>
    Effect.gen(function* () {
      const none = Effect.succeed<Stream.Stream<never> | undefined>(undefined)
      const { error } = yield* hear(Silence.recover(failing(), () => none))
      assert.strictEqual(error, busy)
    })
  )

  it.effect("does not recover the backup's own failure", () =>
    Effect.gen(function* () {
      let asked = 0
      const stream = Silence.recover(failing(), () => Effect.sync(() => (asked++, failing())))
      const { error } = yield* hear(stream)
      assert.deepStrictEqual([asked, reasonOf(error)], [1, "Overloaded"])
    })
  )

  it.effect("knows each run of a stream by itself", () =>
    Effect.gen(function* () {
      let run = 0
      const flaky = Stream.suspend(() => (run++ === 0 ? failing("a") : failing()))
      const safe = Silence.recover(flaky, () => Effect.succeed(backup))
      assert.deepStrictEqual([(yield* hear(safe)).chunks, (yield* hear(safe)).chunks], [["a"], ["backup"]])
    })
  )

  it.effect("lets go of the failed stream before the backup begins", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const say = (word: string) => Effect.sync(() => void log.push(word))
      const first = Stream.ensuring(failing(), say("closed"))
      yield* hear(Silence.recover(first, () => Effect.succeed(Stream.fromEffectDrain(say("backup")))))
      assert.deepStrictEqual(log, ["closed", "backup"])
    })
  )

  it.effect("keeps arrays as they came", () =>
    Effect.gen(function* () {
      const stream = Stream.fromArrays(["a", "b"], ["c"], ["d", "e", "f"])
      assert.deepStrictEqual((yield* hear(Silence.recover(stream, () => Effect.succeed(backup)))).arrays, [2, 1, 3])
    })
  )
})

describe("mapError", () => {
  it.effect("tells whether anything was heard", () =>
    Effect.gen(function* () {
      for (const heard of [[], ["a"], ["a", "b"]]) {
        const seen: Array<boolean> = []
        yield* hear(Silence.mapError(failing(...heard), (error, wasHeard) => (seen.push(wasHeard), error)))
        assert.deepStrictEqual(seen, [heard.length > 0])
      }
    })
  )
})
