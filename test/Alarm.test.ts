/** An alarm breaks off the one wait that runs, and leaves nothing of it. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber } from "effect"
import * as Alarm from "../src/service/Alarm.ts"

const fork = Effect.forkChild({ startImmediately: true })

/** A wait that says when it was interrupted, and a count of how often it was over. */
const wait = () => {
  const log: Array<string> = []
  const forever = Effect.onInterrupt(Effect.never, () => Effect.sync(() => void log.push("interrupted")))
  return { log, forever, over: () => void log.push("over") }
}

describe("an alarm", () => {
  it.effect("interrupts what waits before it fails, though its fiber goes on", () =>
    Effect.gen(function* () {
      const alarm = Alarm.make<string>()
      const { forever, log, over } = wait()
      const failed = Effect.flip(alarm.during(forever, over))
      const fiber = yield* fork(Effect.andThen(failed, (error) => (log.push(error), Effect.never)))
      assert.isTrue(alarm.ring("late"))
      assert.deepStrictEqual(log, ["interrupted", "over", "late"])
      assert.isFalse(alarm.ring("again"))
      yield* Fiber.interrupt(fiber)
    })
  )
  it.effect("lets through what is ready, and what comes in time", () =>
    Effect.gen(function* () {
      const alarm = Alarm.make<string>()
      const { log, over } = wait()
      assert.strictEqual(yield* alarm.during(Effect.succeed(1), over), 1)
      const result = yield* Deferred.make<number>()
      const fiber = yield* fork(alarm.during(Deferred.await(result), over))
      yield* Deferred.succeed(result, 2)
      assert.strictEqual(yield* Fiber.join(fiber), 2)
      assert.strictEqual(yield* Effect.flip(alarm.during(Effect.fail("own"), over)), "own")
      assert.deepStrictEqual(log, ["over", "over", "over"])
    })
  )
  it.effect("is not heard where nothing waits", () =>
    Effect.gen(function* () {
      const alarm = Alarm.make<string>()
      assert.isFalse(alarm.ring("early"))
      assert.strictEqual(yield* alarm.during(Effect.succeed(1), () => {}), 1)
      assert.isFalse(alarm.ring("late"))
    })
  )
  it.effect("passes an interruption on to what waits", () =>
    Effect.gen(function* () {
      const alarm = Alarm.make<string>()
      const { forever, log, over } = wait()
      const fiber = yield* fork(alarm.during(forever, over))
      yield* Fiber.interrupt(fiber)
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
      assert.deepStrictEqual(log, ["interrupted", "over"])
      assert.isFalse(alarm.ring("late"))
    })
  )
})
