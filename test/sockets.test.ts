/**
 * Real sockets, with each client that a user may pick. Effect's clock stands still (`it.effect`), so whatever is
 * closed here is closed at once, by nobody's timer; where a limit is the point, the test moves the clock to it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Metric, Scope, Stream } from "effect"
import { type BifrostError, Provider, StreamingProvider } from "effect-bifrost"
import type { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { hear, reasonOf, text } from "./kit/hear.ts"
import { begin, clients, type Exchange, providerOf, serve, type Server, turns, until } from "./kit/loopback.ts"
import { record } from "./kit/provider.ts"
import { data, hello, question, say, stop } from "./kit/wire.ts"

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

describe.each(clients)("a whole answer gives its connection back: %s", (_, http) => {
  it.effect("though its body ends a moment after [DONE]", () =>
    Effect.gen(function* () {
      const server = yield* serve((exchange) => begin(exchange, hello))
      const context = yield* Layer.build(through(server, http))
      for (let i = 0; i < 20; i++) {
        const { error, chunks } = yield* hear(ask).pipe(Effect.provide(context))
        assert.deepStrictEqual([error, text(chunks)], [undefined, "Hello"])
        server.exchanges[i]!.response.end()
        yield* turns()
      }
      assert.strictEqual(server.connections(), 1)
    })
  )

  it.effect("an answer whose body never ends is whole all the same, and its socket is closed after 1 second", () =>
    Effect.gen(function* () {
      const server = yield* serve((exchange) => begin(exchange, hello))
      const context = yield* Layer.build(through(server, http))
      assert.strictEqual(text((yield* hear(ask).pipe(Effect.provide(context))).chunks), "Hello")
      yield* TestClock.adjust("999 millis")
      yield* turns()
      assert.strictEqual(server.open.size, 1)
      yield* TestClock.adjust("1 millis")
      yield* closed(server.exchanges[0]!)
    })
  )

  it.effect("… or after 64 KiB", () =>
    Effect.gen(function* () {
      const server = yield* serve((exchange) => {
        begin(exchange, hello)
        exchange.response.write("x".repeat(1_000_000))
      })
      const context = yield* Layer.build(through(server, http))
      assert.strictEqual(text((yield* hear(ask).pipe(Effect.provide(context))).chunks), "Hello")
      yield* closed(server.exchanges[0]!)
    })
  )

  it.effect("… at most 64 at once", () =>
    Effect.gen(function* () {
      const server = yield* serve((exchange) => begin(exchange, hello))
      const context = yield* Layer.build(through(server, http))
      yield* Effect.all(
        Array.from({ length: 70 }, () => hear(ask)),
        { concurrency: "unbounded" }
      ).pipe(Effect.provide(context))
      yield* until(() => server.open.size <= 64)
      yield* turns(30)
      assert.strictEqual(server.open.size, 64)
      yield* TestClock.adjust("1 second")
      yield* Effect.forEach(server.exchanges, closed)
    })
  )

  it.effect("… and not longer than the layer lives", () =>
    Effect.gen(function* () {
      const server = yield* serve((exchange) => begin(exchange, hello))
      const client = yield* Layer.build(http)
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(providerOf(server), scope).pipe(Effect.provide(client))
      yield* hear(ask).pipe(Effect.provide(context))
      yield* Scope.close(scope, Exit.void)
      yield* closed(server.exchanges[0]!)
    })
  )

  it.effect("… nor if the layer is closed while the answer is read", () =>
    Effect.gen(function* () {
      const server = yield* serve((exchange) => begin(exchange, hello))
      const client = yield* Layer.build(http)
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(providerOf(server), scope).pipe(Effect.provide(client))
      yield* ask.pipe(
        Stream.runForEachArray(() => Scope.close(scope, Exit.void)),
        Effect.provide(context)
      )
      yield* closed(server.exchanges[0]!)
    })
  )
})

describe.each(clients)("the network's own word: %s", (_, http) => {
  const failing = Effect.fnUntraced(function* (answer: (exchange: Exchange) => void) {
    const server = yield* serve(answer)
    return yield* hear(ask).pipe(Effect.provide(through(server, http)))
  })
  const reset = ({ request }: Exchange) => request.socket.resetAndDestroy()
  const said = (error: BifrostError | undefined) =>
    error?.reason._tag === "Unreachable" ? error.reason.description : reasonOf(error)

  it.effect("connection refused", () =>
    Effect.gen(function* () {
      const gone = yield* Effect.scoped(serve(() => {}))
      const { error } = yield* hear(ask).pipe(Effect.provide(through(gone, http)))
      assert.match(said(error) ?? "", /ECONNREFUSED/)
      assert.notMatch(error?.message ?? "", /http:|\/v1/)
    })
  )

  it.effect("no such host", () =>
    Effect.gen(function* () {
      const nowhere = Provider.layer({ ...record, baseUrl: "http://bifrost.invalid/v1" })
      const { error } = yield* hear(ask).pipe(Effect.provide(nowhere), Effect.provide(http))
      assert.match(said(error) ?? "", /ENOTFOUND|EAI_AGAIN/)
      assert.notMatch(error?.message ?? "", /http:|\/v1/)
    })
  )

  it.effect("reset before the headers", () =>
    Effect.gen(function* () {
      const { error } = yield* failing(reset)
      assert.match(said(error) ?? "", /ECONNRESET|UND_ERR_SOCKET/)
    })
  )

  it.effect("reset in the middle, after what was heard", () =>
    Effect.gen(function* () {
      const server = yield* serve(stall)
      const heard: Array<object> = []
      const error = yield* ask.pipe(
        Stream.runForEach((chunk) => {
          heard.push(chunk)
          if (chunk._tag === "Text") reset(server.exchanges[0]!)
          return Effect.void
        }),
        Effect.flip,
        Effect.provide(through(server, http))
      )
      assert.strictEqual(text(heard), "Hel")
      assert.match(error._tag === "BifrostError" ? (said(error) ?? "") : "", /ECONNRESET/)
    })
  )

  it.effect("a body that is cut off", () =>
    Effect.gen(function* () {
      const { chunks, error } = yield* failing((exchange) => {
        begin(exchange, data(say("Hel")))
        exchange.response.write(data(say("lo")), () => exchange.request.socket.end())
      })
      assert.strictEqual(text(chunks), "Hello")
      assert.strictEqual(reasonOf(error), "Unreachable")
    })
  )

  it.effect("an answer that ends before its end", () =>
    Effect.gen(function* () {
      const { chunks, error } = yield* failing(({ response }) => response.end(data(say("Hel"))))
      assert.deepStrictEqual([text(chunks), reasonOf(error)], ["Hel", "Truncated"])
    })
  )

  it.effect("good chunks of the same read as a failure are delivered", () =>
    Effect.gen(function* () {
      const bad = [
        ["Unintelligible", "{"],
        ["Overloaded", { error: { message: "busy", code: 503 } }]
      ] as const
      for (const [reason, event] of bad) {
        const { chunks, error } = yield* failing(({ response }) =>
          response.end(data(say("Hel"), say("lo"), event, stop))
        )
        assert.deepStrictEqual([text(chunks), reasonOf(error)], ["Hello", reason])
      }
    })
  )
})

describe.each(clients)("error answers: %s", (_, http) => {
  it.effect("an endless body does not hide its status: it is read for 1 second", () =>
    Effect.gen(function* () {
      const server = yield* serve(({ response }) => {
        response.writeHead(429, { "retry-after": "7", "x-request-id": "req-1" }).write('{"error":{"message":"slow')
      })
      const fiber = yield* hear(ask).pipe(Effect.provide(through(server, http)), fork)
      yield* server.arrived(0)
      yield* turns(50)
      yield* TestClock.adjust("999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      const { error } = yield* Fiber.join(fiber)
      assert.deepInclude(error?.reason, {
        _tag: "RateLimited",
        status: 429,
        requestId: "req-1",
        retryAfterMillis: 7000
      })
      yield* closed(server.exchanges[0]!)
    })
  )

  it.effect("… or for 64 KiB", () =>
    Effect.gen(function* () {
      const server = yield* serve((exchange) => {
        exchange.response.writeHead(429)
        const more = () => void exchange.response.write("x".repeat(10_000), (error) => (error ? undefined : more()))
        more()
      })
      const { error } = yield* hear(ask).pipe(Effect.provide(through(server, http)))
      assert.deepInclude(error?.reason, { _tag: "RateLimited", status: 429, description: "x".repeat(2000) })
      yield* closed(server.exchanges[0]!)
    })
  )

  it.effect("one that ends gives its connection back", () =>
    Effect.gen(function* () {
      const server = yield* serve(({ response }) => response.writeHead(500).end("no"))
      const context = yield* Layer.build(through(server, http))
      for (let i = 0; i < 5; i++) {
        assert.strictEqual(reasonOf((yield* hear(ask).pipe(Effect.provide(context))).error), "ServerFailed")
        yield* turns()
      }
      assert.strictEqual(server.connections(), 1)
    })
  )
})
