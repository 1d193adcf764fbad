/** Speech and transcription as Sarvam writes them: raw bytes; a file in, one document out. */
import * as SarvamSpeech from "effect-bifrost/protocols/SarvamSpeech"
import * as SarvamTranscription from "effect-bifrost/protocols/SarvamTranscription"
import { refused, unsaid } from "../wire.ts"
import { audio, inSegments, recording, words } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const error = (status: number, code: string, message: string) => ({
  status,
  body: { error: { message, code, request_id: "20241115_42" } },
  says: { description: message, code, requestId: "20241115_42" }
})
const errors = {
  "bad request": error(400, "invalid_request_error", "speaker: unknown"),
  unauthorized: error(403, "invalid_api_key_error", "Invalid API key"),
  "rate limit": error(429, "rate_limit_exceeded_error", "Rate limit exceeded"),
  quota: error(429, "insufficient_quota_error", "No credits available"),
  overloaded: error(503, "service_unavailable_error", "The service is temporarily unavailable."),
  "server error": error(500, "internal_server_error", "Internal server error")
} as const
const noCost = unsaid("it says what it cost in no answer")

const spoken = { json: { text: words, model: "m", speaker: "alloy" } }
const bytes = { sends: spoken, answers: Wire.pieces(audio) }

export const speech = Wire.make<"speech">({
  name: "sarvam-speech",
  operation: "speech",
  protocol: SarvamSpeech.protocol,
  path: "/text-to-speech/stream",
  contentType: "audio/mpeg",
  cells: {
    ...errors,
    plain: bytes,
    "a format": { ...bytes, sends: { json: { output_audio_codec: "linear16" } } },
    speed: { ...bytes, sends: { json: { pace: 1.5 } } },
    instructions: refused("instructions", "a voice speaks as it speaks"),
    times: unsaid("raw bytes have no times"),
    "what it cost": noCost,
    "any reads": bytes,
    cancellation: bytes,
    "error inside a 200": unsaid("raw bytes have no word for it: a connection that breaks is `Unreachable`")
  }
})

const document = (more: object = {}) => [
  JSON.stringify({ request_id: "20241115_42", transcript: words, language_code: "is-IN", ...more })
]
const written = { form: { model: "m" }, recording: { bytes: Wire.base64(recording), type: "audio/mpeg" } }
const plain = { sends: written, answers: document() }

export const transcription = Wire.make<"transcription">({
  name: "sarvam-transcription",
  operation: "transcription",
  protocol: SarvamTranscription.protocol,
  path: "/speech-to-text",
  contentType: "application/json",
  cells: {
    ...errors,
    plain,
    "a language": { ...plain, sends: { form: { language_code: "is-IN" } } },
    "words to expect": refused("prompt", "it takes single words, as `keyterms` in `providerOptions`"),
    "times of words": refused("timestamps of words", "what it times are sentences and phrases"),
    "times of segments": {
      sends: { form: { with_timestamps: "true" } },
      answers: document({
        timestamps: {
          words: inSegments.map(({ text }) => text),
          start_time_seconds: inSegments.map(({ start }) => start),
          end_time_seconds: inSegments.map(({ end }) => end)
        }
      })
    },
    speakers: refused("diarization", "it tells speakers apart in its batches alone"),
    "what it cost": noCost,
    "any reads": plain,
    cancellation: plain,
    "error inside a 200": unsaid("one document is an answer or an error answer")
  }
})
