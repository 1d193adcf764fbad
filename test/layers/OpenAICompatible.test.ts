/** What Azure and any server of one's own may be told: keys, tokens that end, addresses, what they serve natively. */
import { assert, describe, it } from "@effect/vitest"
import { Config, ConfigProvider, Effect, Layer, Redacted, Ref, Stream } from "effect"
import { Provider, ResponseHead, StreamingProvider } from "effect-bifrost"
import * as Azure from "effect-bifrost/layers/Azure"
import * as OpenAICompatible from "effect-bifrost/layers/OpenAICompatible"
import * as OpenAiResponses from "effect-bifrost/protocols/OpenAiResponses"
import * as OpenAiSpeech from "effect-bifrost/protocols/OpenAiSpeech"
import { client } from "../kit/client.ts"
import { hello, question } from "../kit/wire.ts"

const env = (values: Readonly<Record<string, string>>) => ConfigProvider.layer(ConfigProvider.fromUnknown(values))
const endpoint = { AZURE_OPENAI_ENDPOINT: "https://asgard.openai.azure.com/" }
const chat = Stream.runDrain(StreamingProvider.chat(question))
const ok = { body: hello, headers: { "content-type": "text/event-stream" } }

describe("Azure", () => {
  const asked = (values: Readonly<Record<string, string>>) =>
    Effect.gen(function* () {
      const http = client(ok)
      yield* Effect.provide(chat, Azure.layer.pipe(Layer.provide([http.layer, env({ ...endpoint, ...values })])))
      const { headers, url } = http.sockets[0] ?? assert.fail("nothing was asked")
      return { url, key: headers["api-key"], bearer: headers["authorization"] }
    })
  const url = "https://asgard.openai.azure.com/openai/v1/chat/completions"

  it.effect("takes a key, else a token of Entra", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* asked({ AZURE_OPENAI_API_KEY: "k", AZURE_OPENAI_AD_TOKEN: "t" }), {
        url,
        key: "k",
        bearer: undefined
      })
      assert.deepStrictEqual(yield* asked({ AZURE_OPENAI_AD_TOKEN: "t" }), { url, key: undefined, bearer: "Bearer t" })
    })
  )

  it.effect("asks for a new token with each attempt", () =>
    Effect.gen(function* () {
      const count = yield* Ref.make(0)
      const token = Effect.map(
        Ref.updateAndGet(count, (n) => n + 1),
        (n) => Redacted.make(`t${n}`)
      )
      const http = client(ok)
      const layer = Azure.layerConfig({ token, baseUrl: Config.succeed("https://x/openai/v1") }).pipe(
        Layer.provide([http.layer, env({})])
      )
      yield* Effect.provide(Effect.andThen(chat, chat), layer)
      assert.deepStrictEqual(
        http.sockets.map(({ headers }) => headers["authorization"]),
        ["Bearer t1", "Bearer t2"]
      )
    })
  )
})

describe("any server", () => {
  const acme = { id: "acme", baseUrl: "https://acme.dev/v1" }
  const urlsOf = <E>(
    ask: Stream.Stream<
      unknown,
      E,
      StreamingProvider<"chat"> | StreamingProvider<"text"> | StreamingProvider<"responses">
    >,
    settings: Partial<OpenAICompatible.Settings> = {}
  ) =>
    Effect.gen(function* () {
      const http = client(ok)
      const warned: Array<ReadonlyArray<string>> = []
      yield* ask.pipe(
        ResponseHead.observe(({ warnings }) => Effect.sync(() => void warned.push(warnings))),
        Stream.runDrain,
        Effect.ignore,
        Effect.provide(
          OpenAICompatible.layer({ ...acme, ...settings }).pipe(Layer.provide([http.layer, env({ K: "k" })]))
        )
      )
      const [socket] = http.sockets
      return {
        path: socket?.url.replace(acme.baseUrl, ""),
        auth: socket?.headers["authorization"],
        warned: warned.flat()
      }
    })
  const text = StreamingProvider.text({ model: "m", prompt: "hi" })
  const responses = StreamingProvider.responses({ model: "m", input: "hi" })

  it.effect("chats, and writes and responds through it, which the head's observer hears", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* urlsOf(StreamingProvider.chat(question)), {
        path: "/chat/completions",
        auth: undefined,
        warned: []
      })
      const wrote = yield* urlsOf(text, { apiKey: Config.Redacted("K") })
      assert.deepInclude(wrote, { path: "/chat/completions", auth: "Bearer k" })
      assert.match(wrote.warned.join(), /^The text operation goes through chat/)
      const responded = yield* urlsOf(responses)
      assert.strictEqual(responded.path, "/chat/completions")
      assert.match(responded.warned.join(), /^The responses operation goes through chat/)
    })
  )

  it.effect("natively where it is said so, and more by a spread", () =>
    Effect.gen(function* () {
      const operations = { responses: OpenAiResponses.protocol }
      assert.deepInclude(yield* urlsOf(responses, { operations }), { path: "/responses", warned: [] })
      const record = OpenAICompatible.provider(acme)
      const speaks = Provider.layer({
        ...record,
        operations: { ...record.operations, speech: OpenAiSpeech.protocol }
      })
      const http = client({ body: "audio", headers: { "content-type": "audio/mpeg" } })
      yield* Stream.runDrain(StreamingProvider.speech({ model: "m", input: "hi", voice: "v" })).pipe(
        Effect.provide(Layer.provide(speaks, http.layer))
      )
      assert.strictEqual(http.sockets[0]?.url, "https://acme.dev/v1/audio/speech")
    })
  )
})
