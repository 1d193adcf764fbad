/** What Sarvam answers on /speech-to-text. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import { nullish } from "./Nullish.ts"

export const SarvamTranscript = Schema.Struct({
  request_id: nullish(Schema.String),
  transcript: Schema.String,
  language_code: nullish(Schema.String),
  /** Where they were asked for. A `word` is a sentence or a phrase. */
  timestamps: nullish(
    Schema.Struct({
      words: Schema.Array(Schema.String),
      start_time_seconds: Schema.Array(Schema.Finite),
      end_time_seconds: Schema.Array(Schema.Finite)
    })
  )
})
export type SarvamTranscript = typeof SarvamTranscript.Type
