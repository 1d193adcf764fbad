/** The transcription operation: audio in, text out. */
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as Stream from "effect/Stream"
import { Finish, FinishReason, Logprob, Raw, Start } from "./Chunk.ts"
import { Common } from "./Generation.ts"
import * as Model from "./Model.ts"

const noJson = SchemaGetter.forbidden<never, unknown>(
  () => "a stream of bytes has no JSON form; for a request that must be stored, give the bytes themselves"
)
type Bytes = Stream.Stream<Uint8Array, unknown>

/** Bytes as they come. It runs anew for each attempt; it does not encode. */
export const ByteStream = Schema.declare<Bytes>((input): input is Bytes => Stream.isStream(input), {
  expected: "a Stream of Uint8Array",
  toCodecJson: () => Schema.link<Bytes>()(Schema.Unknown, { decode: noJson, encode: noJson })
})

/** An audio file to write down, and how. */
export const TranscriptionRequest = Schema.Struct({
  ...Common,
  /** The model, in the provider's words, or an alias that its layer was given. With `Router`, `"provider/model"`. */
  model: Model.open<Model.Transcriber>(),
  /** The audio file: bytes, or a stream of them (`AudioFile.read` makes one from a path). */
  audio: Schema.Union([Schema.Uint8Array, ByteStream]),
  /** Providers tell the format by its ending. Default: `audio` with the ending of `mediaType`. */
  fileName: Schema.optional(Schema.String),
  /** As in `audio/mpeg`. Default: what `fileName` ends in, else what bytes begin with, else `application/octet-stream`. */
  mediaType: Schema.optional(Schema.String),
  /** The spoken language, as in `en` (ISO 639-1). Default: the model finds out. */
  language: Schema.optional(Schema.String),
  /** Words to expect, or what was said before. */
  prompt: Schema.optional(Schema.String),
  /** From 0 to 1. */
  temperature: Schema.optional(Schema.Finite),
  /** Which times to report: of words, of segments, or both. */
  timestamps: Schema.optional(Schema.Array(Schema.Literals(["word", "segment"]))),
  /** Whether to tell the speakers apart. */
  diarization: Schema.optional(Schema.Boolean),
  /** Whether `Text` chunks carry log probabilities. Default: `false`. */
  logprobs: Schema.optional(Schema.Boolean),
  /** The provider's format, where one must be chosen (`json`, `verbose_json`, …). Default: what the rest of the request needs. */
  format: Schema.optional(Schema.String)
})
export type TranscriptionRequest = typeof TranscriptionRequest.Type

/** One piece of a transcript: `Start` first, `Finish` with the whole text last, each once. */
export const TranscriptionChunk = Schema.TaggedUnion({
  Start: { ...Start, ...Raw },
  Text: { delta: Schema.String, logprobs: Schema.optionalKey(Schema.Array(Logprob)), ...Raw },
  /** A stretch of speech; `start` and `end` in seconds from the beginning. */
  Segment: {
    text: Schema.String,
    start: Schema.Finite,
    end: Schema.Finite,
    speaker: Schema.optionalKey(Schema.String),
    ...Raw
  },
  /** One word; `start` and `end` in seconds from the beginning. Only where `timestamps` asked for words. */
  Word: { text: Schema.String, start: Schema.Finite, end: Schema.Finite, ...Raw },
  Finish: {
    reason: FinishReason,
    /** The whole transcript. */
    text: Schema.String,
    language: Schema.optionalKey(Schema.String),
    /** Of the audio, in seconds. */
    duration: Schema.optionalKey(Schema.Finite),
    ...Finish,
    ...Raw
  }
})
export type TranscriptionChunk = typeof TranscriptionChunk.Type
