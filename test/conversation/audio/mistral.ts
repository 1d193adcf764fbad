/** Transcription as Mistral writes it: events of its own. */
import * as MistralTranscription from "effect-bifrost/protocols/MistralTranscription"
import { refused, sse, words as split } from "../wire.ts"
import { bySpeakers, inSegments, inWords, recording, usage, words } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const event = (event: { readonly type: string; readonly [field: string]: unknown }) => sse(event, event.type)
const language = event({ type: "transcription.language", audio_language: "is" })
const said = split(words).map((text) => event({ type: "transcription.text.delta", text }))
const done = event({
  type: "transcription.done",
  model: "voxtral-m",
  text: words,
  language: null,
  segments: [],
  usage: {
    prompt_audio_seconds: 2,
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output
  }
})
const timed = (all: ReadonlyArray<{ readonly text: string; readonly start: number; readonly end: number }>) =>
  all.map(({ text, ...more }) => event({ type: "transcription.segment", text: ` ${text}`, ...more, speaker_id: null }))

const written = {
  form: { model: "m", stream: "true" },
  recording: { bytes: Wire.base64(recording), type: "audio/mpeg" }
}
const plain = { sends: written, answers: [language, ...said, done] }
const error = (status: number, type: string, message: string, code: string) => ({
  status,
  body: { object: "error", message, type, param: null, code, raw_status_code: status },
  says: { description: message, type, code }
})

export const transcription = Wire.make<"transcription">({
  name: "mistral-transcription",
  operation: "transcription",
  protocol: MistralTranscription.protocol,
  path: "/audio/transcriptions",
  contentType: "text/event-stream",
  cells: {
    plain,
    "a language": { ...plain, sends: { form: { language: "is" } } },
    "words to expect": refused("prompt", "it takes single words, as `context_bias` in `providerOptions`"),
    "times of words": {
      sends: { form: { timestamp_granularities: "word" } },
      answers: [language, ...timed(inWords), done]
    },
    "times of segments": {
      sends: { form: { timestamp_granularities: "segment" } },
      answers: [language, ...timed(inSegments), done]
    },
    speakers: {
      sends: { form: { diarize: "true" } },
      answers: [
        language,
        ...bySpeakers.map(({ speaker, ...one }) =>
          event({ type: "transcription.segment", ...one, speaker_id: speaker })
        ),
        done
      ]
    },
    "what it cost": plain,
    "any reads": plain,
    cancellation: plain,
    "bad request": error(400, "invalid_request_invalid_args", "Audio input could not be decoded.", "3310"),
    unauthorized: { status: 401, body: { detail: "Unauthorized" }, says: { description: "Unauthorized" } },
    "rate limit": error(429, "rate_limited", "Rate limit exceeded", "1300"),
    quota: { status: 402, body: { detail: "Payment required" }, says: { description: "Payment required" } },
    overloaded: error(503, "unavailable", "Service unavailable.", "3505"),
    "server error": error(500, "internal_server_error", "Internal server error.", "1000"),
    "error inside a 200": {
      sends: written,
      answers: [
        ...said,
        sse({ object: "error", type: "internal_server_error", message: "Internal server error.", code: "1000" })
      ],
      says: { description: "Internal server error.", code: "1000" }
    }
  }
})
