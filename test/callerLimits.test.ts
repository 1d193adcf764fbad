/** A caller's own limits, and leaving, work as anywhere in Effect: before the headers and after them. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Scope, Stream } from "effect"
import { StreamingProvider } from "effect-bifrost"
import { TestClock } from "effect/testing"
import { type Answer, client, stalled } from "./kit/client.ts"
import { hear, text } from "./kit/hear.ts"
import { layer } from "./kit/provider.ts"
import { data, question, say } from "./kit/wire.ts"

const ask = StreamingProvider.chat(question)
const fork = Effect.forkChild({ startImmediately: true })
const silent: Answer = { after: "Infinity" }

describe("the caller's own limits work as anywhere in Effect", () => {
  const endless: Answer = { body: stalled(["1 second", data(say("Hel"))]) }

  it.effect("Effect.timeout, before the headers too", () =>
    Effect.gen(function* () {
      for (const answer of [silent, endless]) {
        const { layer: http, sockets } = client(answer)
        const start = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
        const fiber = yield* Stream.runDrain(ask).pipe(
          Effect.timeout("3 seconds"),
          Effect.flip,
          Effect.provide(layer),
          Effect.provide(http),
          fork
        )
        yield* TestClock.adjust("2999 millis")
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust(1)
        assert.strictEqual((yield* Fiber.join(fiber))._tag, "TimeoutError")
        assert.strictEqual(sockets[0]?.closedAt, start + 3000)
      }
    })
  )

  it.effect("Stream.timeout ends the stream, before the headers too", () =>
    Effect.gen(function* () {
      for (const [answer, at] of [
        [silent, 3000],
        [endless, 4000]
      ] as const) {
        const { layer: http, sockets } = client(answer)
        const start = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
        const fiber = yield* hear(Stream.timeout(ask, "3 seconds")).pipe(
          Effect.provide(layer),
          Effect.provide(http),
          fork
        )
        yield* TestClock.adjust(at)
        assert.isUndefined((yield* Fiber.join(fiber)).error)
        assert.strictEqual(sockets[0]?.closedAt, start + at)
      }
    })
  )

  it.effect("Stream.timeoutOrElse goes on with another stream", () =>
    Effect.gen(function* () {
      const { layer: http, sockets } = client(silent)
      const fiber = yield* ask.pipe(
        Stream.timeoutOrElse({ duration: "3 seconds", orElse: () => Stream.make("late") }),
        Stream.runCollect,
        Effect.provide(layer),
        Effect.provide(http),
        fork
      )
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* Fiber.join(fiber), ["late"])
      assert.strictEqual(sockets[0]?.closedAt, 3000)
    })
  )

  it.effect("a scope that closes closes the socket, though nobody reads", () =>
    Effect.gen(function* () {
      const { layer: http, sockets } = client(endless)
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(Layer.provide(layer, http), scope)
      const reader = yield* Scope.make()
      const pull = yield* Stream.toPull(ask).pipe(Scope.provide(reader), Effect.provide(context))
      const first = yield* fork(pull)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(text(yield* Fiber.join(first)), "Hel")
      yield* TestClock.adjust("1 hour")
      assert.isUndefined(sockets[0]?.closedAt)
      yield* Scope.close(reader, Exit.void)
      assert.strictEqual(sockets[0]?.closedAt, 3_601_000)
    })
  )

  it.effect("take is enough", () =>
    Effect.gen(function* () {
      const { layer: http, sockets } = client(endless)
      const fiber = yield* ask.pipe(
        Stream.take(2),
        Stream.runCollect,
        Effect.provide(layer),
        Effect.provide(http),
        fork
      )
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
      assert.strictEqual(sockets[0]?.closedAt, 1000)
    })
  )
})
