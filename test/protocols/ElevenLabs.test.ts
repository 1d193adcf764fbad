import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as ElevenLabsSpeech from "effect-bifrost/protocols/ElevenLabsSpeech"
import * as ElevenLabsTranscription from "effect-bifrost/protocols/ElevenLabsTranscription"
import { operations } from "effect-bifrost/schemas/Operation"
import { bodyOf, decode, play, refusal, sent, sentJson } from "../kit/fixture.ts"

const ask = { model: "eleven_flash_v2_5", input: "Hi", voice: "a/b" }

describe("ElevenLabs speaks", () => {
  const { protocol, timestamps } = ElevenLabsSpeech

  it("bytes as they come", () => {
    const { chunks, failure } = play("speech", protocol, "elevenlabs-speech/raw.mp3")
    assert.isUndefined(failure)
    assert.deepInclude(chunks[0], { _tag: "Start", mediaType: "audio/mpeg" })
    assert.deepStrictEqual(chunks[1], { _tag: "Audio", data: bodyOf("elevenlabs-speech/raw.mp3") })
  })

  it("not, where an error comes in a 200", () => {
    const { failure } = play("speech", protocol, "elevenlabs-speech/quota.json")
    assert.strictEqual(failure?._tag, "QuotaExceeded")
  })

  it("with the times of what is spoken", () => {
    const fold = operations.speech.fold()
    const { chunks } = play("speech", timestamps, "elevenlabs-timestamps/words.ndjson")
    for (const chunk of chunks) fold.add(chunk)
    assert.deepInclude(fold.answer(), {
      audio: new Uint8Array([1, 2, 3, 4, 5]),
      spoken: [
        { text: "H", start: 0, end: 0.05 },
        { text: "i", start: 0.05, end: 0.1 }
      ]
    })
    assert.strictEqual(fold.digest().text, "Hi")
  })

  it.each([
    ["error-in-the-middle", "Overloaded"],
    ["cut-in-a-line", "Truncated"],
    ["malformed-line", "Unintelligible"]
  ])("%s fails with %s, after what was heard", (name, tag) => {
    const { chunks, failure } = play("speech", timestamps, `elevenlabs-timestamps/${name}.ndjson`)
    assert.strictEqual(failure?._tag, tag)
    assert.deepStrictEqual(chunks[1], { _tag: "Audio", data: new Uint8Array([1, 2, 3]) })
  })

  it("as it is asked", () => {
    assert.deepStrictEqual(sentJson(protocol, { ...ask, speed: 1.1 }), {
      text: "Hi",
      model_id: "eleven_flash_v2_5",
      voice_settings: { speed: 1.1 }
    })
    const url = (format: string) => Result.getOrThrow(timestamps.open({ ...ask, format })).request.url
    assert.strictEqual(url("pcm"), "/text-to-speech/a%2Fb/stream/with-timestamps?output_format=pcm_24000")
    assert.strictEqual(url("mp3_22050_32"), "/text-to-speech/a%2Fb/stream/with-timestamps?output_format=mp3_22050_32")
    assert.strictEqual(Result.getOrThrow(protocol.open(ask)).request.url, "/text-to-speech/a%2Fb/stream")
  })

  it("in no other way", () => {
    assert.strictEqual(
      refusal(protocol, { ...ask, format: "aac" }),
      "unsupported: the format aac; instead, use mp3, opus, pcm"
    )
    assert.strictEqual(
      refusal(protocol, { ...ask, instructions: "Whisper." }),
      "unsupported: instructions; instead, choose another voice, or say it in the text"
    )
  })
})

describe("ElevenLabs writes down", () => {
  const { protocol } = ElevenLabsTranscription
  const audio = { model: "scribe_v1", audio: new Uint8Array([1]), fileName: "hi.mp3" }

  it("what was said, by whom and when", () => {
    const { chunks, failure } = play("transcription", protocol, "elevenlabs-transcription/words.json")
    assert.isUndefined(failure)
    assert.deepInclude(chunks[0], { _tag: "Start", id: "t1" })
    assert.deepStrictEqual<unknown>(chunks.slice(1), [
      { _tag: "Text", delta: "Hi. Hello you!" },
      { _tag: "Segment", text: "Hi.", start: 0.1, end: 0.3, speaker: "speaker_0" },
      { _tag: "Segment", text: "Hello you!", start: 0.3, end: 1.2, speaker: "speaker_1" },
      { _tag: "Word", text: "Hi.", start: 0.1, end: 0.3 },
      { _tag: "Word", text: "Hello", start: 0.4, end: 0.8 },
      { _tag: "Word", text: "you!", start: 0.9, end: 1.2 },
      { _tag: "Finish", reason: "stop", text: "Hi. Hello you!", language: "en", duration: 1.5 }
    ])
  })

  it("words only where they are asked for", () => {
    const { decoder } = Result.getOrThrow(protocol.open(audio))
    const body = bodyOf("elevenlabs-transcription/words.json")
    const { chunks } = decode("transcription", decoder, body, "application/json")
    assert.notInclude(
      chunks.map(({ _tag }) => _tag),
      "Word"
    )
  })

  it("silence", () => {
    const { chunks } = play("transcription", protocol, "elevenlabs-transcription/silence.json")
    assert.deepStrictEqual(
      chunks.map(({ _tag }) => _tag),
      ["Start", "Finish"]
    )
  })

  it("what it is sent, in a form", () => {
    const asked = { ...audio, language: "en", diarization: true, temperature: 0.5 }
    const options = { keyterms: ["Heimdall", "Gjallarhorn"], additional_formats: [{ format: "srt" }] }
    const form = sent(protocol, asked, options)
    for (const [name, value] of [
      ["model_id", "scribe_v1"],
      ["language_code", "en"],
      ["diarize", "true"],
      ["temperature", "0.5"],
      ["keyterms", "Heimdall"],
      ["keyterms", "Gjallarhorn"],
      ["additional_formats", `[{"format":"srt"}]`]
    ]) {
      assert.include(form, `name="${name}"\r\n\r\n${value}\r\n`)
    }
    assert.include(form, `name="file"; filename="hi.mp3"\r\nContent-Type: audio/mpeg`)
  })

  it("no segments without speakers", () =>
    assert.strictEqual(
      refusal(protocol, { ...audio, timestamps: ["segment"] }),
      "unsupported: timestamps of segments; instead, use words, or diarization"
    ))
})
