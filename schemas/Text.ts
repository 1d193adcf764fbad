/** The text operation: a prompt is continued, without roles or tools. */
import * as Schema from "effect/Schema"
import { BifrostError } from "./BifrostError.ts"
import { FinishChoices, Logprob, Raw, Start } from "./Chunk.ts"
import { Choices, Common, Sampling } from "./Generation.ts"

/** A prompt to continue, and how. What is not given is the provider's default. */
export const TextRequest = Schema.Struct({
  ...Common,
  ...Sampling,
  ...Choices,
  /** What to continue. With several prompts, the choices of the first come first. */
  prompt: Schema.Union([Schema.String, Schema.Array(Schema.String)]),
  /** What comes after the gap that the model fills. */
  suffix: Schema.optional(Schema.String),
  /** Whether the answer begins with the prompt. Default: `false`. */
  echo: Schema.optional(Schema.Boolean),
  /** How many likely alternatives to report for each token, 0 to 5. */
  logprobs: Schema.optional(Schema.Int),
  /** Write so many answers and send the best `n`. */
  bestOf: Schema.optional(Schema.Int),
  logitBias: Schema.optional(Schema.Record(Schema.String, Schema.Finite))
})
export type TextRequest = typeof TextRequest.Type

/** From 0; above 0 where the request has several prompts or asks for several answers. */
const choice = Schema.Int

/** One piece of a completion: `Start` first, `Finish` last, each once; usage and the reason it ended are in `Finish` alone. */
export const TextChunk = Schema.TaggedUnion({
  Start: { ...Start, ...Raw },
  Text: { choice, delta: Schema.String, logprobs: Schema.optionalKey(Schema.Array(Logprob)), ...Raw },
  /** Only after an opt-in `continue`: here another provider took over. */
  Seam: { from: Schema.String, to: Schema.String, error: BifrostError },
  Finish: { ...FinishChoices, ...Raw }
})
export type TextChunk = typeof TextChunk.Type
