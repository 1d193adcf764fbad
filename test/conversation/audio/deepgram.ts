/** Speech and transcription as Deepgram writes them: settings in the query, bytes out; a file in, one document out. */
import * as DeepgramSpeech from "effect-bifrost/protocols/DeepgramSpeech"
import * as DeepgramTranscription from "effect-bifrost/protocols/DeepgramTranscription"
import { refused, unsaid } from "../wire.ts"
import { audio, bySpeakers, inSegments, inWords, recording, words } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const error = (status: number, err_code: string, err_msg: string) => ({
  status,
  body: { err_code, err_msg, request_id: "1d9f-42" },
  says: { description: err_msg, code: err_code, requestId: "1d9f-42" }
})
const errors = {
  "bad request": error(400, "Bad Request", "Bad Request: failed to process audio: corrupt or unsupported data"),
  unauthorized: error(401, "INVALID_AUTH", "Invalid credentials."),
  "rate limit": error(429, "TOO_MANY_REQUESTS", "Too many requests. Please try again later"),
  quota: error(402, "ASR_PAYMENT_REQUIRED", "Project does not have enough credits for an ASR request."),
  overloaded: error(503, "SERVICE_UNAVAILABLE", "The service is temporarily unavailable."),
  "server error": error(500, "INTERNAL_SERVER_ERROR", "Internal server error.")
} as const
const noCost = unsaid("it says what it cost in no answer")

const spoken = { json: { text: words }, query: { model: "m-alloy" } }
const bytes = { sends: spoken, answers: Wire.pieces(audio) }

export const speech = Wire.make<"speech">({
  name: "deepgram-speech",
  operation: "speech",
  protocol: DeepgramSpeech.protocol,
  path: "/speak",
  contentType: "audio/mpeg",
  cells: {
    ...errors,
    plain: bytes,
    "a format": { ...bytes, sends: { query: { encoding: "linear16", container: "none" } } },
    speed: { ...bytes, sends: { query: { speed: "1.5" } } },
    instructions: refused("instructions", "a voice speaks as it speaks"),
    times: unsaid("raw bytes have no times"),
    "what it cost": noCost,
    "any reads": bytes,
    cancellation: bytes,
    "error inside a 200": unsaid("raw bytes have no word for it: a connection that breaks is `Unreachable`")
  }
})

const document = (more: object = {}) => [
  JSON.stringify({
    metadata: { transaction_key: "deprecated", request_id: "r1", duration: 1.5, channels: 1 },
    results: {
      channels: [
        {
          detected_language: "is",
          alternatives: [
            {
              transcript: words,
              confidence: 0.99,
              words: inWords.map(({ text, ...times }) => ({
                word: text.toLowerCase(),
                ...times,
                confidence: 0.9,
                punctuated_word: text
              }))
            }
          ]
        }
      ],
      ...more
    }
  })
]
const written = { query: { model: "m" }, recording: { bytes: Wire.base64(recording), type: "audio/mpeg" } }
const plain = { sends: written, answers: document() }

export const transcription = Wire.make<"transcription">({
  name: "deepgram-transcription",
  operation: "transcription",
  protocol: DeepgramTranscription.protocol,
  path: "/listen",
  contentType: "application/json",
  cells: {
    ...errors,
    plain,
    "a language": { ...plain, sends: { query: { language: "is" } } },
    "words to expect": refused("prompt", "it takes single words, as `keyterm` in `providerOptions`"),
    // it times each word, asked or not
    "times of words": plain,
    "times of segments": {
      sends: { query: { utterances: "true" } },
      answers: document({
        utterances: inSegments.map(({ text, ...times }) => ({ ...times, transcript: text, id: "u1", channel: 0 }))
      })
    },
    speakers: {
      sends: { query: { diarize: "true" } },
      answers: document({
        utterances: bySpeakers.map(({ end, start, text }, speaker) => ({
          ...{ start, end, speaker },
          transcript: text,
          id: `u${speaker}`
        }))
      })
    },
    "what it cost": noCost,
    "any reads": plain,
    cancellation: plain,
    "error inside a 200": unsaid("one document is an answer or an error answer")
  }
})
