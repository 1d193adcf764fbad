/** What real networks and servers do wrong, with each client: the network's own word, what was heard before it, and error answers. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { type BifrostError, Provider, StreamingProvider } from "effect-bifrost"
import type { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { hear, reasonOf, text } from "./kit/hear.ts"
import { begin, clients, providerOf, serve, turns, type Server, type Exchange } from "./kit/loopback.ts"
import { record } from "./kit/provider.ts"
import { data, question, say, stop } from "./kit/wire.ts"

const ask = StreamingProvider.chat(question)
const fork = Effect.forkChild({ startImmediately: true })
const closed = ({ closed }: Exchange) => Effect.promise(() => closed)
const stall = (exchange: Exchange) => begin(exchange, data(say("Hel")))
const through = (server: Server, http: Layer.Layer<HttpClient.HttpClient>) => Layer.provide(providerOf(server), http)

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
