/** One cell of the table, a provider and an operation, against a scripted vendor on 127.0.0.1 that hears what it asks. */
import { NodeHttpClient, NodeHttpServer } from "@effect/platform-node"
import { assert } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Layer, Result, type Scope, Stream } from "effect"
import { type BifrostError, ResponseHead } from "effect-bifrost"
import { type ChunkOf, type Operation, operations, type RequestOf } from "effect-bifrost/schemas/Operation"
import { FakeServer, HttpFaults } from "effect-bifrost/testing"
import { HttpClient, HttpClientRequest } from "effect/http"
import { createServer } from "node:http"
import type { Socket } from "node:net"
import { find } from "../../src/cli/providers.ts"
import { get } from "../../src/StreamingProvider.ts"

const requests: { readonly [O in Operation]: RequestOf<O> } = {
  text: { model: "m", prompt: "Hello", maxTokens: 5 },
  chat: {
    model: "m",
    messages: [
      { role: "developer", content: "Be brief." },
      { role: "user", content: "Hello" }
    ],
    maxTokens: 5
  },
  responses: { model: "m", input: "Hello", maxTokens: 5 },
  speech: { model: "m", input: "Hello", voice: "v" },
  transcription: { model: "m", audio: Uint8Array.of(0xff, 0xfb, 1, 2) }
}

export const secret = "sk-test"
const settings = {
  AZURE_OPENAI_ENDPOINT: "https://asgard.openai.azure.com/",
  DATABRICKS_HOST: "https://asgard.dbx.com",
  CLOUDFLARE_ACCOUNT_ID: "account",
  AWS_REGION: "eu-west-1",
  GOOGLE_CLOUD_PROJECT: "asgard"
}

/** A proxy: every request goes to the server, its own host as the beginning of the path. */
const through = (url: string) =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(
      HttpClient.HttpClient,
      HttpClient.mapRequest((request) => {
        const { host, protocol } = new URL(request.url)
        const forwarded = {
          "x-forwarded-for": "127.0.0.1",
          "x-forwarded-host": host,
          "x-forwarded-proto": protocol.slice(0, -1)
        }
        return request.pipe(
          HttpClientRequest.setUrl(request.url.replace(/^https?:\/\//, `${url}/`)),
          HttpClientRequest.setHeaders(forwarded)
        )
      })
    )
  ).pipe(Layer.provide(NodeHttpClient.layerUndici))

export interface Vendor<O extends Operation> {
  readonly fake: FakeServer.FakeServer
  /** The layer's answer to the operation's request. */
  readonly stream: Stream.Stream<ChunkOf<O>, BifrostError>
  /** Connections that are open, as the vendor sees them. */
  readonly sockets: ReadonlySet<Socket>
}

/** A vendor that is told what to say, and a provider's member that asks it, as long as the scope lives. */
export const at = <O extends Operation>(
  provider: string,
  operation: O,
  scripts: FakeServer.Scripts,
  faults: HttpFaults.Plan = HttpFaults.always(HttpFaults.none)
): Effect.Effect<Vendor<O>, unknown, Scope.Scope> =>
  Effect.gen(function* () {
    const row = find(provider) ?? assert.fail(provider)
    const { layer } = yield* Effect.promise(() => row.load(undefined))
    const sockets = new Set<Socket>()
    const listener = () =>
      // a client that is told so keeps no connection for later
      createServer({ keepAliveTimeout: 1000 }).on("connection", (socket: Socket) => {
        sockets.add(socket)
        socket.once("close", () => sockets.delete(socket))
      })
    const fake = FakeServer.make(scripts)
    const server = fake.layer.pipe(
      Layer.provideMerge(NodeHttpServer.layer(listener, { port: 0, host: "127.0.0.1", gracefulShutdownTimeout: 0 }))
    )
    const url = yield* Effect.provide(FakeServer.url, yield* Layer.build(server))
    const config = ConfigProvider.layer(ConfigProvider.fromUnknown({ ...settings, [row.key ?? ""]: secret }))
    const client = HttpFaults.inject(faults)(through(url))
    const context = yield* Layer.build(Layer.provide(layer, [client, config]))
    const { stream } = get(context, operation) ?? assert.fail(`no ${operation}`)
    return { fake, stream: stream(requests[operation]), sockets }
  })

/** What a consumer makes of an answer: all of it, or until it fails. */
export const heard = <O extends Operation>(operation: O, stream: Stream.Stream<ChunkOf<O>, BifrostError>) =>
  Effect.gen(function* () {
    const fold = operations[operation].fold()
    const chunks: Array<ChunkOf<O>> = []
    let contentType = ""
    const result = yield* stream.pipe(
      ResponseHead.observe(({ headers }) => Effect.sync(() => void (contentType = headers["content-type"] ?? ""))),
      Stream.runForEach((chunk) =>
        Effect.sync(() => {
          fold.add(chunk)
          chunks.push(chunk)
        })
      ),
      Effect.result
    )
    return {
      chunks,
      contentType,
      answer: fold.answer(),
      digest: fold.digest(),
      ends: chunks.filter(operations[operation].isLast).length,
      error: Result.isFailure(result) ? result.failure : undefined
    }
  })

/** Hears an answer, and tells when the first of it that is no preamble has come, or why none does. */
export const listen = <O extends Operation>(
  operation: O,
  stream: Stream.Stream<ChunkOf<O>, BifrostError>,
  begun: Deferred.Deferred<void, BifrostError>
) => {
  const { isPreamble } = operations[operation]
  return Stream.runForEach(stream, (chunk) =>
    isPreamble(chunk) ? Effect.void : Deferred.succeed(begun, undefined)
  ).pipe(Effect.tapError((error) => Deferred.fail(begun, error)))
}

/** One document, of which nothing is heard before its end. */
export const isDocument = (contentType: string) => contentType.startsWith("application/json")
/** Where the end of the body is the end of the answer, so that nobody can tell a part from all. */
export const isEndless = (contentType: string) => contentType.startsWith("audio/")
