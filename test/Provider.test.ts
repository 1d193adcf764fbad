/** A provider as a record: its settings, where they are read, and what is refused before anything is sent. */
import { describe, expect, it } from "@effect/vitest"
import { Config, ConfigProvider, Effect, Fiber, Layer, Redacted, Schema, Stream } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { Auth, Provider, StreamingProvider } from "effect-bifrost"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import * as Client from "./kit/client.ts"
import * as Heard from "./kit/hear.ts"
import { record } from "./kit/provider.ts"
import { hello, question } from "./kit/wire.ts"

const env = (values: Record<string, unknown>) => ConfigProvider.layer(ConfigProvider.fromUnknown(values))
const key = Config.Redacted("THE_KEY")

/** What a server sees of a question to this provider, and what came of it. */
const ask = (
  provider: Provider.Provider<"chat">,
  {
    config = {},
    model = "m",
    answer = { body: hello }
  }: { readonly config?: object; readonly model?: string; readonly answer?: Client.Answer } = {}
) =>
  Effect.gen(function* () {
    const { layer, sockets } = Client.client(answer)
    const provided = Provider.layer(provider).pipe(Layer.provide([layer, env({ ...config })]))
    const request = { ...question, model }
    const { chunks, error } = yield* Heard.hear(StreamingProvider.chat(request)).pipe(Effect.provide(provided))
    return { chunks, error, headers: sockets[0]?.headers, url: sockets[0]?.url }
  })

describe("the base URL", () => {
  it.effect.each([
    ["https://api.example.com/v1", "https://api.example.com/v1/chat/completions"],
    ["https://api.example.com/v1/", "https://api.example.com/v1/chat/completions"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080/chat/completions"],
    [Config.String("BASE"), "http://from.config/chat/completions"]
  ] as const)("%s", ([baseUrl, url]) =>
    Effect.gen(function* () {
      const asked = yield* ask({ ...record, baseUrl }, { config: { BASE: "http://from.config" } })
      expect(asked.url).toBe(url)
    })
  )

  it.effect.each([
    ["api.example.com", "is not an http(s) URL"],
    ["ftp://api.example.com", "is not an http(s) URL"],
    ["https://me:sk-secret@api.example.com", "holds a user name or password"],
    ["https://api.example.com/?key=sk-secret", "holds a query or fragment"],
    ["https://api.example.com/#sk-secret", "holds a query or fragment"]
  ] as const)("%s is refused when the layer is built, without telling it", ([baseUrl, why]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ask({ ...record, baseUrl }))
      expect(error._tag).toBe("ConfigError")
      expect(error.message).toContain(`the base URL of provider "test" ${why}`)
      expect(String(error)).not.toContain("sk-secret")
    })
  )
})

describe("settings", () => {
  const deployed = {
    ...record,
    auth: Auth.bearer(Config.Redacted("OTHER_KEY")),
    headers: { "X-Team": "a", "x-app": "b" }
  }

  it.effect("configure takes each from Config; what it is not told stays as the record says", () =>
    Effect.gen(function* () {
      const config = { THE_KEY: "sk-1", BASE: "http://other.example", TEAM: "c", FAST: "gpt-4o-mini" }
      const options = {
        apiKey: key,
        baseUrl: Config.String("BASE"),
        headers: Config.all({
          "x-team": Config.String("TEAM"),
          "x-new": Config.succeed("d"),
          "X-App": Config.succeed("")
        }),
        models: Config.all({ fast: Config.String("FAST") })
      }
      const { chunks, headers, url } = yield* ask(Provider.configure(deployed, Auth.bearer, options), {
        config,
        model: "fast"
      })
      expect(url).toBe("http://other.example/chat/completions")
      expect(headers).toMatchObject({ authorization: "Bearer sk-1", "x-team": "c", "x-new": "d" })
      // an empty value leaves a header out, however its name is spelled
      expect(headers).not.toHaveProperty("x-app")
      expect(chunks[0]).toMatchObject({ _tag: "Start", provider: "test", model: "m-1" })

      const plain = yield* ask(Provider.configure(deployed, Auth.bearer, {}), { config: { OTHER_KEY: "sk-2" } })
      expect(plain.headers).toMatchObject({ authorization: "Bearer sk-2", "x-team": "a", "x-app": "b" })
    })
  )

  it.effect(
    "an alias goes on the wire as the model it stands for; any other name as it is; errors tell what was asked",
    () =>
      Effect.gen(function* () {
        const bodies: Array<unknown> = []
        const spy = HttpClient.mapRequest((request: HttpClientRequest.HttpClientRequest) => {
          const { body } = request
          if (body._tag === "Uint8Array") bodies.push(JSON.parse(new TextDecoder().decode(body.body)))
          return request
        })
        const provider = { ...record, models: { fast: "gpt-4o-mini", toString: "odd" }, transformClient: spy }
        yield* ask(provider, { model: "fast" })
        yield* ask(provider, { model: "slow" })
        yield* ask(provider, { model: "constructor" })
        expect(bodies).toMatchObject([{ model: "gpt-4o-mini" }, { model: "slow" }, { model: "constructor" }])
        const { error } = yield* ask(provider, { model: "fast", answer: { status: 404, body: "no" } })
        expect(error?.origin).toEqual({ provider: "test", operation: "chat", model: "fast" })
      })
  )

  it.effect("clocks come from Config too", () =>
    Effect.gen(function* () {
      const timeouts = Config.all({ headers: Config.Duration("SLOWEST") })
      const provider = Provider.configure(record, Auth.bearer, { timeouts })
      const asking = yield* Effect.forkChild(
        ask(provider, { config: { SLOWEST: "3 seconds" }, answer: { after: "1 minute" } }),
        { startImmediately: true }
      )
      yield* TestClock.adjust("3 seconds")
      expect((yield* Fiber.join(asking)).error?.reason).toMatchObject({
        _tag: "TimedOut",
        phase: "headers",
        limitMillis: 3000
      })
    })
  )

  it.effect("a setting that is missing or malformed fails the building of the layer and names the variable", () =>
    Effect.gen(function* () {
      const missing = Provider.configure(deployed, Auth.bearer, { apiKey: key })
      expect((yield* Effect.flip(ask(missing))).message).toContain("THE_KEY")
      const malformed = { ...record, models: Config.schema(Schema.Record(Schema.String, Schema.String), "MODELS") }
      const error = yield* Effect.flip(ask(malformed, { config: { MODELS: "sk-pasted-here" } }))
      expect(error.message).toContain("MODELS")
      expect(String(error)).not.toContain("sk-pasted-here")
    })
  )
})

describe("rows", () => {
  const own = { protocol: OpenAiChat.protocol, auth: Auth.header("x-own", Config.Redacted("OWN_KEY")) }

  it.effect("a row may authenticate in its own way; then the shared key is not asked for", () =>
    Effect.gen(function* () {
      const provider = { ...record, auth: Auth.bearer(key), operations: { chat: own } }
      const { headers } = yield* ask(provider, { config: { OWN_KEY: "own" } })
      expect(headers).toMatchObject({ "x-own": "own" })
      expect(headers).not.toHaveProperty("authorization")
      expect((yield* Effect.flip(ask(provider, { config: { THE_KEY: "shared" } }))).message).toContain("OWN_KEY")
    })
  )

  it.effect("keys are read once, when the layer is built", () =>
    Effect.gen(function* () {
      let reads = 0
      const counted = Effect.tap(Auth.bearer(Config.succeed(Redacted.make("k"))), () => Effect.sync(() => void reads++))
      const { layer, sockets } = Client.client({ body: hello })
      const twice = Effect.andThen(
        Stream.runDrain(StreamingProvider.chat(question)),
        Stream.runDrain(StreamingProvider.chat(question))
      )
      yield* Effect.provide(twice, Layer.provide(Provider.layer({ ...record, auth: counted }), layer))
      expect([reads, sockets.length]).toEqual([1, 2])
    })
  )

  it.effect("what a wire cannot say fails before anything is sent, and names what to do instead", () =>
    Effect.gen(function* () {
      const { layer, sockets } = Client.client({ body: hello })
      const { error } = yield* Heard.hear(StreamingProvider.chat({ ...question, topK: 3 })).pipe(
        Effect.provide(Layer.provide(Provider.layer(record), layer))
      )
      expect(error?.reason).toMatchObject({ _tag: "Unsupported", what: "topK", instead: "use topP" })
      expect(sockets).toEqual([])
    })
  )

  it.effect("a stream may be read when its layer has closed, as an async iterable of a program that is over is", () =>
    Effect.gen(function* () {
      const { layer, sockets } = Client.client({ body: hello })
      const stream = Stream.toAsyncIterableEffect(StreamingProvider.chat(question))
      const chunks = yield* Effect.provide(stream, Layer.provide(Provider.layer(record), layer))
      const heard: Array<object> = []
      yield* Effect.promise(async () => {
        for await (const chunk of chunks) heard.push(chunk)
      })
      expect([Heard.text(heard), sockets.length]).toEqual(["Hello", 1])
    })
  )
})
