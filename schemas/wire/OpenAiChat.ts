/** What OpenAI and its imitators send on /chat/completions. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import { Base64 } from "./Base64.ts"
import { nullish } from "./Nullish.ts"
import { envelope } from "./OpenAiAnswer.ts"

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
  index: nullish(Schema.Finite),
  id: nullish(Schema.String),
  function: nullish(FunctionCall)
})

const Annotation = Schema.Struct({
  url_citation: nullish(
    Schema.Struct({
      url: nullish(Schema.String),
      title: nullish(Schema.String),
      content: nullish(Schema.String),
      start_index: nullish(Schema.Int),
      end_index: nullish(Schema.Int)
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
  logprob: Schema.Finite,
  top_logprobs: nullish(Schema.Array(Schema.Struct({ token: Schema.String, logprob: Schema.Finite })))
})

const Choice = Schema.Struct({
  index: nullish(Schema.Int),
  delta: nullish(Delta),
  logprobs: nullish(Schema.Struct({ content: nullish(Schema.Array(TokenLogprob)) })),
  finish_reason: nullish(Schema.String)
})

export const OpenAiChatEvent = Schema.Struct({
  ...envelope,
  choices: nullish(Schema.Array(Choice)),
  /** Perplexity: all sources so far, in every chunk. */
  citations: nullish(Schema.Array(Schema.Unknown))
})
export type OpenAiChatEvent = typeof OpenAiChatEvent.Type
export type OpenAiChatChoice = typeof Choice.Type
export type OpenAiChatDelta = typeof Delta.Type
export type OpenAiTokenLogprob = typeof TokenLogprob.Type
