/**
 * A server that speaks the real wire of each protocol, as a test scripts it: for any client in any language. It runs
 * on the `HttpServer` that you give it, so it is at home on Node, Bun and Deno; or, as `client`, without a socket.
 *
 *   const fake = FakeServer.make({ chat: [["Hel", FakeServer.pause("1 second"), "lo"]] })
 *   const server = fake.layer.pipe(Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })))
 *
 * Scripts are those of `TestProvider`: texts, chunks, pauses, silence, reasons. The request's path chooses the wire.
 * A reason before anything was said is an error answer with the status of its kind; later it is told in the stream,
 * as that wire tells it. `Unreachable` and `Truncated` break the connection off (before the headers, where a script
 * begins with `Unreachable`), `TimedOut` says nothing more.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as Headers from "effect/http/Headers"
import * as HttpMiddleware from "effect/http/HttpMiddleware"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Operation } from "../../schemas/Operation.ts"
import type { Unreachable } from "../../schemas/Reason.ts"
import * as Asking from "./Asking.ts"
import * as Reply from "./Reply.ts"
import * as Speakers from "./Speakers.ts"

export { hang, pause } from "./TestProvider.ts"
export type { Scripts } from "./Reply.ts"

/** A request that reached the server. */
export interface Seen {
  /** The id of the protocol. */
  readonly wire: string
  readonly operation: Operation
  readonly model: string
  /** Without host and query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Headers.Headers
  /** A JSON body's fields, or a form's. */
  readonly fields: Readonly<Record<string, unknown>>
  /** In milliseconds, by the server's clock. */
  readonly at: number
  /** `left`: its client went before the answer's end. */
  readonly ending: "running" | "whole" | "failed" | "left"
}

export interface FakeServer {
  /** Serves as long as the layer lives. */
  readonly layer: Layer.Layer<never, never, HttpServer.HttpServer>
  /** The same server for clients of `effect/http`, without a socket: exact under `TestClock`. */
  readonly client: Layer.Layer<HttpClient.HttpClient>
  /** What it was asked so far, oldest first. */
  readonly requests: ReadonlyArray<Seen>
}

/** Where the server that is provided listens: `http://127.0.0.1:41234`, to which a provider's own path is added. */
export const url: Effect.Effect<string, never, HttpServer.HttpServer> = HttpServer.addressFormattedWith(Effect.succeed)

/** The ids of the protocols that it speaks. */
export const wires: ReadonlyArray<string> = Speakers.ids

export const make = (scripts: Reply.Scripts): FakeServer => {
  const seen: Array<Entry> = []
  const counts = new Map<Operation, number>()
  /** Answers that were made, and wait at their own address. */
  const created: Array<readonly [entry: Entry, response: HttpServerResponse.HttpServerResponse]> = []

  /** `begun` hears of each request that is answered. */
  const answer = Effect.fnUntraced(function* <R>(begun: (entry: Entry) => Effect.Effect<void, never, R>) {
    const request = yield* HttpServerRequest.HttpServerRequest
    const url = Option.getOrElse(HttpServerRequest.toURL(request), () => new URL("http://server/"))
    const { headers } = request
    const at = yield* Clock.currentTimeMillis
    const fields = Asking.fields(headers["content-type"], yield* Effect.orDie(request.arrayBuffer))
    const asked = { path: url.pathname, query: url.searchParams, fields }

    const [made, waiting] = created[Number(place.exec(url.pathname)?.[1] ?? -1)] ?? []
    if (made !== undefined && waiting !== undefined) {
      const entry: Entry = { ...made, ...asked, headers, at, ending: "running" }
      seen.push(entry)
      yield* begun(entry)
      return yield* watched(entry, waiting)
    }
    const wire = Speakers.find(asked, scripts)
    if (wire === undefined) {
      return HttpServerResponse.text(`this server speaks no wire at ${url.pathname}`, { status: 404 })
    }
    const { creates, id, operation } = wire
    const before = counts.get(operation) ?? 0
    counts.set(operation, before + 1)
    const entry: Entry = { ...asked, wire: id, operation, model: wire.model(asked), headers, at, ending: "running" }
    seen.push(entry)
    yield* begun(entry)
    if (!wire.isStreamed(asked)) {
      entry.ending = "failed"
      return wire.error(400, "this server only streams: ask for a stream")
    }
    const response = yield* wire.reply(scripts, asked, before).pipe(
      Effect.onInterrupt(() => end(entry, "left")),
      Effect.tapError(() => end(entry, "failed"))
    )
    if (creates === undefined || response.body._tag !== "Stream") return yield* watched(entry, response)
    entry.ending = "whole"
    const address = `${url.origin}${url.pathname}/created/${created.push([entry, response]) - 1}`
    return HttpServerResponse.jsonUnsafe(creates(address), { status: 201 })
  })

  return {
    requests: seen,
    // a handler is not interrupted of itself where its client leaves
    layer: HttpServer.serve(Effect.interruptible(Effect.catch(answer(leaving), reset)), forwarded),
    client: Layer.succeed(
      HttpClient.HttpClient,
      HttpClient.make((request) =>
        answer(() => Effect.void).pipe(
          Effect.provideService(HttpServerRequest.HttpServerRequest, HttpServerRequest.fromClientRequest(request)),
          Effect.map((response) => HttpServerResponse.toClientResponse(response, { request })),
          Effect.mapError(({ message }) => {
            const reason = new HttpClientError.TransportError({ request, cause: new Error(message) })
            return new HttpClientError.HttpClientError({ reason })
          })
        )
      )
    )
  }
}

/** Where what was made is streamed from. */
const place = /\/created\/(\d+)$/

/** What a proxy before it says of host and protocol is true: nobody else comes to a test's server. */
const forwarded = HttpMiddleware.xForwardedHeaders({ trustedProxies: () => true })

/** A connection breaks before the headers, where the platform gives a hand on it (Node does); else with them. */
const reset = (reason: Unreachable) =>
  Effect.map(HttpServerRequest.HttpServerRequest, ({ source }) => {
    const socket = "socket" in source ? source.socket : undefined
    if (!isDestroyable(socket)) return HttpServerResponse.stream(Stream.fail(reason))
    socket.destroy()
    return HttpServerResponse.empty() // which goes nowhere
  })

const isDestroyable = (socket: unknown): socket is { readonly destroy: () => void } =>
  typeof socket === "object" && socket !== null && "destroy" in socket && typeof socket.destroy === "function"

type Entry = { -readonly [K in keyof Seen]: Seen[K] }

const end = (entry: Entry, ending: Seen["ending"]) =>
  Effect.sync(() => {
    if (entry.ending === "running") entry.ending = ending
  })

/** A client may leave between an answer's head and its body, which is then never run. */
const leaving = (entry: Entry) => Effect.addFinalizer(() => end(entry, "left"))

/** Notes how an answer ends. */
const watched = (entry: Entry, response: HttpServerResponse.HttpServerResponse) => {
  if (response.body._tag !== "Stream") return Effect.as(end(entry, "failed"), response)
  const body = response.body.stream.pipe(
    Stream.onEnd(end(entry, "whole")),
    Stream.onError((cause) => end(entry, Cause.hasInterruptsOnly(cause) ? "left" : "failed")),
    Stream.ensuring(end(entry, "left"))
  )
  return Effect.succeed(HttpServerResponse.setBody(response, HttpBody.stream(body, response.body.contentType)))
}
