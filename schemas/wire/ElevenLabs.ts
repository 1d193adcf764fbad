/** What ElevenLabs sends with times, and as a transcript. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import { Base64 } from "./Base64.ts"
import { nullish } from "./Nullish.ts"

/** What is spoken, character by character. */
const Alignment = Schema.Struct({
  characters: Schema.Array(Schema.String),
  character_start_times_seconds: Schema.Array(Schema.Finite),
  character_end_times_seconds: Schema.Array(Schema.Finite)
})
export type ElevenLabsAlignment = typeof Alignment.Type

export const ElevenLabsAudio = Schema.Struct({
  audio_base64: nullish(Base64),
  alignment: nullish(Alignment),
  /** What went wrong. */
  detail: nullish(Schema.Unknown)
})
export type ElevenLabsAudio = typeof ElevenLabsAudio.Type

const Word = Schema.Struct({
  text: Schema.String,
  /** `word`, `spacing` or `audio_event`. */
  type: nullish(Schema.String),
  start: nullish(Schema.Finite),
  end: nullish(Schema.Finite),
  speaker_id: nullish(Schema.String)
})
export type ElevenLabsWord = typeof Word.Type

export const ElevenLabsTranscript = Schema.Struct({
  text: Schema.String,
  language_code: nullish(Schema.String),
  audio_duration_secs: nullish(Schema.Finite),
  transcription_id: nullish(Schema.String),
  words: nullish(Schema.Array(Word))
})
export type ElevenLabsTranscript = typeof ElevenLabsTranscript.Type
