/** An alarm breaks off the one wait that runs, and leaves nothing of it; so does a worker's, which runs all of them. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Scope } from "effect"
import * as Alarm from "../src/service/Alarm.ts"
import * as Worker from "../src/service/Worker.ts"

const fork = Effect.forkChild({ startImmediately: true })

/** A wait that says when it was interrupted, and a count of how often it was over. */
const wait = () => {
  const log: Array<string> = []
  const overs: Array<true> = []
  const forever = Effect.onInterrupt(Effect.never, () => Effect.sync(() => void log.push("interrupted")))
  return { log, overs, forever, over: () => void overs.push(true) }
}

/** A worker that is let go as an attempt lets go of its own. */
const hire = Effect.gen(function* () {
  const attempt = yield* Scope.make()
  const worker = yield* Worker.hire<string>(Scope.close(attempt, Exit.void))
  yield* Scope.addFinalizer(attempt, Fiber.interrupt(worker.fiber))
  return worker
})

const kinds: ReadonlyArray<readonly [string, Effect.Effect<Alarm.Alarm<string, never>>]> = [
  ["an alarm", Effect.sync(() => Alarm.make<string>())],
  ["a worker", hire]
]

describe.each(kinds)("%s", (_, make) => {
  it.effect("interrupts what waits before it fails, though its fiber goes on", () =>
    Effect.gen(function* () {
      const alarm = yield* make
      const { forever, log, over, overs } = wait()
      const failed = Effect.flip(alarm.during(forever, over))
      const fiber = yield* fork(Effect.andThen(failed, (error) => (log.push(error), Effect.never)))
      assert.isTrue(alarm.ring("late"))
      assert.deepStrictEqual(log, ["interrupted", "late"])
      assert.lengthOf(overs, 1)
      assert.isFalse(alarm.ring("again"))
      yield* Fiber.interrupt(fiber)
    })
  )
  it.effect("lets through what is ready, and what comes in time", () =>
    Effect.gen(function* () {
      const alarm = yield* make
      const { over, overs } = wait()
      assert.strictEqual(yield* alarm.during(Effect.succeed(1), over), 1)
      const result = yield* Deferred.make<number>()
      const fiber = yield* fork(alarm.during(Deferred.await(result), over))
      yield* Deferred.succeed(result, 2)
      assert.strictEqual(yield* Fiber.join(fiber), 2)
      assert.strictEqual(yield* Effect.flip(alarm.during(Effect.fail("own"), over)), "own")
      assert.lengthOf(overs, 3)
    })
  )
  it.effect("is not heard where nothing waits", () =>
    Effect.gen(function* () {
      const alarm = yield* make
      assert.isFalse(alarm.ring("early"))
      assert.strictEqual(yield* alarm.during(Effect.succeed(1), () => {}), 1)
      assert.isFalse(alarm.ring("late"))
    })
  )
  it.effect("passes an interruption on to what waits", () =>
    Effect.gen(function* () {
      const alarm = yield* make
      const { forever, log, over, overs } = wait()
      const fiber = yield* fork(alarm.during(forever, over))
      yield* Fiber.interrupt(fiber)
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
      assert.deepStrictEqual(log, ["interrupted"])
      assert.lengthOf(overs, 1)
      assert.isFalse(alarm.ring("late"))
    })
  )
})

describe("a worker", () => {
  it.effect("runs all waits in one fiber, each when the one before has been heard", () =>
    Effect.gen(function* () {
      const worker = yield* hire
      const ids = yield* Effect.forEach([1, 2, 3], () => worker.during(Effect.fiberId, () => {}))
      assert.deepStrictEqual(ids, [worker.fiber.id, worker.fiber.id, worker.fiber.id])
    })
  )
  it.effect("lets nobody wait once it is gone", () =>
    Effect.gen(function* () {
      const worker = yield* hire
      const before = yield* fork(worker.during(Effect.never, () => {}))
      yield* Fiber.interrupt(worker.fiber)
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(before)))
      const after = yield* fork(worker.during(Effect.succeed(1), () => {}))
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(after)))
    })
  )
  it.effect("ends when it is dismissed, after what it does", () =>
    Effect.gen(function* () {
      const worker = yield* hire
      const result = yield* Deferred.make<number>()
      const fiber = yield* fork(worker.during(Deferred.await(result), () => {}))
      worker.dismiss()
      yield* Deferred.succeed(result, 1)
      assert.strictEqual(yield* Fiber.join(fiber), 1)
      assert.isTrue(Exit.isSuccess(yield* Fiber.await(worker.fiber)))
    })
  )
})
