/**
 * A scripted HTTP client: the n-th request is answered by the n-th answer, those after by the last. Bodies are
 * streams on Effect's clock, and a socket says when it was closed, so a test under `TestClock` is exact.
 */
import { Clock, Duration, Effect, Layer, Stream } from "effect"
import { HttpClient, HttpClientError, HttpClientResponse } from "effect/http"

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** From the request to the response headers. `"Infinity"` for never. */
  readonly after?: Duration.Input
  readonly body?: string | Stream.Stream<string, Error>
}

export interface Socket {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds on the clock; absent while it is open. */
  closedAt?: number
}

const utf8 = new TextEncoder()

export const client = (...answers: ReadonlyArray<Answer>) => {
  const sockets: Array<Socket> = []
  const scripted = HttpClient.make((request, url, signal) =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const {
        after = 0,
        body = "",
        headers = {},
        status = 200
      } = answers[Math.min(sockets.length, answers.length - 1)]!
      const socket: Socket = { url: url.href, headers: { ...request.headers } }
      sockets.push(socket)
      signal.addEventListener("abort", () => (socket.closedAt = clock.currentTimeMillisUnsafe()), { once: true })
      if (Duration.toMillis(after) > 0) yield* Effect.sleep(after)
      const response = HttpClientResponse.fromWeb(request, new Response(null, { status, headers }))
      const stream = (typeof body === "string" ? Stream.make(body) : body).pipe(
        Stream.map((part) => utf8.encode(part)),
        Stream.mapError(
          (cause) =>
            new HttpClientError.HttpClientError({
              reason: new HttpClientError.DecodeError({ request, response, cause })
            })
        )
      )
      const scripted: HttpClientResponse.HttpClientResponse = Object.create(response, { stream: { get: () => stream } })
      return scripted
    })
  )
  return { sockets, layer: Layer.succeed(HttpClient.HttpClient, scripted) }
}

type Part = readonly [after: Duration.Input, part: string]

/** Parts of a body, each after its pause. */
export const paced = (...parts: ReadonlyArray<Part>): Stream.Stream<string> =>
  Stream.fromIterable(parts).pipe(Stream.mapEffect(([after, part]) => Effect.as(Effect.sleep(after), part)))

/** The same, and then nothing for ever. */
export const stalled = (...parts: ReadonlyArray<Part>): Stream.Stream<string> =>
  Stream.concat(paced(...parts), Stream.never)
