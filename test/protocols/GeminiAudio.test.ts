import { assert, describe, it } from "@effect/vitest"
import { Result, Stream } from "effect"
import * as GeminiSpeech from "effect-bifrost/protocols/GeminiSpeech"
import * as GeminiTranscription from "effect-bifrost/protocols/GeminiTranscription"
import { bodyOf, decode, refusal, sentJson, warnings } from "../kit/fixture.ts"
import * as Cuts from "../../src/testing/Cuts.ts"

const data = (event: object) => `data: ${JSON.stringify(event)}\n\n`
const part = (part: object, more: object = {}) => data({ candidates: [{ content: { parts: [part] }, ...more }] })
const audio = (bytes: string) => part({ inlineData: { mimeType: "audio/L16;codec=pcm;rate=24000", data: bytes } })
const stop = data({
  candidates: [{ finishReason: "STOP" }],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 9 }
})

describe("Gemini speaks", () => {
  const { decoder, ...protocol } = GeminiSpeech.protocol
  const ask = { model: "gemini-2.5-flash-preview-tts", input: "Hi", voice: "Kore" }

  it("in PCM, and says what it cost", () => {
    for (const cut of [Cuts.whole, Cuts.every(1)]) {
      const body = audio("AQID") + audio("BAU=") + stop
      const { chunks, failure } = decode("speech", decoder, body, "text/event-stream", cut)
      assert.isUndefined(failure)
      assert.deepInclude(chunks[0], { _tag: "Start", mediaType: "audio/L16;codec=pcm;rate=24000" })
      assert.deepStrictEqual(chunks.slice(1, 3), [
        { _tag: "Audio", data: new Uint8Array([1, 2, 3]) },
        { _tag: "Audio", data: new Uint8Array([4, 5]) }
      ])
      assert.deepNestedInclude(chunks[3], { _tag: "Finish", reason: "stop", "usage.output": 9 })
    }
  })

  it.each([
    ["text alone", part({ text: "Hi" }) + stop, "Truncated"],
    ["half of it", audio("AQID"), "Truncated"],
    ["an error", data({ error: { code: 503, message: "busy", status: "UNAVAILABLE" } }), "Overloaded"]
  ])("not with %s", (_, body, tag) => {
    const { chunks, failure } = decode("speech", decoder, body, "text/event-stream")
    assert.strictEqual(failure?._tag, tag)
    assert.notInclude(
      chunks.map(({ _tag }) => _tag),
      "Finish"
    )
  })

  it("as it is asked", () =>
    assert.deepStrictEqual(sentJson({ decoder, ...protocol }, { ...ask, instructions: "Whisper." }), {
      contents: [{ role: "user", parts: [{ text: "Whisper.\n\nHi" }] }],
      generationConfig: {
        responseModalities: ["AUDIO"],
        speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Kore" } } }
      }
    }))

  it.each([
    [{ format: "mp3" }, "speech as mp3; instead, use pcm"],
    [{ speed: 2 }, "speed; instead, say it in instructions"]
  ])("not %j", (request, expected) =>
    assert.strictEqual(refusal(GeminiSpeech.protocol, { ...ask, ...request }), `unsupported: ${expected}`)
  )
})

describe("Gemini writes down", () => {
  const { protocol } = GeminiTranscription
  const ask = { model: "gemini-2.5-flash", audio: new Uint8Array([1, 2, 3]), mediaType: "audio/wav" }

  it("what it hears, as it hears it", () => {
    const { chunks, failure } = decode(
      "transcription",
      protocol.decoder,
      bodyOf("gemini-generate-content/text.sse"),
      "text/event-stream"
    )
    assert.isUndefined(failure)
    const deltas = chunks.map((chunk) => (chunk._tag === "Text" ? chunk.delta : "")).join("")
    assert.isNotEmpty(deltas)
    assert.deepInclude(chunks.at(-1), { _tag: "Finish", reason: "stop", text: deltas })
  })

  it("cut short, it fails", () => {
    const body = part({ text: "Hei" })
    const { chunks, failure } = decode("transcription", protocol.decoder, body, "text/event-stream")
    assert.strictEqual(failure?._tag, "Truncated")
    assert.deepStrictEqual<unknown>(chunks[1], { _tag: "Text", delta: "Hei" })
  })

  it("as it is asked, and says how", () => {
    assert.deepStrictEqual(sentJson(protocol, { ...ask, language: "nb", prompt: "Odin is a name.", temperature: 0 }), {
      contents: [
        {
          role: "user",
          parts: [
            {
              text: "Generate a transcript of the speech, and nothing else. It is in the language nb. Odin is a name."
            },
            { inlineData: { mimeType: "audio/wav", data: "AQID" } }
          ]
        }
      ],
      generationConfig: { temperature: 0 }
    })
    assert.include(warnings(protocol, ask)[0], "a prompt that asks for one")
  })

  it("nothing that it cannot", () => {
    assert.strictEqual(refusal(protocol, { ...ask, timestamps: ["word"] }), "unsupported: timestamps")
    assert.strictEqual(
      refusal(protocol, { ...ask, audio: Stream.make(ask.audio) }),
      "unsupported: audio that comes as a stream; instead, give its bytes"
    )
    assert.isTrue(Result.isSuccess(protocol.open({ ...ask, timestamps: [], diarization: false })))
  })
})
