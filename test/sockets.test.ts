/**
 * Real sockets, with each client that a user may pick: leaving closes them, and leaves nothing behind. Effect's clock
 * stands still (`it.effect`), so whatever is closed here is closed at once, by nobody's timer.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Metric, Scope, Stream } from "effect"
import { StreamingProvider } from "effect-bifrost"
import type { HttpClient } from "effect/http"
import { begin, clients, type Exchange, providerOf, serve, type Server, turns } from "./kit/loopback.ts"
import { data, question, say } from "./kit/wire.ts"

const ask = StreamingProvider.chat(question)
const fork = Effect.forkChild({ startImmediately: true })
const closed = ({ closed }: Exchange) => Effect.promise(() => closed)

type Http = Layer.Layer<HttpClient.HttpClient>
const through = (server: Server, http: Http) => Layer.provide(providerOf(server), http)

/** A word, and then nothing for ever. */
const stall = (exchange: Exchange) => begin(exchange, data(say("Hel")))
/** Words for ever, as fast as they are read. */
const flood = (exchange: Exchange) => {
  begin(exchange)
  const more = () => {
    while (exchange.response.write(data(say("word ")))) if (exchange.response.destroyed) return
    exchange.response.once("drain", more)
  }
  more()
}

describe.each(clients)("leaving closes the socket at once: %s", (_, http) => {
  it.effect("before the headers", () =>
    Effect.gen(function* () {
      const server = yield* serve(() => {})
      const fiber = yield* Stream.runDrain(ask).pipe(Effect.provide(through(server, http)), fork)
      const exchange = yield* server.arrived(0)
      yield* Fiber.interrupt(fiber)
      yield* closed(exchange)
    })
  )

  it.effect("by interruption, at any chunk", () =>
    Effect.gen(function* () {
      for (const chunks of [1, 2, 10, 1000]) {
        const server = yield* serve(chunks === 1 ? stall : flood)
        const heard = yield* Deferred.make<void>()
        let count = 0
        const fiber = yield* Stream.runForEach(ask, () =>
          ++count === chunks ? Deferred.succeed(heard, undefined) : Effect.void
        ).pipe(Effect.provide(through(server, http)), fork)
        yield* Deferred.await(heard)
        yield* Fiber.interrupt(fiber)
        yield* closed(server.exchanges[0]!)
      }
    })
  )

  it.effect("by take, at any chunk", () =>
    Effect.gen(function* () {
      for (const chunks of [1, 2, 10, 1000]) {
        const server = yield* serve(chunks < 3 ? stall : flood)
        const heard = yield* Stream.runCollect(Stream.take(ask, chunks)).pipe(Effect.provide(through(server, http)))
        assert.lengthOf(heard, chunks)
        yield* closed(server.exchanges[0]!)
      }
    })
  )

  it.effect("by a failure downstream", () =>
    Effect.gen(function* () {
      const server = yield* serve(flood)
      const failing = Stream.mapEffect(ask, ({ _tag }) => (_tag === "Text" ? Effect.fail("mine") : Effect.void))
      assert.strictEqual(
        yield* Stream.runDrain(failing).pipe(Effect.flip, Effect.provide(through(server, http))),
        "mine"
      )
      yield* closed(server.exchanges[0]!)
    })
  )

  it.effect("by closing the scope, though nobody reads", () =>
    Effect.gen(function* () {
      const server = yield* serve(flood)
      const context = yield* Layer.build(through(server, http))
      const reader = yield* Scope.make()
      const pull = yield* Stream.toPull(ask).pipe(Scope.provide(reader), Effect.provide(context))
      yield* pull
      yield* Scope.close(reader, Exit.void)
      yield* closed(server.exchanges[0]!)
    })
  )

  it.effect("by its own failure, though the consumer's scope is still open", () =>
    Effect.gen(function* () {
      const server = yield* serve((exchange) => begin(exchange, data(say("Hel"), "{")))
      const recovered = Stream.catchCause(ask, () => Stream.fromEffect(closed(server.exchanges[0]!)))
      const chunks = yield* Stream.runCollect(recovered).pipe(Effect.provide(through(server, http)))
      // the good word of the same read was delivered
      assert.deepStrictEqual(
        chunks.map((chunk) => chunk?._tag),
        ["Start", "Text", undefined]
      )
    })
  )
})

describe.each(clients)("nothing is left over: %s", (_, http) => {
  // on the real clock, for a test clock has no timers
  it.live("after 1,000 cancelled streams", () =>
    Effect.gen(function* () {
      const server = yield* serve(stall)
      const warnings: Array<string> = []
      const warned = ({ message }: Error) => warnings.push(message)
      yield* Effect.acquireRelease(
        Effect.sync(() => process.on("warning", warned)),
        () => Effect.sync(() => process.off("warning", warned))
      )
      let fibers = 0
      const counted = { recordFiberStart: () => void fibers++, recordFiberEnd: () => void fibers-- }
      const timers = () => process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate/.test(name)).length
      yield* turns()
      const before = timers()

      const cancelled = Effect.fnUntraced(function* (index: number) {
        const heard = yield* Deferred.make<void>()
        const reader = yield* fork(Stream.runForEach(ask, () => Deferred.succeed(heard, undefined)))
        // a quarter while they connect, the rest where a chunk was heard
        if (index % 4 > 0) yield* Deferred.await(heard)
        yield* Fiber.interrupt(reader)
      })
      yield* Effect.forEach(Array.from({ length: 1000 }).keys(), cancelled, { concurrency: 20, discard: true }).pipe(
        Effect.provideService(Metric.FiberRuntimeMetrics, counted),
        Effect.provide(through(server, http))
      )
      yield* Effect.forEach(server.exchanges, closed)
      yield* turns()
      assert.isAtLeast(server.exchanges.length, 750)
      assert.deepStrictEqual(
        { fibers, sockets: server.open.size, isTimerLeft: timers() > before, warnings },
        { fibers: 0, sockets: 0, isTimerLeft: false, warnings: [] }
      )
    })
  )
})
