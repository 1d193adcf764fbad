/** The scripted server in the wires of text, speech and transcription that only one vendor speaks, read by our providers. */
import { NodeHttpClient, NodeHttpServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Config, Effect, Layer, Redacted } from "effect"
import { Auth, Collect, Provider, StreamingProvider } from "effect-bifrost"
import * as Deepgram from "effect-bifrost/layers/Deepgram"
import * as ElevenLabs from "effect-bifrost/layers/ElevenLabs"
import * as Gemini from "effect-bifrost/layers/Gemini"
import * as Mistral from "effect-bifrost/layers/Mistral"
import * as Replicate from "effect-bifrost/layers/Replicate"
import * as Tgi from "effect-bifrost/layers/Tgi"
import * as ElevenLabsSpeech from "effect-bifrost/protocols/ElevenLabsSpeech"
import type { Operation } from "effect-bifrost/schemas/Operation"
import { RateLimited, ServerFailed, Unreachable } from "effect-bifrost/schemas/Reason"
import { FakeServer } from "effect-bifrost/testing"
import type { HttpClient } from "effect/http"
import { createServer } from "node:http"
import { hear, reasonOf, text } from "../kit/hear.ts"

const node = NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })
const secret = { apiKey: Config.succeed(Redacted.make("sk-test")) }

/** Layers by the id of their wire: how each is told where the server is. */
type Layers<O extends Operation> = Readonly<
  Record<string, (url: string) => Layer.Layer<StreamingProvider<O>, unknown, HttpClient.HttpClient>>
>

const onLoopback = <A, E>(
  fake: FakeServer.FakeServer,
  run: (url: string) => Effect.Effect<A, E, HttpClient.HttpClient>
) =>
  Effect.flatMap(FakeServer.url, run).pipe(
    Effect.provide(Layer.provideMerge(fake.layer, node)),
    Effect.provide(NodeHttpClient.layerUndici)
  )

const gemini = (url: string) => Gemini.layerConfig({ ...secret, baseUrl: Config.succeed(`${url}/v1beta`) })

describe("FakeServer", () => {
  const prompt = { model: "m", prompt: "hi" }
  const audio = { model: "m", audio: new Uint8Array([0xff, 0xfb, 7]) }
  const texts: Layers<"text"> = {
    replicate: (url) => Replicate.layerConfig({ ...secret, baseUrl: Config.succeed(`${url}/v1`) }),
    tgi: (url) => Tgi.layerConfig({ ...secret, baseUrl: Config.succeed(url) })
  }
  it.live.each(Object.entries(texts))("%s: a text, with its line breaks; a failure in its middle", ([wire, layer]) =>
    Effect.gen(function* () {
      const fake = FakeServer.make({
        text: [
          ["Once\nupon", "\n a 🌈"],
          ["Once", new ServerFailed({ description: "out of memory" })]
        ]
      })
      yield* onLoopback(fake, (url) =>
        Effect.gen(function* () {
          assert.strictEqual((yield* Collect.text(StreamingProvider.text(prompt))).text, "Once\nupon\n a 🌈")
          const failed = yield* hear(StreamingProvider.text(prompt))
          assert.strictEqual(text(failed.chunks), "Once")
          assert.strictEqual(reasonOf(failed.error), "ServerFailed")
          assert.include(failed.error?.message, "out of memory")
        }).pipe(Effect.provide(layer(url)))
      )
      assert.isTrue(fake.requests.every((one) => one.wire === wire && one.ending === "whole"))
    })
  )

  it.live("replicate: what was made is read once, at an address of its own, and refused before it is made", () =>
    Effect.gen(function* () {
      const fake = FakeServer.make({ text: [["Hi"], [new RateLimited({ description: "slow down" })]] })
      const model = "meta/meta-llama-3-8b-instruct"
      yield* onLoopback(fake, (url) =>
        Effect.gen(function* () {
          const once = hear(StreamingProvider.text({ model, prompt: "hi" }))
          assert.strictEqual(text((yield* once).chunks), "Hi")
          assert.strictEqual(reasonOf((yield* once).error), "RateLimited")
        }).pipe(Effect.provide(texts["replicate"]!(url)))
      )
      assert.deepStrictEqual(
        fake.requests.map(({ ending, model, path }) => [model, path, ending]),
        [
          [model, `/v1/models/${model}/predictions`, "whole"],
          [model, `/v1/models/${model}/predictions/created/0`, "whole"],
          [model, `/v1/models/${model}/predictions`, "failed"]
        ]
      )
    })
  )

  const spoken = [{ _tag: "Audio", data: new Uint8Array([1, 2]), spoken: [{ text: "H", start: 0, end: 0.5 }] }] as const
  const voices: Layers<"speech"> = {
    "elevenlabs-speech": (url) => ElevenLabs.layerConfig({ ...secret, baseUrl: Config.succeed(`${url}/v1`) }),
    "elevenlabs-timestamps": (url) =>
      Provider.layer({
        ...ElevenLabs.provider,
        baseUrl: `${url}/v1`,
        auth: Auth.none,
        operations: { speech: ElevenLabsSpeech.timestamps }
      }),
    "deepgram-speech": (url) => Deepgram.layerConfig({ ...secret, baseUrl: Config.succeed(`${url}/v1`) }),
    "gemini-generate-content": gemini
  }
  it.live.each(Object.entries(voices))("%s: speech, and its connection broken off", ([wire, layer]) =>
    Effect.gen(function* () {
      const fake = FakeServer.make({
        chat: [["not this"]],
        speech: [
          [...spoken, new Uint8Array([3])],
          [...spoken, new Unreachable({ description: "gone" })]
        ]
      })
      yield* onLoopback(fake, (url) =>
        Effect.gen(function* () {
          const speech = StreamingProvider.speech({ model: "m", input: "H", voice: "v" })
          const { chunks } = yield* hear(speech)
          const heard = chunks.flatMap((chunk) => (chunk._tag === "Audio" ? [chunk] : []))
          assert.deepStrictEqual(
            heard.flatMap(({ data }) => [...data]),
            [1, 2, 3]
          )
          assert.deepStrictEqual(heard[0]?.spoken, wire === "elevenlabs-timestamps" ? spoken[0].spoken : undefined)
          const broken = yield* hear(speech)
          assert.strictEqual(reasonOf(broken.error), "Unreachable")
          assert.include(
            broken.chunks.map(({ _tag }) => _tag),
            "Audio"
          )
        }).pipe(Effect.provide(layer(url)))
      )
      assert.deepStrictEqual(
        fake.requests.map(({ ending, model, wire }) => [wire, model, ending]),
        [
          [wire, wire === "deepgram-speech" ? "m-v" : "m", "whole"],
          [wire, wire === "deepgram-speech" ? "m-v" : "m", "failed"]
        ]
      )
    })
  )

  const ears: Layers<"transcription"> = {
    "mistral-transcription": (url) => Mistral.layerConfig({ ...secret, baseUrl: Config.succeed(`${url}/mistral/v1`) }),
    "elevenlabs-transcription": (url) => ElevenLabs.layerConfig({ ...secret, baseUrl: Config.succeed(`${url}/v1`) }),
    "deepgram-transcription": (url) => Deepgram.layerConfig({ ...secret, baseUrl: Config.succeed(`${url}/v1`) }),
    "gemini-generate-content": gemini
  }
  it.live.each(Object.entries(ears))("%s: a transcript, and what it timed", ([wire, layer]) =>
    Effect.gen(function* () {
      const timed = [
        { _tag: "Segment", text: "Hei.", start: 0.25, end: 0.5, speaker: "0" },
        { _tag: "Segment", text: "Hallo!", start: 0.5, end: 1, speaker: "1" }
      ] as const
      const isPlain = wire === "gemini-generate-content"
      const fake = FakeServer.make({
        chat: [["not this"]],
        transcription: [["Hei. ", "Hallo!", ...(isPlain ? [] : timed)]]
      })
      yield* onLoopback(fake, (url) =>
        Effect.gen(function* () {
          const { chunks, error } = yield* hear(
            StreamingProvider.transcription({ ...audio, ...(!isPlain && { diarization: true }) })
          )
          assert.isUndefined(error)
          assert.strictEqual(text(chunks), "Hei. Hallo!")
          assert.deepStrictEqual(
            chunks.filter(({ _tag }) => _tag === "Segment"),
            isPlain ? [] : [...timed]
          )
        }).pipe(Effect.provide(layer(url)))
      )
      assert.deepInclude(fake.requests[0], { wire, model: "m", ending: "whole" })
    })
  )

  it.live("a chat about a recording is a chat, where no transcription is scripted", () =>
    Effect.gen(function* () {
      const fake = FakeServer.make({ chat: [["a horn"]] })
      const source = { data: audio.audio, mediaType: "audio/mpeg" }
      const content = [{ type: "audio", source }] as const
      const answer = yield* onLoopback(fake, (url) =>
        Effect.provide(
          Collect.chat(StreamingProvider.chat({ model: "m", messages: [{ role: "user", content }] })),
          gemini(url)
        )
      )
      assert.strictEqual(answer.text, "a horn")
    })
  )
})
