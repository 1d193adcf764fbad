import { assert, describe, it } from "@effect/vitest"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import * as OpenAiTranscription from "effect-bifrost/protocols/OpenAiTranscription"
import { operations } from "effect-bifrost/schemas/Operation"
import type { TranscriptionRequest } from "effect-bifrost/schemas/Transcription"
import { bodyOf, decode, play, refusal, sent } from "../kit/fixture.ts"

const { protocol } = OpenAiTranscription
const openai = OpenAiTranscription.make(OpenAI.transcriptionModels)

const replay = (name: string) => play("transcription", protocol, `openai-transcription/${name}`)
const said = (name: string) => replay(name).chunks.slice(1)
const answer = (name: string) => {
  const fold = operations.transcription.fold()
  for (const chunk of replay(name).chunks) fold.add(chunk)
  return fold.answer()
}
const deltas = (name: string) =>
  replay(name)
    .chunks.map((chunk) => (chunk._tag === "Text" ? chunk.delta : ""))
    .join("")

const tokens = {
  type: "tokens",
  input_tokens: 37,
  input_token_details: { text_tokens: 0, audio_tokens: 37 },
  output_tokens: 12,
  total_tokens: 49
}

describe("a transcript", () => {
  it("word by word, as it is recognised", () => {
    const chunks = said("deltas.sse")
    assert.deepStrictEqual(chunks[1], {
      _tag: "Text",
      delta: " bridge",
      logprobs: [{ token: " bridge", logprob: -0.125 }]
    })
    assert.strictEqual(chunks.length, 7)
    assert.deepStrictEqual(chunks[6], {
      _tag: "Finish",
      reason: "stop",
      text: "The bridge to Åsgard burns.",
      usage: { input: 37, output: 12, total: 49, audioInput: 37, raw: tokens }
    })
    assert.strictEqual(answer("deltas.sse")?.logprobs?.length, 6)
    // Z.AI's last event does not repeat the text
    assert.deepInclude(answer("done-without-text.sse"), { text: "A burning bridge.", reason: "stop" })
  })

  it("in the chunks of a chat, as vLLM, SGLang and SambaNova send it", () =>
    assert.deepStrictEqual(said("chunks.sse"), [
      { _tag: "Text", delta: "The" },
      { _tag: "Text", delta: " bridge to Åsgard" },
      { _tag: "Text", delta: " burns." },
      { _tag: "Finish", reason: "length", text: "The bridge to Åsgard burns." }
    ]))

  it("by speakers: segments, then the whole text", () =>
    assert.deepStrictEqual(said("diarized.sse"), [
      { _tag: "Segment", text: "Who guards it?", start: 0, end: 1.25, speaker: "A" },
      { _tag: "Segment", text: "Heimdall.", start: 1.5, end: 2.25, speaker: "B" },
      { _tag: "Text", delta: "Who guards it? Heimdall." },
      {
        _tag: "Finish",
        reason: "stop",
        text: "Who guards it? Heimdall.",
        usage: { input: 37, output: 12, total: 49, audioInput: 37, raw: tokens }
      }
    ]))

  it("in one piece from a model that does not stream", () =>
    assert.deepStrictEqual(said("whisper.json"), [
      { _tag: "Text", delta: "The bridge to Asgard burns." },
      {
        _tag: "Finish",
        reason: "stop",
        text: "The bridge to Asgard burns.",
        usage: { seconds: 3, raw: { type: "duration", seconds: 3 } }
      }
    ]))

  it("with times", () => {
    const whole = answer("verbose.json")
    assert.include(whole, { text: "The bridge burns.", language: "english", duration: 2.5 })
    assert.deepStrictEqual(whole?.segments, [{ text: "The bridge burns.", start: 0, end: 2.5 }])
    assert.deepStrictEqual(whole?.words[1], { text: "bridge", start: 0.5, end: 1.25 })
  })

  it("by speakers, in one piece", () =>
    assert.deepStrictEqual(answer("diarized.json")?.segments[1], {
      text: "Heimdall.",
      start: 1.5,
      end: 2.25,
      speaker: "B"
    }))

  it("as captions, untouched", () =>
    assert.strictEqual(answer("captions.vtt")?.text, "WEBVTT\n\n00:00:00.000 --> 00:00:02.500\nThe bridge burns.\n"))

  it.each(["deltas.sse", "diarized.sse", "whisper.json", "verbose.json", "diarized.json", "captions.vtt"])(
    "%s: its deltas together are its text",
    (name) => assert.strictEqual(deltas(name), answer(name)?.text)
  )

  const events = (...events: ReadonlyArray<object>) =>
    decode(
      "transcription",
      protocol.decoder,
      events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""),
      "text/event-stream"
    )
  const delta = { type: "transcript.text.delta", delta: "The bridge" }

  it("whose end says more than its deltas did", () =>
    assert.deepStrictEqual(events(delta, { type: "transcript.text.done", text: "The bridge burns." }).chunks.slice(1), [
      { _tag: "Text", delta: "The bridge" },
      { _tag: "Text", delta: " burns." },
      { _tag: "Finish", reason: "stop", text: "The bridge burns." }
    ]))

  it("whose words come only at its end, with what is likely of them", () => {
    const logprobs = [{ token: "Hei", logprob: -0.5 }]
    const done = { type: "transcript.text.done", text: "Hei", logprobs }
    assert.deepStrictEqual(events(done).chunks[1], { _tag: "Text", delta: "Hei", logprobs })
    const all = { ...done, text: "The bridge burns.", logprobs: [...logprobs, ...logprobs] }
    assert.deepStrictEqual(events({ ...delta, logprobs }, all).chunks[2], { _tag: "Text", delta: " burns." })
  })

  it("without a content type is what its beginning tells", () => {
    const text = (path: string) => {
      const { chunks } = decode("transcription", protocol.decoder, bodyOf(`openai-transcription/${path}`), undefined)
      const last = chunks.at(-1)
      return last?._tag === "Finish" ? last.text : undefined
    }
    assert.strictEqual(text("whisper.json"), "The bridge to Asgard burns.")
    assert.strictEqual(text("deltas.sse"), "The bridge to Åsgard burns.")
    assert.isUndefined(text("captions.vtt"))
  })

  it("of silence is an answer", () => {
    const silence = { _tag: "Finish", reason: "stop", text: "" } as const
    assert.deepStrictEqual(events({ type: "transcript.text.done", text: "" }).chunks.slice(1), [silence])
    const document = decode("transcription", protocol.decoder, `{"text":""}`, "application/json")
    assert.deepStrictEqual(document.chunks.slice(1), [silence])
  })

  it("knows the language that a newer model heard", () => {
    const done = { type: "transcript.text.done", text: "Hei", languages: [{ code: "no" }, { code: "sv" }] }
    assert.deepInclude(events(done).chunks.at(-1), { _tag: "Finish", language: "no" })
  })

  it("fails by an error event, after what was received", () => {
    const { chunks, failure } = replay("error.sse")
    assert.deepStrictEqual(chunks.slice(1), [{ _tag: "Text", delta: "The" }])
    assert.include(failure, { _tag: "ServerFailed", description: "The server had an error." })
  })

  it.each([
    ["text/event-stream", `data: ${JSON.stringify(delta)}\n\n`, "truncated: the stream ended before the answer did"],
    ["application/json", "", "truncated: the body is empty"],
    ["application/json", `{"error":{"message":"too loud"}}`, "the provider failed: too loud"],
    ["application/json", `{"words":[]}`, `unintelligible: the body should be a transcript, but is "{\\"words\\":[]}"`],
    ["text/html", "<p>", `unintelligible: the body should be JSON, but is "<p>"`],
    ["text/plain", `{"error":{"message":"too loud"}}`, "the provider failed: too loud"]
  ])("fails where the body is none: %s %s", (contentType, body, message) =>
    assert.strictEqual(decode("transcription", protocol.decoder, body, contentType).failure?.message, message)
  )
})

const audio = Uint8Array.of(0xff, 0xfb, 0x90, 0x64)
/** The form's fields, by a reader that is not ours. */
const form = async (
  request: Omit<TranscriptionRequest, "audio">,
  by: typeof protocol = openai
): Promise<Readonly<Record<string, unknown>>> => {
  const body = sent(by, { audio, ...request })
  const boundary = /^--(\S+)\r\n/.exec(body)?.[1] ?? ""
  const headers = { "content-type": `multipart/form-data; boundary=${boundary}` }
  const read = await new Response(Buffer.from(body, "latin1"), { headers }).formData()
  const fields: Record<string, unknown> = {}
  for (const name of new Set(read.keys())) {
    const values = read.getAll(name).map((value) => (value instanceof File ? `${value.name} ${value.type}` : value))
    fields[name] = values.length === 1 ? values[0] : values
  }
  return fields
}

describe("a transcription request", () => {
  it("of whisper-1 says all that it can", async () =>
    assert.deepStrictEqual(
      await form({
        model: "whisper-1",
        fileName: "talk.mp3",
        language: "en",
        prompt: "Bifrost",
        temperature: 0.5,
        timestamps: ["word", "segment"]
      }),
      {
        model: "whisper-1",
        language: "en",
        prompt: "Bifrost",
        temperature: "0.5",
        response_format: "verbose_json",
        "timestamp_granularities[]": ["word", "segment"],
        file: "talk.mp3 audio/mpeg"
      }
    ))

  it.each<readonly [string, Partial<TranscriptionRequest>, Readonly<Record<string, unknown>>]>([
    ["whisper-1", {}, {}],
    ["whisper-1", { format: "srt" }, { response_format: "srt" }],
    ["gpt-4o-transcribe", {}, { stream: "true" }],
    ["gpt-4o-mini-transcribe-2025-12-15", { logprobs: true }, { "include[]": "logprobs", stream: "true" }],
    ["gpt-4o-transcribe-diarize", {}, { chunking_strategy: "auto", response_format: "diarized_json", stream: "true" }],
    ["gpt-4o-transcribe-diarize", { diarization: false }, { chunking_strategy: "auto", stream: "true" }],
    ["gpt-4o-transcribe-diarize", { format: "text" }, { chunking_strategy: "auto", response_format: "text" }],
    ["a-newer-one", { diarization: true }, { response_format: "diarized_json", stream: "true" }],
    ["a-newer-one", { timestamps: ["word"] }, { response_format: "verbose_json", "timestamp_granularities[]": "word" }]
  ])("of %s with %o streams where it can", async (model, asked, fields) =>
    assert.deepStrictEqual(await form({ model, ...asked }), { model, ...fields, file: "audio.mp3 audio/mpeg" })
  )

  it.each<readonly [string, Partial<TranscriptionRequest>, string]>([
    ["gpt-4o-transcribe", { timestamps: ["word"] }, "timestamps; instead, use the model whisper-1"],
    ["gpt-4o-mini-transcribe", { diarization: true }, "diarization; instead, use the model gpt-4o-transcribe-diarize"],
    ["gpt-4o-transcribe", { format: "srt" }, "the format srt; instead, use json"],
    ["whisper-1", { diarization: true }, "diarization; instead, use the model gpt-4o-transcribe-diarize"],
    ["whisper-1", { logprobs: true }, "logprobs; instead, use the model gpt-4o-transcribe"],
    [
      "whisper-1",
      { timestamps: ["word"], format: "json" },
      "timestamps in the format json; instead, use the format verbose_json"
    ],
    ["gpt-4o-transcribe-diarize", { prompt: "x" }, "prompt; instead, use the model gpt-4o-transcribe"],
    [
      "gpt-4o-transcribe-diarize",
      { timestamps: ["word"] },
      "timestamps; instead, its segments are timed; for words use the model whisper-1"
    ],
    [
      "a-newer-one",
      { timestamps: ["word"], diarization: true },
      "diarization in the format verbose_json; instead, use the format diarized_json"
    ]
  ])("of %s is refused what it cannot do: %o", (model, asked, message) =>
    assert.strictEqual(refusal(openai, { model, audio, ...asked }), `unsupported: ${message}`)
  )

  it.each<readonly [Partial<TranscriptionRequest>, string]>([
    [{}, "audio.mp3 audio/mpeg"],
    [{ fileName: "talk.m4a" }, "talk.m4a audio/mp4"],
    [{ fileName: "talk.WAV" }, "talk.WAV audio/wav"],
    [{ fileName: "talk" }, "talk audio/mpeg"],
    [{ mediaType: "audio/x-wav" }, "audio.wav audio/x-wav"],
    [{ mediaType: "audio/ogg; codecs=opus" }, "audio.ogg audio/ogg; codecs=opus"],
    [{ mediaType: "audio/webm", fileName: "talk.mp3" }, "talk.mp3 audio/webm"],
    [{ audio: Uint8Array.of(1, 2, 3) }, "audio application/octet-stream"]
  ])("names its file: %o", async (given, file) =>
    assert.strictEqual((await form({ model: "whisper-1", ...given }))["file"], file)
  )

  it("nests what providerOptions nest, as OpenAI's own clients do", () => {
    const body = sent(
      openai,
      { model: "gpt-4o-transcribe", audio },
      {
        chunking_strategy: { type: "server_vad", threshold: 0.5 },
        known_speaker_names: ["a", "b"],
        prompt: null
      }
    )
    for (const field of ["chunking_strategy[type]", "chunking_strategy[threshold]", "known_speaker_names[]"]) {
      assert.include(body, `name="${field}"`)
    }
    assert.notInclude(body, "prompt")
  })
})
