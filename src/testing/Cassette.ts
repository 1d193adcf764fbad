/**
 * Real answers, recorded once and replayed for ever: the layer of an HTTP client that writes each exchange to a file
 * and reads it from there, with the places where the network cut it and the pauses between. Keys, account headers
 * and secrets in a query are never written, wherever they show up (`Scrubber`).
 *
 *   OpenAI.layer.pipe(Layer.provide(NodeHttpClient.layerUndici.pipe(Cassette.layer({ directory: "test/cassettes" }))))
 *
 * A request is found again by its method, URL and body, after scrubbing; the second time that the same is asked, its
 * second exchange is played, so that a retry is replayed too.
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Latin1 from "./Latin1.ts"
import * as Played from "./Played.ts"
import * as Recording from "./Recording.ts"
import * as Scrubber from "./Scrubber.ts"
import * as Tape from "./Tape.ts"

export interface Options {
  /** Where the files lie, one for each exchange. It is made where there is none. */
  readonly directory: string
  /**
   * `replay`: only what is recorded; nothing is sent, and what is missing is a defect that no policy hides.
   * `record`: everything is sent, and written over what is there. `auto`: what is missing is sent and written.
   * Default: `replay`.
   */
  readonly mode?: "replay" | "record" | "auto"
  /** Whether pauses are waited for, on `Clock`, or left out. Default: `false`, left out. */
  readonly keepPauses?: boolean
}

/** A request that nobody recorded. Its message says what was asked, and where the recording should lie. */
export class NotRecorded extends Data.TaggedError("NotRecorded")<{ readonly message: string }> {}

type Answer = Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/** Needs files of any platform, and the client that it records from; when it replays, that is never asked. */
export const layer =
  ({ directory, keepPauses = false, mode = "replay" }: Options) =>
  <E, R>(
    client: Layer.Layer<HttpClient.HttpClient, E, R>
  ): Layer.Layer<HttpClient.HttpClient, E, R | FileSystem.FileSystem> =>
    Layer.flatMap(client, (context) =>
      Layer.effect(
        HttpClient.HttpClient,
        Effect.gen(function* () {
          const files = yield* FileSystem.FileSystem
          const scrubber = Scrubber.make()
          const counts = new Map<string, number>()
          if (mode !== "replay") yield* Effect.orDie(files.makeDirectory(directory, { recursive: true }))

          /** The n-th time that the same is asked. */
          const count = (request: Recording.Request) => {
            const name = Recording.fileName(request, 1)
            const n = (counts.get(name) ?? 0) + 1
            counts.set(name, n)
            return n
          }
          const play = (answer: Answer, request: HttpClientRequest.HttpClientRequest) =>
            Effect.gen(function* () {
              const asked = yield* Effect.orDie(requestOf(request, scrubber))
              const n = count(asked)
              const path = `${directory}/${Recording.fileName(asked, n)}`
              const found = mode === "record" ? undefined : yield* Tape.read(files, path, asked)
              if (found !== undefined) return yield* replayed(request, found, keepPauses)
              if (mode === "replay") return yield* Effect.die(yield* notRecorded(files, directory, path, asked, n))
              const next = `${directory}/${Recording.fileName(asked, n + 1)}`
              return yield* Tape.record({ files, path, next, asked, scrubber }, answer, request)
            })
          return HttpClient.transform(Context.get(context, HttpClient.HttpClient), play)
        })
      )
    )

/** What is asked, as it may be written down. */
const requestOf = (request: HttpClientRequest.HttpClientRequest, scrubber: Scrubber.Scrubber) =>
  Effect.gen(function* () {
    const url = Option.getOrUndefined(HttpClientRequest.toUrl(request))
    if (url === undefined) return yield* Effect.die(new Error("a request without a URL cannot be recorded"))
    scrubber.learn(request.headers, url)
    const { body } = request
    let bytes: Uint8Array = new Uint8Array(0)
    if (body._tag === "Uint8Array") bytes = body.body
    else if (body._tag === "Stream") bytes = yield* Stream.mkUint8Array(body.stream)
    else if (body._tag !== "Empty") {
      return yield* Effect.die(new Error(`a body of the kind ${body._tag} cannot be recorded; give bytes or a stream`))
    }
    const contentType = body._tag === "Empty" ? request.headers["content-type"] : body.contentType
    const boundary = /boundary="?([^";]+)/.exec(contentType ?? "")?.[1]
    const sent =
      boundary === undefined ? bytes : Latin1.toBytes(Latin1.fromBytes(bytes).replaceAll(boundary, "boundary"))
    return {
      method: request.method,
      url: scrubber.url(url),
      headers: {
        ...scrubber.headers("request", request.headers),
        ...(contentType !== undefined && { "content-type": contentType.replace(boundary ?? "boundary", "boundary") })
      },
      body: Recording.bodyOf(contentType, scrubber.bytes(sent))
    }
  })

const replayed = (
  request: HttpClientRequest.HttpClientRequest,
  { response }: Recording.Recording,
  keepPauses: boolean
): Effect.Effect<HttpClientResponse.HttpClientResponse> => {
  const pause = (millis: number) => (keepPauses && millis > 0 ? Effect.sleep(millis) : Effect.void)
  const reads = Stream.mapEffect(Stream.fromIterable(response.reads), ({ afterMillis, bytes }) =>
    Effect.as(pause(afterMillis), Recording.toBytes(bytes))
  )
  const { afterMillis, how } = response.end
  const end = how === "whole" ? Effect.void : Effect.fail(new Error(`here the recording ends: ${ends[how]}`))
  const body = Stream.concat(reads, Stream.fromEffectDrain(Effect.andThen(pause(afterMillis), end)))
  const { headers, status } = response
  return Effect.as(pause(response.afterMillis), Played.response(request, { status, headers, body }))
}

const ends = { broken: "the connection broke", left: "its client wanted no more" }

const notRecorded = (
  files: FileSystem.FileSystem,
  directory: string,
  path: string,
  { body, method, url }: Recording.Request,
  n: number
): Effect.Effect<NotRecorded> =>
  Effect.map(
    Effect.orElseSucceed(files.readDirectory(directory), () => []),
    (names) =>
      new NotRecorded({
        message: [
          `nobody recorded ${n === 1 ? "this request" : `this request for the time no. ${n}`}:`,
          `  ${method} ${url}`,
          `  ${JSON.stringify("json" in body ? body.json : body).slice(0, 1000)}`,
          `it should lie in ${path}; the mode "auto" or "record" makes it`,
          names.length === 0
            ? `${directory} holds nothing`
            : `${directory} holds ${names.sort().slice(0, 20).join(", ")}`
        ].join("\n")
      })
  )
