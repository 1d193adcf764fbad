/** A whole answer gives its connection back; what a server makes of that is bounded. Effect's clock stands still but where a limit is the point. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Schedule, Scope, Stream } from "effect"
import { Auth, Provider, StreamingProvider } from "effect-bifrost"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { hear, text } from "./kit/hear.ts"
import { begin, clients, providerOf, serve, turns, until, type Server, type Exchange } from "./kit/loopback.ts"
import { record } from "./kit/provider.ts"
import { hello, question } from "./kit/wire.ts"

const ask = StreamingProvider.chat(question)
const closed = ({ closed }: Exchange) => Effect.promise(() => closed)
const through = (server: Server, http: Layer.Layer<HttpClient.HttpClient>) => Layer.provide(providerOf(server), http)

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

  it.effect("what a client dropped before it asked again is closed too", () =>
    Effect.gen(function* () {
      const server = yield* serve((exchange) => {
        if (exchange.index > 0) {
          begin(exchange, hello)
          return void exchange.response.end()
        }
        exchange.response.writeHead(503)
        exchange.response.write("busy") // and never ends
      })
      const layer = Provider.layer({
        ...record,
        auth: Auth.none,
        baseUrl: server.baseUrl,
        transformClient: HttpClient.retryTransient({ schedule: Schedule.recurs(1) })
      })
      const context = yield* Layer.build(Layer.provide(layer, http))
      assert.strictEqual(text((yield* hear(ask).pipe(Effect.provide(context))).chunks), "Hello")
      yield* closed(server.exchanges[0]!)
    })
  )
})
