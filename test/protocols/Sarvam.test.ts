import { assert, describe, it } from "@effect/vitest"
import * as SarvamSpeech from "effect-bifrost/protocols/SarvamSpeech"
import * as SarvamTranscription from "effect-bifrost/protocols/SarvamTranscription"
import type { SpeechRequest } from "effect-bifrost/schemas/Speech"
import type { TranscriptionRequest } from "effect-bifrost/schemas/Transcription"
import { bodyOf, play, refusal, sent, sentJson } from "../kit/fixture.ts"

describe("Sarvam speaks", () => {
  const { protocol } = SarvamSpeech
  const ask = { model: "bulbul:v3", input: "नमस्ते", voice: "shubh" }

  it("bytes as they come", () => {
    const { chunks, failure } = play("speech", protocol, "sarvam-speech/raw.mp3")
    assert.isUndefined(failure)
    assert.deepStrictEqual(chunks[1], { _tag: "Audio", data: bodyOf("sarvam-speech/raw.mp3") })
  })

  it("not, where an error comes in a 200", () => {
    const { failure } = play("speech", protocol, "sarvam-speech/error.json")
    assert.deepInclude(failure, { _tag: "Rejected", code: "invalid_request_error" })
  })

  it.each<[Partial<SpeechRequest>, object]>([
    [{}, {}],
    [
      { format: "mp3", speed: 1.2 },
      { output_audio_codec: "mp3", pace: 1.2 }
    ],
    [{ format: "pcm" }, { output_audio_codec: "linear16" }],
    [{ format: "mulaw" }, { output_audio_codec: "mulaw" }]
  ])("as %j asks", (request, more) =>
    assert.deepStrictEqual(sentJson(protocol, { ...ask, ...request }), {
      text: "नमस्ते",
      model: "bulbul:v3",
      speaker: "shubh",
      ...more
    })
  )

  it("not as it is told to", () =>
    assert.strictEqual(
      refusal(protocol, { ...ask, instructions: "Whisper." }),
      "unsupported: instructions; instead, choose another voice"
    ))
})

describe("Sarvam writes down", () => {
  const { protocol } = SarvamTranscription
  const audio = { model: "saaras:v3", audio: new Uint8Array([1]), fileName: "hi.mp3" }

  it("what was said, and when", () => {
    const { chunks, failure } = play("transcription", protocol, "sarvam-transcription/segments.json")
    assert.isUndefined(failure)
    assert.deepInclude(chunks[0], { _tag: "Start", id: "20261124_2" })
    const text = "नमस्ते असगार्ड। पुल जल रहा है।"
    assert.deepStrictEqual<unknown>(chunks.slice(1), [
      { _tag: "Text", delta: text },
      { _tag: "Segment", text: "नमस्ते असगार्ड।", start: 0, end: 1.25 },
      { _tag: "Segment", text: "पुल जल रहा है।", start: 1.5, end: 3 },
      { _tag: "Finish", reason: "stop", text, language: "hi-IN" }
    ])
  })

  it("silence, which has no language", () =>
    assert.deepStrictEqual<unknown>(
      play("transcription", protocol, "sarvam-transcription/silence.json").chunks.slice(1),
      [{ _tag: "Finish", reason: "stop", text: "" }]
    ))

  it.each<[Partial<TranscriptionRequest>, ReadonlyArray<string>]>([
    [{}, ['name="model"\r\n\r\nsaaras:v3', 'name="file"; filename="hi.mp3"']],
    [{ timestamps: ["segment"] }, ['name="with_timestamps"\r\n\r\ntrue']],
    [{ language: "hi" }, ['name="language_code"\r\n\r\nhi-IN']],
    [{ language: "or" }, ['name="language_code"\r\n\r\nod-IN']],
    [{ language: "unknown" }, ['name="language_code"\r\n\r\nunknown']]
  ])("as %j asks", (request, parts) => {
    const form = String(sent(protocol, { ...audio, ...request }))
    for (const part of parts) assert.include(form, part)
  })

  it.each<[Partial<TranscriptionRequest>, string]>([
    [{ timestamps: ["word"] }, "timestamps of words; instead, use segments"],
    [{ diarization: true }, "diarization"],
    [{ prompt: "Asgard" }, "prompt; instead, give words to expect in providerOptions, in keyterms"]
  ])("not as %j asks", (request, what) =>
    assert.strictEqual(refusal(protocol, { ...audio, ...request }), `unsupported: ${what}`)
  )
})
