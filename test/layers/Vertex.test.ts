/** Vertex's layers: where they ask, how they sign in, what Google's errors mean; and Google's own client beside them. */
import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { type GenerateContentParameters, GoogleGenAI, type GoogleGenAIOptions } from "@google/genai"
import { Config, ConfigProvider, Effect, Layer, Redacted, Ref, Stream } from "effect"
import { BifrostError, Collect, type Provider, StreamingProvider } from "effect-bifrost"
import * as Vertex from "effect-bifrost/layers/Vertex"
import * as VertexExpress from "effect-bifrost/layers/VertexExpress"
import type { ChatRequest } from "effect-bifrost/schemas/Chat"
import { Unauthorized } from "effect-bifrost/schemas/Reason"
import { HttpClient, HttpClientRequest } from "effect/http"
import { OAuth2Client } from "google-auth-library"
import * as OpenAi from "../examples/OpenAi.ts"
import { type Answer, client } from "../kit/client.ts"
import { bodyOf } from "../kit/fixture.ts"
import * as Heard from "../kit/hear.ts"
import * as Turns from "../kit/turns.ts"

const settings = { GOOGLE_CLOUD_PROJECT: "asgard", GOOGLE_OAUTH_ACCESS_TOKEN: "a-token" }
const env = (values: Record<string, string>) => ConfigProvider.layer(ConfigProvider.fromUnknown(values))

type Layered = Layer.Layer<StreamingProvider<"chat">, Config.ConfigError, HttpClient.HttpClient>

const hello = new TextDecoder().decode(bodyOf("gemini-generate-content/text.sse"))

/** What one question hears, and where it was asked. */
const ask = (
  layer: Layered,
  values: Record<string, string> = settings,
  answer: Answer = { body: hello },
  request: Partial<ChatRequest> = { model: "gemini-2.5-flash" }
) =>
  Effect.gen(function* () {
    const http = client(answer)
    const heard = yield* Heard.hear(StreamingProvider.chat(Turns.ask(request))).pipe(
      Effect.provide(layer),
      Effect.provide([http.layer, env(values)])
    )
    return { ...heard, asked: http.sockets[0] }
  })

const path = "publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse"

describe("a question goes", () => {
  const places: ReadonlyArray<readonly [location: string | undefined, place: string]> = [
    [undefined, "https://aiplatform.googleapis.com/v1/projects/asgard/locations/global/"],
    ["global", "https://aiplatform.googleapis.com/v1/projects/asgard/locations/global/"],
    ["europe-north1", "https://europe-north1-aiplatform.googleapis.com/v1/projects/asgard/locations/europe-north1/"],
    ["eu", "https://aiplatform.eu.rep.googleapis.com/v1/projects/asgard/locations/eu/"]
  ]
  it.effect.each(places)("from %s to %s", ([location, place]) =>
    Effect.gen(function* () {
      const { asked, chunks } = yield* ask(Vertex.layer, {
        ...settings,
        ...(location !== undefined && { GOOGLE_CLOUD_LOCATION: location })
      })
      assert.strictEqual(asked?.url, `${place}${path}`)
      assert.strictEqual(asked?.headers["authorization"], "Bearer a-token")
      assert.strictEqual(Heard.text(chunks), "Hello from Asgård 🌈")
      const [start] = chunks
      assert.deepInclude(start, { _tag: "Start", provider: "vertex" })
    })
  )

  it.effect("where layerConfig says", () =>
    Effect.gen(function* () {
      const layer = Vertex.layerConfig({ project: Config.succeed("midgard"), location: Config.succeed("us-east5") })
      const { asked } = yield* ask(layer, { GOOGLE_OAUTH_ACCESS_TOKEN: "a-token" })
      assert.strictEqual(
        asked?.url,
        `https://us-east5-aiplatform.googleapis.com/v1/projects/midgard/locations/us-east5/${path}`
      )
    })
  )

  it.effect("to no project with an API key alone", () =>
    Effect.gen(function* () {
      const { asked } = yield* ask(VertexExpress.layer, { GOOGLE_API_KEY: "an-api-key" })
      assert.strictEqual(asked?.url, `https://aiplatform.googleapis.com/v1/${path}`)
      assert.strictEqual(asked?.headers["x-goog-api-key"], "an-api-key")
      assert.isUndefined(asked?.headers["authorization"])
    })
  )

  it.effect("nowhere with a publisher that express mode does not know", () =>
    Effect.gen(function* () {
      const claude = { model: "claude-opus-4-6" }
      const { asked, error } = yield* ask(VertexExpress.layer, { GOOGLE_API_KEY: "an-api-key" }, {}, claude)
      assert.isUndefined(asked)
      assert.strictEqual(
        error?.reason.message,
        "unsupported: this operation with a model by anthropic; instead, use one by google"
      )
    })
  )

  it.effect("nowhere without a project", () =>
    Effect.gen(function* () {
      const { layer } = client({})
      const built = Layer.build(Vertex.layer.pipe(Layer.provide([layer, env({})])))
      assert.include(String(yield* Effect.flip(built)), "GOOGLE_CLOUD_PROJECT")
    })
  )
})

describe("a token that is made anew", () => {
  it.effect("is asked for with each attempt", () =>
    Effect.gen(function* () {
      const count = yield* Ref.make(0)
      const token = Effect.map(
        Ref.updateAndGet(count, (n) => n + 1),
        (n) => Redacted.make(`token-${n}`)
      )
      const http = client({ body: hello })
      yield* Effect.replicateEffect(Stream.runDrain(StreamingProvider.chat(Turns.ask())), 2).pipe(
        Effect.provide(Vertex.layerConfig({ token })),
        Effect.provide([http.layer, env(settings)])
      )
      assert.deepStrictEqual(
        http.sockets.map(({ headers }) => headers["authorization"]),
        ["Bearer token-1", "Bearer token-2"]
      )
    })
  )

  it.effect("that cannot be had is the question's failure", () =>
    Effect.gen(function* () {
      const token = Effect.fail(BifrostError.because(new Unauthorized({ description: "the account was closed" })))
      const { asked, error } = yield* ask(Vertex.layerConfig({ token }))
      assert.isUndefined(asked)
      assert.strictEqual(error?.reason.message, "unauthorized: the account was closed")
      assert.deepStrictEqual(error?.origin, { provider: "vertex", operation: "chat", model: "gemini-2.5-flash" })
    })
  )
})

/** As Google's error model has it: https://cloud.google.com/apis/design/errors, read 2026-11. */
const google = (code: number, status: string, message: string, reason?: string) => ({
  error: {
    ...{ code, message, status },
    ...(reason !== undefined && {
      details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason, domain: "googleapis.com" }]
    })
  }
})

const exhausted = google(429, "RESOURCE_EXHAUSTED", "Resource exhausted. Please try again later.")
const expired = google(401, "UNAUTHENTICATED", "Request had invalid credentials.", "ACCESS_TOKEN_EXPIRED")
const denied = google(403, "PERMISSION_DENIED", "Permission denied on the resource.", "IAM_PERMISSION_DENIED")
const unpaid = google(403, "PERMISSION_DENIED", "This API method requires billing.", "BILLING_DISABLED")
const missing = google(404, "NOT_FOUND", "Publisher Model was not found.")
const long = google(
  400,
  "INVALID_ARGUMENT",
  "The input token count (1048577) exceeds the maximum number of tokens allowed (1048576)."
)
const claudes = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }

describe("an error of Vertex's", () => {
  const gemini = "gemini-2.5-flash"
  const claude = "claude-opus-4-6"
  const llama = "meta/llama-3.3-70b-instruct-maas"
  const errors: ReadonlyArray<readonly [model: string, status: number, body: unknown, reason: string]> = [
    [gemini, 429, exhausted, "RateLimited"],
    [gemini, 401, expired, "Unauthorized"],
    [gemini, 403, denied, "Forbidden"],
    [gemini, 403, unpaid, "QuotaExceeded"],
    [gemini, 404, missing, "NotFound"],
    [gemini, 400, long, "ContextTooLong"],
    [gemini, 503, [google(503, "UNAVAILABLE", "The service is currently unavailable.")], "Overloaded"],
    [claude, 429, exhausted, "RateLimited"],
    [claude, 529, claudes, "Overloaded"],
    [llama, 429, [exhausted], "RateLimited"],
    [llama, 401, [expired], "Unauthorized"]
  ]
  it.effect.each(errors)("%s, %s", ([model, status, body, reason]) =>
    Effect.gen(function* () {
      const { error } = yield* ask(Vertex.layer, settings, { status, body: JSON.stringify(body) }, { model })
      assert.strictEqual(error?.reason._tag, reason)
      assert.deepInclude(error?.reason, { status })
    })
  )
})

/** The same intent in our words and in Google's. */
const intent = Turns.ask({
  model: "gemini-2.5-flash",
  messages: [
    { role: "system", content: "Be brief." },
    {
      role: "user",
      content: [
        { type: "text", text: "What is this?" },
        { type: "image", source: { url: "gs://asgard/bridge.png", mediaType: "image/png" } }
      ]
    }
  ],
  maxTokens: 9,
  temperature: 0.5,
  metadata: { team: "norse" }
})
const image = { fileData: { fileUri: "gs://asgard/bridge.png", mimeType: "image/png" } }
const googles: GenerateContentParameters = {
  model: "gemini-2.5-flash",
  contents: [{ role: "user", parts: [{ text: "What is this?" }, image] }],
  config: {
    systemInstruction: { parts: [{ text: "Be brief." }] },
    maxOutputTokens: 9,
    temperature: 0.5,
    labels: { team: "norse" }
  }
}

const signedIn = new OAuth2Client({ credentials: { access_token: "a-token" } })

type Way = readonly [way: string, layer: (options: Provider.Options) => Layered, client: GoogleGenAIOptions]
const ways: ReadonlyArray<Way> = [
  ["with an API key", VertexExpress.layerConfig, { apiKey: "an-api-key" }],
  [
    "in a project",
    Vertex.layerConfig,
    { project: "asgard", location: "europe-north1", googleAuthOptions: { authClient: signedIn } }
  ]
]

describe("Google's own client, for the same intent", () => {
  it.live.each(ways)("asks the same at the same place, and understands the same: %s", ([, layer, options]) =>
    Effect.gen(function* () {
      const server = yield* Effect.acquireRelease(
        Effect.promise(() =>
          OpenAi.serve(() => ({ headers: { "content-type": "text/event-stream" }, pieces: [hello] }))
        ),
        (server) => Effect.promise(() => server[Symbol.asyncDispose]())
      )
      const toServer = HttpClient.mapRequest((request) =>
        HttpClientRequest.setUrl(request, request.url.replace(/^https:\/\/[^/]+/, server.url))
      )
      const values = { ...settings, GOOGLE_CLOUD_LOCATION: "europe-north1", GOOGLE_API_KEY: "an-api-key" }
      const answer = yield* Collect.chat(StreamingProvider.chat(intent)).pipe(
        Effect.provide(layer({ transformClient: toServer })),
        Effect.provide([NodeHttpClient.layerUndici, env(values)])
      )
      const sdk = new GoogleGenAI({
        ...options,
        vertexai: true,
        apiVersion: "v1",
        httpOptions: { baseUrl: server.url }
      })
      const said = yield* Effect.promise(async () => {
        let text = ""
        for await (const chunk of await sdk.models.generateContentStream(googles)) text += chunk.text ?? ""
        return text
      })
      const [mine, theirs] = server.asked
      assert.isDefined(mine)
      assert.deepStrictEqual(mine?.body, theirs?.body)
      assert.strictEqual(mine?.path, theirs?.path)
      for (const name of ["authorization", "x-goog-api-key"]) {
        assert.strictEqual(mine?.headers[name], theirs?.headers[name], name)
      }
      assert.strictEqual(answer.text, said)
    })
  )
})
