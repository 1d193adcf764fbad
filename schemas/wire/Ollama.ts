/** What Ollama sends on /api/chat and /api/generate, one object a line. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import { nullish } from "./Nullish.ts"

const ToolCall = Schema.Struct({
  /** Older versions give none. */
  id: nullish(Schema.String),
  function: Schema.Struct({
    name: Schema.String,
    /** An object. */
    arguments: nullish(Schema.Unknown)
  })
})

const Token = { token: Schema.String, logprob: Schema.Finite }
const Logprobs = Schema.Array(Schema.Struct({ ...Token, top_logprobs: nullish(Schema.Array(Schema.Struct(Token))) }))

export const OllamaEvent = Schema.Struct({
  model: nullish(Schema.String),
  created_at: nullish(Schema.String),
  /** Of /api/chat. */
  message: nullish(
    Schema.Struct({
      content: nullish(Schema.String),
      thinking: nullish(Schema.String),
      tool_calls: nullish(Schema.Array(ToolCall))
    })
  ),
  /** Of /api/generate, as is `thinking`. */
  response: nullish(Schema.String),
  thinking: nullish(Schema.String),
  logprobs: nullish(Logprobs),
  done: nullish(Schema.Boolean),
  done_reason: nullish(Schema.String),
  /** In tokens and nanoseconds, on the last line. */
  prompt_eval_count: nullish(Schema.Finite),
  prompt_eval_duration: nullish(Schema.Finite),
  eval_count: nullish(Schema.Finite),
  eval_duration: nullish(Schema.Finite),
  load_duration: nullish(Schema.Finite),
  total_duration: nullish(Schema.Finite),
  error: nullish(Schema.Unknown)
})
export type OllamaEvent = typeof OllamaEvent.Type
