import { assert, describe, it } from "@effect/vitest"
import { Result, Stream } from "effect"
import * as DeepgramSpeech from "effect-bifrost/protocols/DeepgramSpeech"
import * as DeepgramTranscription from "effect-bifrost/protocols/DeepgramTranscription"
import type { JsonObject } from "effect-bifrost/schemas/Generation"
import type { SpeechRequest } from "effect-bifrost/schemas/Speech"
import type { TranscriptionRequest } from "effect-bifrost/schemas/Transcription"
import { bodyOf, decode, play, refusal, sentJson } from "../kit/fixture.ts"

describe("Deepgram speaks", () => {
  const { protocol } = DeepgramSpeech
  const ask = { model: "aura-2", input: "Hi", voice: "thalia-en" }
  const url = (request: Partial<SpeechRequest>, options?: JsonObject) =>
    Result.getOrThrow(protocol.open({ ...ask, ...request }, options)).request.url

  it("bytes as they come", () => {
    const { chunks, failure } = play("speech", protocol, "deepgram-speech/raw.mp3")
    assert.isUndefined(failure)
    assert.deepStrictEqual(chunks[1], { _tag: "Audio", data: bodyOf("deepgram-speech/raw.mp3") })
  })

  it("not, where an error comes in a 200", () => {
    const { failure } = play("speech", protocol, "deepgram-speech/error.json")
    assert.deepInclude(failure, { _tag: "Rejected", description: "unknown model", code: "INVALID_QUERY_PARAMETER" })
  })

  it.each<[Partial<SpeechRequest>, string]>([
    [{}, "/speak?model=aura-2-thalia-en"],
    [{ voice: "aura-2-luna-en" }, "/speak?model=aura-2-luna-en"],
    [{ model: "aura-2-thalia-en" }, "/speak?model=aura-2-thalia-en"],
    [{ format: "wav", speed: 1.2 }, "/speak?model=aura-2-thalia-en&encoding=linear16&container=wav&speed=1.2"]
  ])("as %j asks", (request, expected) => {
    assert.strictEqual(url(request), expected)
    assert.deepStrictEqual(sentJson(protocol, { ...ask, ...request }), { text: "Hi" })
  })

  it("with its own settings in the query", () =>
    assert.strictEqual(url({}, { tag: ["a", "b"], no: null }), "/speak?model=aura-2-thalia-en&tag=a&tag=b"))

  it("in no other way", () => {
    assert.include(refusal(protocol, { ...ask, format: "midi" }), "unsupported: the format midi; instead, use mp3, ")
    assert.strictEqual(
      refusal(protocol, { ...ask, instructions: "Whisper." }),
      "unsupported: instructions; instead, choose another voice"
    )
  })
})

describe("Deepgram writes down", () => {
  const { protocol } = DeepgramTranscription
  const audio = { model: "nova-3", audio: new Uint8Array([1]), fileName: "hi.mp3" }
  const open = (request: Partial<TranscriptionRequest> = {}) =>
    Result.getOrThrow(protocol.open({ ...audio, ...request }))

  it("what was said, by whom and when", () => {
    const { chunks, failure } = play("transcription", protocol, "deepgram-transcription/utterances.json")
    assert.isUndefined(failure)
    assert.deepInclude(chunks[0], { _tag: "Start", id: "r1" })
    assert.deepStrictEqual<unknown>(chunks.slice(1), [
      { _tag: "Text", delta: "Hi. Hello!" },
      { _tag: "Segment", text: "Hi.", start: 0.1, end: 0.3, speaker: "0" },
      { _tag: "Segment", text: "Hello!", start: 0.4, end: 0.8, speaker: "1" },
      { _tag: "Word", text: "Hi.", start: 0.1, end: 0.3 },
      { _tag: "Word", text: "Hello!", start: 0.4, end: 0.8 },
      { _tag: "Finish", reason: "stop", text: "Hi. Hello!", language: "en", duration: 1.5 }
    ])
  })

  it("words only where they are asked for", () => {
    const body = bodyOf("deepgram-transcription/utterances.json")
    const tags = (request: Partial<TranscriptionRequest>) =>
      decode("transcription", open(request).decoder, body, "application/json").chunks.map(({ _tag }) => _tag)
    assert.notInclude(tags({}), "Word")
    assert.include(tags({ timestamps: ["word"] }), "Word")
  })

  it.each<[Partial<TranscriptionRequest>, string]>([
    [{}, "detect_language=true"],
    [{ language: "no" }, "language=no"],
    [{ language: "no", diarization: true }, "language=no&diarize=true&utterances=true"],
    [{ language: "no", timestamps: ["segment"] }, "language=no&utterances=true"]
  ])("as %j asks", (request, expected) =>
    assert.strictEqual(open(request).request.url, `/listen?model=nova-3&smart_format=true&${expected}`)
  )

  it("the file itself, whole or as it comes", () => {
    const { body } = open().request
    assert.deepInclude(body, { _tag: "Uint8Array", body: audio.audio, contentType: "audio/mpeg" })
    const streamed = open({ audio: Stream.make(audio.audio) }).request.body
    assert.deepInclude(streamed, { _tag: "Stream", contentType: "audio/mpeg" })
  })

  it("nothing that it cannot", () =>
    assert.strictEqual(
      refusal(protocol, { ...audio, prompt: "Odin" }),
      "unsupported: prompt; instead, give words to expect in providerOptions, in keyterm"
    ))
})
