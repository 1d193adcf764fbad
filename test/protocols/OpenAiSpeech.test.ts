import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Stream } from "effect"
import { Auth, Provider, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import * as OpenAiSpeech from "effect-bifrost/protocols/OpenAiSpeech"
import { operations } from "effect-bifrost/schemas/Operation"
import type { SpeechRequest } from "effect-bifrost/schemas/Speech"
import * as Cuts from "../../src/testing/Cuts.ts"
import { bodyOf, decode, play, sentJson, warnings } from "../kit/fixture.ts"
import { hear } from "../kit/hear.ts"
import * as Loopback from "../kit/loopback.ts"

const { protocol } = OpenAiSpeech
const openai = OpenAiSpeech.make(OpenAI.speechModels)
const hello: SpeechRequest = { model: "tts-1", input: "Hello!", voice: "alloy" }

/** What all fixtures say. */
const audio = Uint8Array.from({ length: 60 }, (_, i) => i * 7 + 3)

describe("spoken audio", () => {
  it("as bytes: each read a chunk, the body's end the end", () => {
    const body = Uint8Array.from([0xff, 0xfb, 0x90, 0x64, ...audio])
    const { chunks, failure } = play("speech", protocol, "openai-speech/hello.mp3", Cuts.every(24))
    assert.isUndefined(failure)
    assert.deepStrictEqual(chunks, [
      { _tag: "Start", provider: "recorded", model: "", warnings: [], mediaType: "audio/mpeg" },
      { _tag: "Audio", data: body.subarray(0, 24) },
      { _tag: "Audio", data: body.subarray(24, 48) },
      { _tag: "Audio", data: body.subarray(48) },
      { _tag: "Finish", reason: "stop" }
    ])
  })

  it("as events: usage at the end, unpadded Base64 too", () => {
    const fold = operations.speech.fold()
    for (const chunk of play("speech", protocol, "openai-speech/events.sse").chunks) fold.add(chunk)
    const answer = fold.answer()
    assert.deepStrictEqual(answer?.audio, audio)
    assert.deepStrictEqual(answer?.usage, {
      input: 14,
      output: 101,
      total: 115,
      raw: { input_tokens: 14, output_tokens: 101, total_tokens: 115 }
    })
  })

  it("as events is of the type that was asked for, which the response does not say", () => {
    const mediaType = (format?: string) => {
      const { decoder } = Result.getOrThrow(
        openai.open({ ...hello, model: "gpt-4o-mini-tts", ...(format && { format }) })
      )
      const [start] = play("speech", { decoder }, "openai-speech/events.sse").chunks
      return start?._tag === "Start" ? start.mediaType : undefined
    }
    assert.deepStrictEqual(
      [mediaType(), mediaType("opus"), mediaType("exotic")],
      ["audio/mpeg", "audio/ogg", undefined]
    )
  })
})

describe("spoken audio fails", () => {
  it("by an error event, after what was received", () => {
    const { chunks, failure } = play("speech", protocol, "openai-speech/error.sse")
    assert.deepStrictEqual(chunks.slice(1), [{ _tag: "Audio", data: audio.slice(0, 20) }])
    assert.include(failure, { _tag: "ServerFailed", description: "The voice broke." })
  })

  it.each([
    ["audio/mpeg", "", "truncated: the body is empty"],
    ["text/event-stream", "", "truncated: the answer ended before anything was said"],
    [
      "text/event-stream",
      `data: {"type":"speech.audio.done"}\n\n`,
      "truncated: the answer ended before anything was said"
    ],
    [
      "text/event-stream",
      `data: {"type":"speech.audio.delta","audio":"AAA="}\n\n`,
      "truncated: the stream ended before the answer did"
    ],
    [
      "text/event-stream",
      `data: {"type":"speech.audio.delta","audio":"!"}\n\n`,
      `unintelligible: event 1 should be a speech.audio.delta event, but is "{\\"type\\":\\"speech.audio.delta\\",\\"audio\\":\\"!\\"}"`
    ],
    ["text/event-stream", `data: {"error":{"message":"no voice"}}\n\n`, "the provider failed: no voice"],
    ["application/json", `{"error":{"message":"no voice","code":"invalid_voice"}}`, "request rejected: no voice"],
    [
      "text/html; charset=utf-8",
      "<h1>Sign in</h1>",
      `unintelligible: the body should be the answer, not text/html; charset=utf-8, but is "<h1>Sign in</h1>"`
    ]
  ])("where the body is no audio: %s %s", (contentType, body, message) => {
    const { chunks, failure } = decode("speech", protocol.decoder, body, contentType)
    assert.isUndefined(chunks.find(({ _tag }) => _tag === "Finish"))
    assert.strictEqual(failure?.message, message)
  })

  it("but not for want of a type: its beginning tells", () => {
    for (const size of [1, 5, 15, 16, 17, 1000]) {
      const kinds = (path: string) =>
        decode("speech", protocol.decoder, bodyOf(path), undefined, Cuts.every(size)).chunks.map((chunk) =>
          chunk._tag === "Audio" ? chunk.data.length : chunk._tag
        )
      assert.deepStrictEqual(kinds("openai-speech/events.sse"), ["Start", 20, 21, 19, "Finish"])
      const [start, ...rest] = kinds("openai-speech/hello.mp3")
      assert.strictEqual(start, "Start")
      assert.strictEqual(
        rest.reduce((total: number, one) => total + (typeof one === "number" ? one : 0), 0),
        64
      )
    }
  })

  it("but not for a type that says little", () =>
    assert.isUndefined(decode("speech", protocol.decoder, "RIFF", "application/octet-stream").failure))
})

describe("a speech request", () => {
  it("says all that the wire can say", () =>
    assert.deepStrictEqual(
      sentJson(protocol, { ...hello, format: "wav", speed: 1.5, instructions: "Softly." }, { lang: "en" }),
      {
        model: "tts-1",
        input: "Hello!",
        voice: "alloy",
        response_format: "wav",
        speed: 1.5,
        instructions: "Softly.",
        lang: "en"
      }
    ))

  it.each([
    ["tts-1", undefined],
    ["tts-1-hd", undefined],
    ["gpt-4o-mini-tts", "sse"],
    ["gpt-4o-mini-tts-2025-12-15", "sse"],
    ["a-newer-one", undefined]
  ])("asks %s for events only where it has them", (model, stream_format) =>
    assert.deepStrictEqual(sentJson(openai, { ...hello, model }), {
      model,
      input: "Hello!",
      voice: "alloy",
      ...(stream_format && { stream_format })
    })
  )

  it("warns of what a model ignores", () => {
    const asked = { ...hello, instructions: "Softly." }
    assert.deepStrictEqual(warnings(openai, asked), ["tts-1 ignores instructions."])
    assert.deepStrictEqual(warnings(openai, { ...asked, model: "tts-1-hd-1106" }), [
      "tts-1-hd-1106 ignores instructions."
    ])
    assert.deepStrictEqual(warnings(openai, { ...asked, model: "gpt-4o-mini-tts" }), [])
    assert.deepStrictEqual(warnings(openai, hello), [])
  })
})

describe.each(Loopback.clients)("through %s", (_, client) => {
  it.live("a body shorter than it promised to be is heard, and is no whole answer", () =>
    Effect.gen(function* () {
      const server = yield* Loopback.serve(({ response }) => {
        response.writeHead(200, { "content-type": "audio/mpeg", "content-length": "1000" })
        response.write("half", () => setImmediate(() => response.destroy()))
      })
      const provider = Provider.layer({
        id: "test",
        baseUrl: server.baseUrl,
        auth: Auth.none,
        operations: { speech: protocol }
      })
      const { chunks, error } = yield* hear(Stream.provide(StreamingProvider.speech(hello), provider))
      assert.notInclude(
        chunks.map(({ _tag }) => _tag),
        "Finish"
      )
      assert.strictEqual(error?.reason._tag, "Unreachable")
    }).pipe(Effect.provide(client), Effect.scoped)
  )
})
