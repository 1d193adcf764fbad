/**
 * A server that speaks the real wire of each protocol, as a test scripts it: for any client in any language. It runs
 * on the `HttpServer` that you give it, so it is at home on Node, Bun and Deno; or, as `client`, without a socket.
 *
 *   const fake = FakeServer.make({ chat: [["Hel", FakeServer.pause("1 second"), "lo"]] })
 *   const server = fake.layer.pipe(Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })))
 *
 * Scripts are those of `TestProvider`: texts, chunks, pauses, silence, reasons. The request's path chooses the wire.
 * A reason before anything was said is an error answer with the status of its kind; later it is told in the stream,
 * as that wire tells it. `Unreachable` and `Truncated` break the connection off, `TimedOut` says nothing more.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpBody from "effect/http/HttpBody"
import type * as Headers from "effect/http/Headers"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type { Operation } from "../../schemas/Operation.ts"
import * as Asking from "./Asking.ts"
import * as Reply from "./Reply.ts"
import * as AnthropicMessages from "./wires/AnthropicMessages.ts"
import * as CohereChat from "./wires/CohereChat.ts"
import * as GeminiGenerateContent from "./wires/GeminiGenerateContent.ts"
import * as Ollama from "./wires/Ollama.ts"
import * as OpenAiChat from "./wires/OpenAiChat.ts"
import * as OpenAiCompletions from "./wires/OpenAiCompletions.ts"
import * as OpenAiResponses from "./wires/OpenAiResponses.ts"
import * as OpenAiSpeech from "./wires/OpenAiSpeech.ts"
import * as OpenAiTranscription from "./wires/OpenAiTranscription.ts"

export { hang, pause } from "./TestProvider.ts"
export type { Scripts } from "./Reply.ts"

/** A request that reached the server. */
export interface Seen {
  /** The id of the protocol. */
  readonly wire: string
  readonly operation: Operation
  readonly model: string
  readonly path: string
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

/** What it speaks; the first whose path it is. */
const speakers: ReadonlyArray<Reply.Speaker> = [
  Reply.speaker(OpenAiChat.wire),
  Reply.speaker(OpenAiCompletions.wire),
  Reply.speaker(OpenAiResponses.wire),
  Reply.speaker(OpenAiSpeech.wire),
  Reply.speaker(OpenAiTranscription.wire),
  Reply.speaker(AnthropicMessages.wire),
  Reply.speaker(GeminiGenerateContent.wire),
  Reply.speaker(Ollama.chat),
  Reply.speaker(Ollama.generate),
  Reply.speaker(CohereChat.wire)
]

/** The ids of the protocols that it speaks. */
export const wires: ReadonlyArray<string> = speakers.map(({ id }) => id)

export const make = (scripts: Reply.Scripts): FakeServer => {
  const seen: Array<Entry> = []

  const answer = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const path = new URL(request.url, "http://server").pathname
    const wire = speakers.find(({ isPath }) => isPath(path))
    if (wire === undefined) {
      return HttpServerResponse.text(`this server speaks no wire at ${path}`, { status: 404 })
    }
    const { headers } = request
    const asked = { path, fields: Asking.fields(headers["content-type"], yield* request.arrayBuffer) }
    const { id, operation } = wire
    const before = seen.filter((one) => one.operation === operation).length
    const at = yield* Clock.currentTimeMillis
    const entry: Entry = { ...asked, wire: id, operation, model: wire.model(asked), headers, at, ending: "running" }
    seen.push(entry)
    if (!wire.isStreamed(asked)) {
      entry.ending = "failed"
      return wire.error(400, "this server only streams: ask for a stream")
    }
    const response = yield* Effect.onInterrupt(wire.reply(scripts, asked, before), () => end(entry, "left"))
    return yield* watched(entry, response)
  }).pipe(Effect.orDie)

  return {
    requests: seen,
    layer: HttpServer.serve(answer),
    client: Layer.succeed(
      HttpClient.HttpClient,
      HttpClient.make((request) =>
        Effect.map(
          Effect.provideService(
            answer,
            HttpServerRequest.HttpServerRequest,
            HttpServerRequest.fromClientRequest(request)
          ),
          (response) => HttpServerResponse.toClientResponse(response, { request })
        )
      )
    )
  }
}

type Entry = { -readonly [K in keyof Seen]: Seen[K] }

const end = (entry: Entry, ending: Seen["ending"]) =>
  Effect.sync(() => {
    if (entry.ending === "running") entry.ending = ending
  })

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
