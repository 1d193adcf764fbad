/** What is left of a body after a whole answer is read aside: how long, how much, how many at once, and for whom. */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Scope } from "effect"
import { TestClock } from "effect/testing"
import * as Socket from "../src/http/Socket.ts"

/** An attempt that has left `rest`, and whether its socket is closed. */
const attempt = Effect.fnUntraced(function* (
  open: ReturnType<typeof Socket.make>,
  rest?: Parameters<Socket.Socket["leave"]>[0]
) {
  const scope = yield* Scope.make()
  const socket = yield* open(scope)
  const state = { isClosed: false, end: (exit: Exit.Exit<unknown> = Exit.void) => Scope.close(scope, exit) }
  yield* Scope.addFinalizer(
    socket.scope,
    Effect.sync(() => void (state.isClosed = true))
  )
  if (rest !== undefined) socket.leave(rest)
  return state
})

const owned = Effect.map(Effect.scope, Socket.make)
const bytes = (length: number) => Effect.sync((): ReadonlyArray<Uint8Array> => [new Uint8Array(length)])

describe("a socket", () => {
  it.effect("closes with its attempt where nothing was left", () =>
    Effect.gen(function* () {
      const one = yield* attempt(yield* owned)
      assert.isFalse(one.isClosed)
      yield* one.end()
      assert.isTrue(one.isClosed)
    })
  )

  it.effect("closes once the rest has been read", () =>
    Effect.gen(function* () {
      let reads = 0
      const rest = Effect.suspend(() => (++reads < 4 ? Effect.delay(bytes(10), "10 millis") : Cause.done()))
      const one = yield* attempt(yield* owned, rest)
      yield* one.end()
      assert.isFalse(one.isClosed, "the attempt did not wait for it")
      yield* TestClock.adjust("29 millis")
      assert.isFalse(one.isClosed)
      yield* TestClock.adjust("1 millis")
      assert.isTrue(one.isClosed)
    })
  )

  it.effect("closes at once where there is no rest", () =>
    Effect.gen(function* () {
      const one = yield* attempt(yield* owned, Cause.done())
      yield* one.end()
      assert.isTrue(one.isClosed)
    })
  )

  it.effect("closes after 1 second, or where reading fails", () =>
    Effect.gen(function* () {
      const open = yield* owned
      const slow = yield* attempt(open, Effect.never)
      const broken = yield* attempt(open, Effect.fail("reset"))
      yield* slow.end()
      yield* broken.end()
      assert.isTrue(broken.isClosed)
      yield* TestClock.adjust("999 millis")
      assert.isFalse(slow.isClosed)
      yield* TestClock.adjust("1 millis")
      assert.isTrue(slow.isClosed)
    })
  )

  it.effect("closes after 64 KiB", () =>
    Effect.gen(function* () {
      let reads = 0
      const one = yield* attempt(
        yield* owned,
        Effect.andThen(
          Effect.sync(() => void reads++),
          bytes(16_384)
        )
      )
      yield* one.end()
      assert.isTrue(one.isClosed)
      assert.strictEqual(reads, 4)
    })
  )

  it.effect("closes at once where 64 others are read already, and not where one of them is over", () =>
    Effect.gen(function* () {
      const open = yield* owned
      const attempts = yield* Effect.all(Array.from({ length: 66 }, () => attempt(open, Effect.never)))
      for (const one of attempts.slice(0, 65)) yield* one.end()
      assert.deepStrictEqual(attempts.map(({ isClosed }) => isClosed).indexOf(true), 64)
      yield* TestClock.adjust("1 second")
      yield* attempts[65]!.end()
      assert.isFalse(attempts[65]!.isClosed)
    })
  )

  it.effect("is not held up by another, which cannot be interrupted", () =>
    Effect.gen(function* () {
      const open = Socket.make(yield* Scope.make())
      const stuck = yield* attempt(open, Effect.uninterruptible(Effect.delay(Cause.done(), "1 hour")))
      const slow = yield* attempt(open, Effect.never)
      yield* stuck.end()
      yield* slow.end()
      yield* TestClock.adjust("1 second")
      assert.isTrue(slow.isClosed)
    })
  )

  it.effect("closes with its owner, and at once where the owner is gone", () =>
    Effect.gen(function* () {
      const owner = yield* Scope.make()
      const open = Socket.make(owner)
      const before = yield* attempt(open, Effect.never)
      const after = yield* attempt(open, Effect.never)
      yield* before.end()
      yield* Scope.close(owner, Exit.void)
      assert.isTrue(before.isClosed)
      yield* after.end()
      assert.isTrue(after.isClosed)
    })
  )
})
