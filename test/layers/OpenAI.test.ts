/** The seed page's five operations through OpenAI's layer, against a server on 127.0.0.1 that answers as OpenAI does. */
import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Config, ConfigProvider, Effect, Exit, Layer, Redacted, Stream } from "effect"
import { Auth, Collect, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import * as OpenAi from "../examples/OpenAi.ts"
import { bodyOf } from "../kit/fixture.ts"

const key = { OPENAI_API_KEY: "sk-test" }

const served = (play: OpenAi.Play) =>
  Effect.acquireRelease(
    Effect.promise(() => OpenAi.serve(play)),
    (server) => Effect.promise(() => server[Symbol.asyncDispose]())
  )

/** The layer as users have it, but for its address. */
const openai = (
  { url }: Pick<OpenAi.Server, "url">,
  env: Readonly<Record<string, string>> = key,
  options: Omit<OpenAI.Options, "baseUrl"> = {}
) =>
  OpenAI.layerConfig({ ...options, baseUrl: Config.succeed(`${url}/v1`) }).pipe(
    Layer.provide([NodeHttpClient.layerUndici, ConfigProvider.layer(ConfigProvider.fromUnknown(env))])
  )

describe("the seed page", () => {
  it.live("continues a text with gpt-4o-mini, through chat", () =>
    Effect.gen(function* () {
      const server = yield* served(() => OpenAi.chat(" ball, C for cat"))
      const answer = yield* StreamingProvider.text({ model: "gpt-4o-mini", prompt: "A for apple and B for" }).pipe(
        Collect.text,
        Effect.provide(openai(server))
      )
      assert.include(answer, { text: " ball, C for cat", reason: "stop", provider: "openai" })
      assert.match(answer.warnings.join(), /^The text operation goes through chat/)
      assert.strictEqual(server.asked[0]?.path, "/v1/chat/completions")
    })
  )

  it.live("and with a model that completes, by its own wire", () =>
    Effect.gen(function* () {
      const server = yield* served(() => ({
        pieces: [
          `data: {"model":"davinci-002","choices":[{"text":" ball","finish_reason":"stop"}]}\n\n`,
          "data: [DONE]\n\n"
        ]
      }))
      const answer = yield* StreamingProvider.text({ model: "davinci-002", prompt: "A for apple and B for" }).pipe(
        Collect.text,
        Effect.provide(openai(server))
      )
      assert.deepInclude(answer, { text: " ball", warnings: [] })
      assert.strictEqual(server.asked[0]?.path, "/v1/completions")
    })
  )

  it.live("chats: usage and reason only in the last chunk", () =>
    Effect.gen(function* () {
      const server = yield* served(() => OpenAi.chat("Hello from Asgard!"))
      const chunks = yield* StreamingProvider.chat({
        model: "gpt-4o-mini",
        messages: [{ role: "user", content: "Hello, Bifrost!" }]
      }).pipe(Stream.runCollect, Effect.provide(openai(server)))
      assert.deepStrictEqual(
        chunks.map((chunk) => (chunk._tag === "Text" ? chunk.delta : chunk._tag)),
        ["Start", "Hello", " from", " Asgard!", "Finish"]
      )
      assert.deepInclude(chunks[0], { provider: "openai", model: "gpt-4o-mini", requestId: "req_1" })
      const last = chunks.at(-1)
      assert.strictEqual(last?._tag === "Finish" ? last.usage?.total : undefined, 21)
      assert.deepInclude(server.asked[0]?.body, { stream: true, stream_options: { include_usage: true } })
    })
  )

  it.live("answers in the Responses API's events", () =>
    Effect.gen(function* () {
      const server = yield* served(() => OpenAi.responses("Hello from Asgard!"))
      const text = yield* StreamingProvider.responses({
        model: "gpt-4o-mini",
        input: [{ role: "user", content: "Hello, Bifrost!" }]
      }).pipe(
        Stream.runFold(
          () => "",
          (text, event) => (event.type === "response.output_text.delta" ? text + event.delta : text)
        ),
        Effect.provide(openai(server))
      )
      assert.strictEqual(text, "Hello from Asgard!")
      assert.strictEqual(server.asked[0]?.path, "/v1/responses")
    })
  )

  it.live("speaks with tts-1, whose answer is raw bytes", () =>
    Effect.gen(function* () {
      const pieces = [Uint8Array.of(0xff, 0xfb), Uint8Array.of(0x90, 0x64)]
      const server = yield* served(() => OpenAi.speech(pieces))
      const spoken = yield* StreamingProvider.speech({
        model: "tts-1",
        input: "Hello! This is a sample text that will be converted to speech.",
        voice: "alloy",
        format: "mp3"
      }).pipe(Collect.speech, Effect.provide(openai(server)))
      assert.deepStrictEqual(spoken.audio, Uint8Array.of(0xff, 0xfb, 0x90, 0x64))
      assert.include(spoken, { mediaType: "audio/mpeg", reason: "stop" })
      assert.deepStrictEqual<unknown>(server.asked[0]?.body, {
        model: "tts-1",
        input: "Hello! This is a sample text that will be converted to speech.",
        voice: "alloy",
        response_format: "mp3"
      })
    })
  )

  it.live("and with gpt-4o-mini-tts, which sends events when asked for them", () =>
    Effect.gen(function* () {
      const server = yield* served(() => ({ pieces: [bodyOf("openai-speech/events.sse")] }))
      const spoken = yield* StreamingProvider.speech({
        model: "gpt-4o-mini-tts",
        input: "Hello!",
        voice: "marin"
      }).pipe(Collect.speech, Effect.provide(openai(server)))
      assert.strictEqual(spoken.audio.length, 60)
      assert.deepInclude(spoken, { mediaType: "audio/mpeg" })
      assert.deepInclude(spoken.usage, { output: 101 })
      assert.deepInclude(server.asked[0]?.body, { stream_format: "sse" })
    })
  )

  it.live("transcribes with whisper-1, which does not stream", () =>
    Effect.gen(function* () {
      const server = yield* served(() => OpenAi.whisper("Hello from Asgard!"))
      const chunks = yield* StreamingProvider.transcription({
        model: "whisper-1",
        audio: Uint8Array.of(0xff, 0xfb, 0x90, 0x64),
        prompt: "This is a sample audio transcription from Bifrost speech synthesis."
      }).pipe(Stream.runCollect, Effect.provide(openai(server)))
      assert.deepStrictEqual(
        chunks.map(({ _tag }) => _tag),
        ["Start", "Text", "Finish"]
      )
      assert.deepInclude(chunks[1], { delta: "Hello from Asgard!" })
      const form = String(server.asked[0]?.body)
      assert.include(form, `filename="audio.mp3"\r\nContent-Type: audio/mpeg\r\n\r\n\xff\xfb\x90\x64\r\n`)
      assert.notInclude(form, `name="stream"`)
    })
  )

  it.live("and with gpt-4o-mini-transcribe, which does", () =>
    Effect.gen(function* () {
      const server = yield* served(() => OpenAi.transcript("Hello from Asgard!"))
      const chunks = yield* StreamingProvider.transcription({
        model: "gpt-4o-mini-transcribe",
        audio: Stream.make(Uint8Array.of(1), Uint8Array.of(2)),
        fileName: "hello.wav"
      }).pipe(Stream.runCollect, Effect.provide(openai(server)))
      assert.deepStrictEqual(
        chunks.map((chunk) => (chunk._tag === "Text" ? chunk.delta : chunk._tag)),
        ["Start", "Hello", " from", " Asgard!", "Finish"]
      )
    })
  )

  it("knows its voices, the page's six in the page's words", () => {
    assert.strictEqual(OpenAI.voices.nova, "Bright, energetic voice")
    assert.strictEqual(Object.keys(OpenAI.voices).length, 13)
    const known: OpenAI.Voice = "alloy"
    const newer: OpenAI.Voice = "thor"
    assert.notStrictEqual<string>(known, newer)
  })
})

describe("OpenAI's layer", () => {
  const ask = StreamingProvider.chat({ model: "m", messages: [{ role: "user", content: "hi" }] })
  const headersOf = (env: Readonly<Record<string, string>>, options: Omit<OpenAI.Options, "baseUrl"> = {}) =>
    Effect.gen(function* () {
      const server = yield* served(() => OpenAi.chat("hi"))
      yield* Stream.runDrain(ask).pipe(Effect.provide(openai(server, env, options)))
      const { authorization, ...headers } = server.asked[0]?.headers ?? {}
      const named = Object.entries(headers).filter(([name]) => /^(openai|x)-/.test(name))
      return { authorization, ...Object.fromEntries(named) }
    })

  it.live("sends the key, and an organisation and a project only where they are set", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual<unknown>(yield* headersOf(key), { authorization: "Bearer sk-test" })
      assert.deepStrictEqual<unknown>(
        yield* headersOf({ ...key, OPENAI_ORG_ID: "org-1", OPENAI_PROJECT_ID: "proj-1" }),
        {
          authorization: "Bearer sk-test",
          "openai-organization": "org-1",
          "openai-project": "proj-1"
        }
      )
    })
  )

  it.live("takes both, a key, headers and aliases by layerConfig", () =>
    Effect.gen(function* () {
      const options: OpenAI.Options = {
        apiKey: Config.succeed(Redacted.make("sk-other")),
        project: Config.String("MY_PROJECT"),
        headers: Config.succeed({ "x-team": "asgard" })
      }
      assert.deepStrictEqual<unknown>(yield* headersOf({ OPENAI_ORG_ID: "org-1", MY_PROJECT: "proj-2" }, options), {
        authorization: "Bearer sk-other",
        "openai-organization": "org-1",
        "openai-project": "proj-2",
        "x-team": "asgard"
      })
    })
  )

  it("names no account to a variant that authenticates in another way", () => {
    assert.notProperty({ ...OpenAI.provider, auth: Auth.none }, "headers")
  })

  it.live("cannot be built without a key", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(
        Stream.runDrain(ask).pipe(Effect.provide(openai({ url: "http://127.0.0.1:1" }, {})))
      )
      assert.isTrue(Exit.isFailure(exit))
      assert.include(String(exit), "OPENAI_API_KEY")
    })
  )
})
