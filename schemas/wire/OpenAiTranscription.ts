/** What /audio/transcriptions sends: a JSON document, or events. Lenient: only what we read. */
import * as Schema from "effect/Schema"
import { nullish } from "./Nullish.ts"

const Logprobs = Schema.Array(Schema.Struct({ token: Schema.String, logprob: Schema.Finite }))

const Segment = Schema.Struct({
  text: Schema.String,
  start: Schema.Finite,
  end: Schema.Finite,
  speaker: nullish(Schema.String)
})
export type OpenAiTranscriptionSegment = typeof Segment.Type

/** What the document and the last event share. */
const whole = {
  logprobs: nullish(Logprobs),
  usage: nullish(Schema.Unknown),
  /** gpt-transcribe: the languages it heard. */
  languages: nullish(Schema.Array(Schema.Struct({ code: Schema.String })))
}

export const OpenAiTranscript = Schema.Struct({
  text: Schema.String,
  ...whole,
  language: nullish(Schema.String),
  /** In seconds; whisper-1 has sent it as text. */
  duration: nullish(Schema.Union([Schema.Finite, Schema.String])),
  segments: nullish(Schema.Array(Segment)),
  words: nullish(Schema.Array(Schema.Struct({ word: Schema.String, start: Schema.Finite, end: Schema.Finite })))
})
export type OpenAiTranscript = typeof OpenAiTranscript.Type

/** By type. */
export const OpenAiTranscriptionEvent = {
  "transcript.text.delta": Schema.Struct({
    type: Schema.Literal("transcript.text.delta"),
    delta: Schema.String,
    logprobs: nullish(Logprobs)
  }),
  "transcript.text.segment": Schema.Struct({
    type: Schema.Literal("transcript.text.segment"),
    ...Segment.fields
  }),
  "transcript.text.done": Schema.Struct({
    type: Schema.Literal("transcript.text.done"),
    /** Z.AI's repeats nothing. */
    text: nullish(Schema.String),
    ...whole
  }),
  /** Nested or flat; a gateway's may lack its type. */
  error: Schema.Struct({ type: Schema.optionalKey(Schema.Literal("error")), error: nullish(Schema.Unknown) })
}
export type OpenAiTranscriptionEvent = (typeof OpenAiTranscriptionEvent)[keyof typeof OpenAiTranscriptionEvent]["Type"]

/** vLLM, SGLang and SambaNova stream a transcript as chats are streamed; it has no type. */
export const OpenAiTranscriptionChunk = Schema.Struct({
  choices: Schema.Array(
    Schema.Struct({
      delta: nullish(Schema.Struct({ content: nullish(Schema.String) })),
      finish_reason: nullish(Schema.String)
    })
  )
})
export type OpenAiTranscriptionChunk = typeof OpenAiTranscriptionChunk.Type
