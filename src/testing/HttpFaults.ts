/**
 * What goes wrong below chunks, on purpose: statuses, connections that break, bytes that are missing, wrong or slow.
 * It wraps the layer of an HTTP client, or one provider's client by `transformClient`; all its waiting is on `Clock`.
 *
 *   OpenAI.layer.pipe(Layer.provide(NodeHttpClient.layerUndici.pipe(HttpFaults.inject(HttpFaults.inTurn(HttpFaults.cut(100))))))
 *
 * Faults of chunks, whatever made them, are in `Faults`.
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Played from "./Played.ts"

type Answer = Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/** What becomes of one request; the answer is that of the client behind it, and nothing is sent unless it is run. */
export type HttpFault = (answer: Answer, request: HttpClientRequest.HttpClientRequest) => Answer

/** Which fault the n-th request meets, from 0. */
export type Plan = (request: number) => HttpFault

export const none: HttpFault = (answer) => answer

/** A body on its way to the caller. */
type Body = Stream.Stream<Uint8Array, unknown>

const reset = () => new Error("ECONNRESET: reset by a test")

/** The connection breaks before anything is answered. */
export const refuse: HttpFault = (_, request) =>
  Effect.fail(
    new HttpClientError.HttpClientError({
      reason: new HttpClientError.TransportError({ request, cause: new Error("ECONNREFUSED: refused by a test") })
    })
  )

/** Nothing is answered, ever. */
export const stall: HttpFault = () => Effect.never

/** The answer comes so much later. */
export const delay =
  (duration: Duration.Input): HttpFault =>
  (answer) =>
    Effect.delay(answer, duration)

export interface Status {
  readonly headers?: Readonly<Record<string, string>>
  /** As text. Default: empty. */
  readonly body?: string
}

/** Another status in place of the answer; nothing is sent. */
export const status =
  (code: number, { body = "", headers = {} }: Status = {}): HttpFault =>
  (_, request) =>
    Effect.sync(() =>
      Played.response(request, { status: code, headers, body: Stream.succeed(new TextEncoder().encode(body)) })
    )

/** The answer's body made into another. */
export const body =
  (change: (body: Body) => Body): HttpFault =>
  (answer, request) =>
    Effect.map(answer, (response) => {
      const { "content-length": _, ...headers } = response.headers
      return Played.response(request, { status: response.status, headers, body: change(response.stream) })
    })

/** The body ends after so many bytes, as if it were whole. */
export const cut = (bytes: number): HttpFault => body((stream) => first(bytes, stream))

/** The connection breaks after so many bytes of the body. */
export const breakOff = (bytes: number): HttpFault =>
  body((stream) => Stream.concat(first(bytes, stream), Stream.failSync(reset)))

/** The body stops after so many bytes, and never ends. */
export const hang = (bytes: number): HttpFault => body((stream) => Stream.concat(first(bytes, stream), Stream.never))

/** One byte of the body is another: that at `offset`, flipped where no value is given. */
export const corrupt = (offset: number, value?: number): HttpFault =>
  body((stream) =>
    Stream.suspend(() => {
      let passed = 0
      return Stream.map(stream, (bytes) => {
        const place = offset - passed
        passed += bytes.length
        const old = bytes[place]
        if (old === undefined) return bytes
        const spoiled = bytes.slice()
        spoiled[place] = value ?? old ^ 0xff
        return spoiled
      })
    })
  )

/** The body comes so many bytes at a time, with a pause before each piece. */
export const drip = (bytes: number, pause: Duration.Input): HttpFault =>
  body((stream) =>
    Stream.flatMap(stream, (read) => {
      const pieces = Array.from({ length: Math.ceil(read.length / bytes) }, (_, n) =>
        read.subarray(n * bytes, (n + 1) * bytes)
      )
      return Stream.mapEffect(Stream.fromIterable(pieces), (piece) => Effect.delay(Effect.succeed(piece), pause))
    })
  )

/** The same for every request. */
export const always =
  (fault: HttpFault): Plan =>
  () =>
    fault

/** One after the other; requests after the last meet none. */
export const inTurn =
  (...faults: ReadonlyArray<HttpFault>): Plan =>
  (request) =>
    faults[request] ?? none

/** Makes a client's answers go wrong by a plan: `HttpFaults.client(plan)` is a provider's `transformClient`. */
export const client = (plan: Plan) => {
  let count = 0
  return (client: HttpClient.HttpClient): HttpClient.HttpClient =>
    HttpClient.transform(client, (answer, request) => Effect.suspend(() => plan(count++)(answer, request)))
}

/** The same for the layer of a client. Its count begins anew with each building of the layer. */
export const inject =
  (plan: Plan) =>
  <E, R>(layer: Layer.Layer<HttpClient.HttpClient, E, R>): Layer.Layer<HttpClient.HttpClient, E, R> =>
    Layer.flatMap(layer, (context) =>
      Layer.effect(
        HttpClient.HttpClient,
        Effect.sync(() => client(plan)(Context.get(context, HttpClient.HttpClient)))
      )
    )

const first = (length: number, stream: Body): Body =>
  Stream.suspend(() => {
    let left = length
    const taken = Stream.map(stream, (bytes) => {
      const piece = bytes.subarray(0, left)
      left -= piece.length
      return piece
    })
    return length === 0 ? Stream.empty : Stream.takeUntil(taken, () => left === 0)
  })
