/** What OpenAI and its imitators send on /chat/completions. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import { Base64 } from "./Base64.ts"

const nullish = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** A text part; Mistral sends `thinking`, Databricks `reasoning` parts. */
const ContentPart = Schema.Struct({
  type: Schema.String,
  text: nullish(Schema.String),
  thinking: nullish(Schema.Array(Schema.Struct({ text: nullish(Schema.String) }))),
  summary: nullish(Schema.Array(Schema.Struct({ text: nullish(Schema.String) })))
})

/** OpenRouter, Vercel AI Gateway and others: `reasoning.text`, `reasoning.summary` or `reasoning.encrypted`. */
const ReasoningDetail = Schema.Struct({
  text: nullish(Schema.String),
  summary: nullish(Schema.String),
  data: nullish(Schema.String),
  signature: nullish(Schema.String),
  id: nullish(Schema.String),
  format: nullish(Schema.String)
})

const FunctionCall = Schema.Struct({
  name: nullish(Schema.String),
  /** Text; some servers send the object itself. */
  arguments: nullish(Schema.Unknown)
})

const ToolCall = Schema.Struct({
  index: nullish(Schema.Number),
  id: nullish(Schema.String),
  function: nullish(FunctionCall)
})

const Annotation = Schema.Struct({
  url_citation: nullish(
    Schema.Struct({
      url: nullish(Schema.String),
      title: nullish(Schema.String),
      content: nullish(Schema.String),
      start_index: nullish(Schema.Number),
      end_index: nullish(Schema.Number)
    })
  )
})

const Delta = Schema.Struct({
  content: nullish(Schema.Union([Schema.String, Schema.Array(ContentPart)])),
  refusal: nullish(Schema.String),
  reasoning_content: nullish(Schema.String),
  reasoning: nullish(Schema.String),
  reasoning_details: nullish(Schema.Array(ReasoningDetail)),
  tool_calls: nullish(Schema.Array(ToolCall)),
  /** Before tools there were functions. */
  function_call: nullish(FunctionCall),
  audio: nullish(
    Schema.Struct({ id: nullish(Schema.String), data: nullish(Base64), transcript: nullish(Schema.String) })
  ),
  /** OpenRouter: images that the model made. */
  images: nullish(Schema.Array(Schema.Struct({ image_url: Schema.Struct({ url: Schema.String }) }))),
  annotations: nullish(Schema.Array(Annotation)),
  /** Groq: tools that it ran itself. */
  executed_tools: nullish(Schema.Unknown)
})

const TokenLogprob = Schema.Struct({
  token: Schema.String,
  logprob: Schema.Number,
  top_logprobs: nullish(Schema.Array(Schema.Struct({ token: Schema.String, logprob: Schema.Number })))
})

const Choice = Schema.Struct({
  index: nullish(Schema.Number),
  delta: nullish(Delta),
  logprobs: nullish(Schema.Struct({ content: nullish(Schema.Array(TokenLogprob)) })),
  finish_reason: nullish(Schema.String)
})

export const OpenAiChatEvent = Schema.Struct({
  id: nullish(Schema.String),
  model: nullish(Schema.String),
  /** Seconds since 1970; not everyone keeps to it. */
  created: nullish(Schema.Unknown),
  choices: nullish(Schema.Array(Choice)),
  /** Of whatever shape: a count that is none must not cost the text. */
  usage: nullish(Schema.Unknown),
  /** Groq's place for usage that was not asked for. */
  x_groq: nullish(Schema.Struct({ usage: nullish(Schema.Unknown) })),
  /** Perplexity: all sources so far, in every chunk. */
  citations: nullish(Schema.Array(Schema.Unknown)),
  /** An object, or just words. */
  error: nullish(Schema.Unknown),
  /** `error` where the whole event is one. */
  object: nullish(Schema.String),
  message: nullish(Schema.Unknown)
})
export type OpenAiChatEvent = typeof OpenAiChatEvent.Type
export type OpenAiChatChoice = typeof Choice.Type
export type OpenAiChatDelta = typeof Delta.Type
export type OpenAiToolCall = typeof ToolCall.Type
