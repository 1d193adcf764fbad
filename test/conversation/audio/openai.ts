/** Speech and transcription as OpenAI writes them: raw bytes or events, events or a document. */
import * as OpenAiSpeech from "effect-bifrost/protocols/OpenAiSpeech"
import * as OpenAiTranscription from "effect-bifrost/protocols/OpenAiTranscription"
import { errors } from "../openai-chat.ts"
import { sse, unsaid, words as split } from "../wire.ts"
import { audio, bySpeakers, inSegments, inWords, recording, usage, words } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const { "context length": _, ...failures } = errors
const typed = (event: { readonly type: string; readonly [field: string]: unknown }) => sse(event, event.type)
const message = "The server had an error."
const failure = { type: "error", error: { type: "server_error", code: "server_error", message, param: null } }
const says = { description: message, type: "server_error", code: "server_error" }

const events = "text/event-stream; charset=utf-8"
/** A model that speaks in events, and so says what it costs. */
const inEvents = { by: OpenAiSpeech.make({ m: { events: true } }), contentType: events }
const deltas = Wire.pieces(audio).map((piece) => typed({ type: "speech.audio.delta", audio: Wire.base64(piece) }))
const spoken = { json: { model: "m", input: words, voice: "alloy" } }
const plain = { sends: spoken, answers: Wire.pieces(audio) }

export const speech = Wire.make<"speech">({
  name: "openai-speech",
  operation: "speech",
  protocol: OpenAiSpeech.protocol,
  path: "/audio/speech",
  contentType: "audio/mpeg",
  cells: {
    ...failures,
    plain,
    "a format": { ...plain, sends: { json: { response_format: "pcm" } }, contentType: "audio/pcm" },
    speed: { ...plain, sends: { json: { speed: 1.5 } } },
    instructions: { ...plain, sends: { json: { instructions: "Whisper." } } },
    times: unsaid("its speech has no times"),
    "what it cost": {
      ...inEvents,
      sends: { json: { stream_format: "sse" } },
      answers: [
        ...deltas,
        typed({
          type: "speech.audio.done",
          usage: {
            input_tokens: usage.input,
            output_tokens: usage.output,
            total_tokens: usage.input + usage.output
          }
        })
      ]
    },
    "any reads": plain,
    cancellation: plain,
    "error inside a 200": { ...inEvents, sends: spoken, answers: [deltas[0] ?? "", typed(failure)], says }
  }
})

const written = { form: { model: "m" }, recording: { bytes: Wire.base64(recording), type: "audio/mpeg" } }
const said = split(words).map((delta) => sse({ type: "transcript.text.delta", delta }))
const end = (more: object = {}) => [sse({ type: "transcript.text.done", text: words, ...more }), sse("[DONE]")]
const heard = { sends: written, answers: [...said, ...end()] }
const document = (more: object) => ({
  contentType: "application/json",
  answers: [JSON.stringify({ task: "transcribe", language: "icelandic", duration: "1.5", text: words, ...more })]
})

export const transcription = Wire.make<"transcription">({
  name: "openai-transcription",
  operation: "transcription",
  protocol: OpenAiTranscription.protocol,
  path: "/audio/transcriptions",
  contentType: events,
  cells: {
    ...failures,
    plain: { ...heard, sends: { ...written, form: { model: "m", stream: "true" } } },
    "a language": { ...heard, sends: { form: { language: "is" } } },
    "words to expect": { ...heard, sends: { form: { prompt: "Bifröst" } } },
    "times of words": {
      sends: { form: { response_format: "verbose_json", "timestamp_granularities[]": "word" } },
      ...document({ words: inWords.map(({ text, ...times }) => ({ word: text, ...times })) })
    },
    "times of segments": {
      sends: { form: { response_format: "verbose_json", "timestamp_granularities[]": "segment" } },
      ...document({
        segments: inSegments.map(({ text, ...times }, id) => ({ id, seek: 0, text: ` ${text}`, ...times, tokens: [1] }))
      })
    },
    speakers: {
      sends: { form: { response_format: "diarized_json" } },
      answers: [
        ...bySpeakers.map(({ end, start, text }, at) =>
          sse({ type: "transcript.text.segment", id: `seg_${at}`, text: ` ${text}`, speaker: "AB"[at], start, end })
        ),
        ...end()
      ]
    },
    "what it cost": {
      sends: written,
      answers: [
        ...said,
        ...end({ usage: { type: "tokens", input_tokens: usage.input, output_tokens: usage.output, total_tokens: 18 } })
      ]
    },
    "any reads": heard,
    cancellation: heard,
    "error inside a 200": { sends: written, answers: [...said, sse(failure)], says }
  }
})
