/** What Mistral sends on /audio/transcriptions as events. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import { nullish } from "./Nullish.ts"

/** By type. Types that are not here are ignored. */
export const MistralTranscriptionEvent = {
  "transcription.language": Schema.Struct({
    type: Schema.Literal("transcription.language"),
    audio_language: Schema.String
  }),
  "transcription.text.delta": Schema.Struct({ type: Schema.Literal("transcription.text.delta"), text: Schema.String }),
  /** A stretch of speech, or a word where words are asked for. */
  "transcription.segment": Schema.Struct({
    type: Schema.Literal("transcription.segment"),
    text: Schema.String,
    start: nullish(Schema.Finite),
    end: nullish(Schema.Finite),
    speaker_id: nullish(Schema.String)
  }),
  "transcription.done": Schema.Struct({
    type: Schema.Literal("transcription.done"),
    model: nullish(Schema.String),
    text: Schema.String,
    language: nullish(Schema.String),
    /** Of whatever shape: a count that is none must not cost the text. */
    usage: nullish(Schema.Record(Schema.String, Schema.Unknown))
  }),
  error: Schema.Struct({
    type: Schema.optionalKey(Schema.Literal("error")),
    error: nullish(Schema.Unknown),
    message: nullish(Schema.Unknown)
  })
}
export type MistralTranscriptionEvent =
  (typeof MistralTranscriptionEvent)[keyof typeof MistralTranscriptionEvent]["Type"]
