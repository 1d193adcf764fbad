import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { protocol } from "effect-bifrost/protocols/MistralTranscription"
import type { TranscriptionRequest } from "effect-bifrost/schemas/Transcription"
import { bodyOf, decode, play, refusal, sent } from "../kit/fixture.ts"

const ask = { model: "voxtral-mini-latest", audio: new Uint8Array([1]), fileName: "hei.mp3" }
const path = (name: string) => `mistral-transcription/${name}.sse`

describe("Mistral writes down", () => {
  it("words as they are recognised, the language and what it cost", () => {
    const { chunks, failure } = play("transcription", protocol, path("deltas"))
    assert.isUndefined(failure)
    const raw = { prompt_audio_seconds: 4, prompt_tokens: 8, total_tokens: 60, completion_tokens: 12 }
    assert.deepStrictEqual<unknown>(chunks.slice(1), [
      { _tag: "Text", delta: "Hei " },
      { _tag: "Text", delta: "Asgård." },
      {
        _tag: "Finish",
        reason: "stop",
        text: "Hei Asgård.",
        language: "nb",
        usage: { input: 8, output: 12, total: 60, seconds: 4, raw }
      }
    ])
  })

  it("who says what when, and then the text", () =>
    assert.deepStrictEqual<unknown>(play("transcription", protocol, path("segments")).chunks.slice(1, -1), [
      { _tag: "Segment", text: "Hei.", start: 0.1, end: 0.4, speaker: "speaker_1" },
      { _tag: "Segment", text: "Hallo!", start: 0.5, end: 0.9, speaker: "speaker_2" },
      { _tag: "Text", delta: "Hei. Hallo!" }
    ]))

  it("words, where words were asked for", () => {
    const { decoder } = Result.getOrThrow(protocol.open({ ...ask, timestamps: ["word"] }))
    const { chunks } = decode("transcription", decoder, bodyOf(path("segments")), "text/event-stream")
    assert.deepStrictEqual<unknown>(chunks[1], { _tag: "Word", text: "Hei.", start: 0.1, end: 0.4 })
  })

  it.each([
    ["error-in-the-middle", "ServerFailed"],
    ["malformed", "Unintelligible"]
  ])("%s fails with %s, after what was heard", (name, tag) => {
    const { chunks, failure } = play("transcription", protocol, path(name))
    assert.strictEqual(failure?._tag, tag)
    assert.deepStrictEqual<unknown>(chunks.slice(1), [{ _tag: "Text", delta: "Hei " }])
  })

  it("what it is sent, in a form", () => {
    const form = sent(protocol, { ...ask, language: "nb", diarization: true, timestamps: ["segment"] })
    for (const [name, value] of [
      ["model", "voxtral-mini-latest"],
      ["language", "nb"],
      ["diarize", "true"],
      ["timestamp_granularities", "segment"],
      ["stream", "true"]
    ]) {
      assert.include(form, `name="${name}"\r\n\r\n${value}\r\n`)
    }
    assert.include(form, `name="file"; filename="hei.mp3"\r\nContent-Type: audio/mpeg`)
  })

  it.each<[Partial<TranscriptionRequest>, string]>([
    [{ timestamps: ["word", "segment"] }, "timestamps of both; instead, ask for words or segments"],
    [{ prompt: "Odin" }, "prompt; instead, give words to expect in providerOptions, in context_bias"]
  ])("not %j", (request, expected) =>
    assert.strictEqual(refusal(protocol, { ...ask, ...request }), `unsupported: ${expected}`)
  )
})
