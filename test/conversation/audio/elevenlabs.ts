/** Speech and transcription as ElevenLabs writes them: bytes, or lines with times; one document of timed words. */
import * as ElevenLabsSpeech from "effect-bifrost/protocols/ElevenLabsSpeech"
import * as ElevenLabsTranscription from "effect-bifrost/protocols/ElevenLabsTranscription"
import { refused, unsaid } from "../wire.ts"
import { audio, bySpeakers, inWords, recording, times, words } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const error = (status: number, code: string, message: string) => ({
  status,
  body: { detail: { status: code, message } },
  says: { description: message }
})
const errors = {
  "bad request": error(400, "invalid_uid", "An invalid ID has been received"),
  unauthorized: error(401, "invalid_api_key", "Invalid API key"),
  "rate limit": error(429, "too_many_concurrent_requests", "Too many concurrent requests."),
  quota: error(401, "quota_exceeded", "This request exceeds your quota of 10000."),
  overloaded: error(429, "system_busy", "We are currently experiencing heavy traffic."),
  "server error": error(500, "internal_server_error", "An internal error occurred.")
} as const

const spoken = { json: { text: words, model_id: "m" } }
const bytes = { sends: spoken, answers: Wire.pieces(audio) }
const unsaying = unsaid("raw bytes have no word for it: a connection that breaks is `Unreachable`")
const noCost = unsaid("it says what it cost in no answer")

export const speech = Wire.make<"speech">({
  name: "elevenlabs-speech",
  operation: "speech",
  protocol: ElevenLabsSpeech.protocol,
  path: "/text-to-speech/alloy/stream",
  contentType: "audio/mpeg",
  cells: {
    ...errors,
    plain: bytes,
    "a format": { ...bytes, sends: { query: { output_format: "pcm_24000" } } },
    speed: { ...bytes, sends: { json: { voice_settings: { speed: 1.5 } } } },
    instructions: refused("instructions", "a voice speaks as it speaks"),
    times: unsaid("raw bytes have no times: `elevenlabs-timestamps` does"),
    "what it cost": noCost,
    "any reads": bytes,
    cancellation: bytes,
    "error inside a 200": unsaying
  }
})

const line = (piece: Uint8Array, alignment: object | null = null) =>
  `${JSON.stringify({ audio_base64: Wire.base64(piece), alignment, normalized_alignment: alignment })}\n`
const [first = audio, ...rest] = Wire.pieces(audio)
const lines = { sends: spoken, answers: [line(first), ...rest.map((piece) => line(piece))] }

export const timestamps = Wire.make<"speech">({
  name: "elevenlabs-timestamps",
  operation: "speech",
  protocol: ElevenLabsSpeech.timestamps,
  path: "/text-to-speech/alloy/stream/with-timestamps",
  contentType: "application/json",
  cells: {
    ...errors,
    plain: lines,
    "a format": { ...lines, sends: { query: { output_format: "pcm_24000" } } },
    speed: { ...lines, sends: { json: { voice_settings: { speed: 1.5 } } } },
    instructions: refused("instructions", "a voice speaks as it speaks"),
    times: {
      sends: spoken,
      answers: [
        line(first, {
          characters: times.map(({ text }) => text),
          character_start_times_seconds: times.map(({ start }) => start),
          character_end_times_seconds: times.map(({ end }) => end)
        }),
        ...rest.map((piece) => line(piece))
      ]
    },
    "what it cost": noCost,
    "any reads": lines,
    cancellation: lines,
    "error inside a 200": {
      sends: spoken,
      answers: [line(first), `${JSON.stringify({ detail: { status: "internal_error", message: "It broke." } })}\n`],
      says: { description: "It broke." }
    }
  }
})

const word = (text: string, start: number, end: number, more: object = {}) => ({
  ...{ text, start, end, type: "word", logprob: -0.1 },
  ...more
})
const document = (words: ReadonlyArray<object>, text: string) => [
  JSON.stringify({ language_code: "isl", language_probability: 0.9, text, audio_duration_secs: 1.5, words })
]
const written = { form: { model_id: "m" }, recording: { bytes: Wire.base64(recording), type: "audio/mpeg" } }
const plain = { sends: written, answers: document([word("Ég", 0.25, 0.5), word("gæti", 0.5, 1)], words) }

export const transcription = Wire.make<"transcription">({
  name: "elevenlabs-transcription",
  operation: "transcription",
  protocol: ElevenLabsTranscription.protocol,
  path: "/speech-to-text",
  contentType: "application/json",
  cells: {
    ...errors,
    plain,
    "a language": { ...plain, sends: { form: { language_code: "is" } } },
    "words to expect": refused("prompt", "it takes single words, as `keyterms` in `providerOptions`"),
    "times of words": {
      ...plain,
      answers: document(
        inWords.flatMap(({ end, start, text }) => [
          word(text, start, end),
          word(" ", end, end, { type: "spacing", logprob: 0 })
        ]),
        words
      )
    },
    "times of segments": refused("timestamps of segments", "it times words alone, or tells speakers apart"),
    speakers: {
      sends: { form: { diarize: "true" } },
      answers: document(
        bySpeakers.map(({ end, speaker, start, text }) => word(text, start, end, { speaker_id: speaker })),
        words
      )
    },
    "what it cost": noCost,
    "any reads": plain,
    cancellation: plain,
    "error inside a 200": unsaid("one document is an answer or an error answer")
  }
})
