/** What OpenAI and its imitators send on /completions. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import { nullish } from "./Nullish.ts"
import { envelope } from "./OpenAiAnswer.ts"

/** Four lists of the same length. The first token of an echoed prompt has no probability. */
const Logprobs = Schema.Struct({
  tokens: nullish(Schema.Array(Schema.String)),
  token_logprobs: nullish(Schema.Array(Schema.NullOr(Schema.Finite))),
  top_logprobs: nullish(Schema.Array(Schema.NullOr(Schema.Record(Schema.String, Schema.Finite))))
})

const Choice = Schema.Struct({
  index: nullish(Schema.Int),
  text: nullish(Schema.String),
  logprobs: nullish(Logprobs),
  finish_reason: nullish(Schema.String)
})

export const OpenAiCompletionsEvent = Schema.Struct({
  ...envelope,
  choices: nullish(Schema.Array(Choice)),
  /** Writer's whole event. */
  value: nullish(Schema.String)
})
export type OpenAiCompletionsEvent = typeof OpenAiCompletionsEvent.Type
export type OpenAiLogprobs = typeof Logprobs.Type
