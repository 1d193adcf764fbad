/** What Deepgram answers on /listen. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import { nullish } from "./Nullish.ts"

const times = { start: Schema.Finite, end: Schema.Finite }

const Alternative = Schema.Struct({
  transcript: Schema.String,
  words: nullish(
    Schema.Array(Schema.Struct({ ...times, word: Schema.String, punctuated_word: nullish(Schema.String) }))
  )
})

export const DeepgramTranscript = Schema.Struct({
  metadata: nullish(Schema.Struct({ request_id: nullish(Schema.String), duration: nullish(Schema.Finite) })),
  results: Schema.Struct({
    channels: Schema.Array(
      Schema.Struct({ detected_language: nullish(Schema.String), alternatives: nullish(Schema.Array(Alternative)) })
    ),
    utterances: nullish(
      Schema.Array(Schema.Struct({ ...times, transcript: Schema.String, speaker: nullish(Schema.Finite) }))
    )
  })
})
export type DeepgramTranscript = typeof DeepgramTranscript.Type
