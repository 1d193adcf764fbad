/** The chat operation: what a caller asks for, and what one chunk of the answer is. */
import * as Schema from "effect/Schema"
import { BifrostError } from "./BifrostError.ts"
import { FinishChoices, Logprob, Raw, Start } from "./Chunk.ts"
import { Cited, Message, Own } from "./Content.ts"
import { Dialogue, Tool } from "./Generation.ts"

/** A conversation to answer, and how. What is not given is the provider's default. */
export const ChatRequest = Schema.Struct({
  ...Dialogue,
  /** The conversation so far, oldest first. A collected answer's `message` goes back in unchanged. */
  messages: Schema.Array(Message),
  tools: Schema.optional(Schema.Array(Tool)),
  /** Likelier (up to 100) or unlikelier (down to -100) tokens, by token id. */
  logitBias: Schema.optional(Schema.Record(Schema.String, Schema.Finite)),
  /** What to answer with. Default: text. */
  modalities: Schema.optional(Schema.Array(Schema.Literals(["text", "audio"]))),
  /** The voice and format of a spoken answer. */
  audio: Schema.optional(Schema.Struct({ voice: Schema.String, format: Schema.String }))
})
export type ChatRequest = typeof ChatRequest.Type

/** From 0; above 0 only where the request asked for several answers. */
const choice = Schema.Int
/** The provider's proof that this is its own. */
const signature = { signature: Schema.optionalKey(Schema.String) }

/** One piece of a chat answer: `Start` first, `Finish` last, each once; usage and the reason it ended are in `Finish` alone. */
export const ChatChunk = Schema.TaggedUnion({
  Start: { ...Start, ...Raw },
  /** A piece of text. One with a signature is a part of its own, and may be empty. */
  Text: {
    choice,
    delta: Schema.String,
    logprobs: Schema.optionalKey(Schema.Array(Logprob)),
    ...signature,
    /** What goes back with the last `length` characters of text so far, which end here. */
    cited: Schema.optionalKey(Schema.Struct({ ...Cited.fields, length: Schema.Int })),
    ...Raw
  },
  /** A piece of thought. Signature, ciphertext, id and format, where given, belong to the thought so far. */
  Reasoning: {
    choice,
    delta: Schema.String,
    ...signature,
    encrypted: Schema.optionalKey(Schema.String),
    id: Schema.optionalKey(Schema.String),
    format: Schema.optionalKey(Schema.String),
    ...Raw
  },
  Refusal: { choice, delta: Schema.String, ...Raw },
  /**
   * A piece of a tool call. `index` counts a choice's calls from 0, whatever the wire says; `id` (where the
   * provider gives one; a collected answer always has one) and `name` come with the first piece of a call. The deltas of a call together are its arguments, as JSON text.
   */
  ToolCall: {
    choice,
    index: Schema.Int,
    id: Schema.optionalKey(Schema.String),
    name: Schema.optionalKey(Schema.String),
    delta: Schema.String,
    ...signature,
    /** With the first piece. */
    own: Schema.optionalKey(Own),
    ...Raw
  },
  /** A piece of a spoken answer. */
  Audio: {
    choice,
    data: Schema.Uint8Array,
    /** The provider's id of the spoken answer. */
    id: Schema.optionalKey(Schema.String),
    /** What is spoken. */
    transcript: Schema.optionalKey(Schema.String),
    ...Raw
  },
  /** A file or an image that the model made. */
  File: {
    choice,
    source: Schema.Union([
      Schema.Struct({ url: Schema.String }),
      Schema.Struct({ data: Schema.Uint8Array, mediaType: Schema.String })
    ]),
    ...signature,
    ...Raw
  },
  /** Where something in the text comes from. */
  Citation: {
    choice,
    url: Schema.optionalKey(Schema.String),
    title: Schema.optionalKey(Schema.String),
    /** The provider's name for the source: the id or the number of a document. */
    source: Schema.optionalKey(Schema.String),
    /** The cited words. */
    text: Schema.optionalKey(Schema.String),
    /** The part of the answer that it supports, in characters, as the provider counts. */
    start: Schema.optionalKey(Schema.Int),
    end: Schema.optionalKey(Schema.Int),
    ...Raw
  },
  /** What has no common form: provider-side tools, safety ratings, grounding. */
  Other: {
    choice,
    /** The provider's word for it. */
    kind: Schema.String,
    value: Schema.Unknown,
    /** The id of the protocol, where `value` is a part of the message that this wire wants back. */
    wire: Schema.optionalKey(Schema.String),
    ...Raw
  },
  /** Only after an opt-in `continue`: here another provider took over. */
  Seam: { from: Schema.String, to: Schema.String, error: BifrostError },
  Finish: { ...FinishChoices, ...Raw }
})
export type ChatChunk = typeof ChatChunk.Type
