/** The speech operation: text in, audio out. */
import * as Schema from "effect/Schema"
import { Finish, FinishReason, Raw, Start } from "./Chunk.ts"
import { Common } from "./Generation.ts"
import * as Model from "./Model.ts"

/** A text to say, and how. */
export const SpeechRequest = Schema.Struct({
  ...Common,
  /** The model, in the provider's words, or an alias that its layer was given. With `Router`, `"provider/model"`. */
  model: Model.open<Model.Speaker>(),
  /** What to say. */
  input: Schema.String,
  /** A voice's name, in the provider's words; each layer that speaks lists those it knows. */
  voice: Schema.Union([
    Schema.Literals(["alloy", "echo", "fable", "onyx", "nova", "shimmer"]),
    Schema.StringForLiteralAutocomplete
  ]),
  /** `mp3`, `opus`, `aac`, `flac`, `wav` or `pcm`, as the provider offers. Default: the provider's (mostly `mp3`). */
  format: Schema.optional(
    Schema.Union([Schema.Literals(["mp3", "opus", "aac", "flac", "wav", "pcm"]), Schema.StringForLiteralAutocomplete])
  ),
  /** From 0.25 to 4, where 1 is normal. */
  speed: Schema.optional(Schema.Finite),
  /** How to say it. */
  instructions: Schema.optional(Schema.String)
})
export type SpeechRequest = typeof SpeechRequest.Type

/** What is spoken when, in the provider's units (characters, mostly); times in seconds from the beginning. */
export const Spoken = Schema.Array(Schema.Struct({ text: Schema.String, start: Schema.Finite, end: Schema.Finite }))
export type Spoken = typeof Spoken.Type

/** One piece of a spoken answer: `Start` first, `Finish` last, each once. */
export const SpeechChunk = Schema.TaggedUnion({
  Start: {
    ...Start,
    /** Of the audio bytes, as in `audio/mpeg`. */
    mediaType: Schema.optionalKey(Schema.String),
    ...Raw
  },
  /** A piece of the audio file. The pieces, joined, are the file. */
  Audio: { data: Schema.Uint8Array, spoken: Schema.optionalKey(Spoken), ...Raw },
  Finish: { reason: FinishReason, ...Finish, ...Raw }
})
export type SpeechChunk = typeof SpeechChunk.Type
