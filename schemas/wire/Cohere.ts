/** What Cohere sends on /v2/chat. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import { nullish } from "./Nullish.ts"

const Content = Schema.Struct({ text: nullish(Schema.String), thinking: nullish(Schema.String) })
const content = {
  delta: Schema.Struct({ message: Schema.Struct({ content: Content }) }),
  logprobs: nullish(Schema.Struct({ text: nullish(Schema.String), logprobs: nullish(Schema.Array(Schema.Finite)) }))
}

const ToolCall = Schema.Struct({
  id: nullish(Schema.String),
  function: nullish(Schema.Struct({ name: nullish(Schema.String), arguments: nullish(Schema.String) }))
})
const call = {
  index: nullish(Schema.Finite),
  delta: Schema.Struct({ message: Schema.Struct({ tool_calls: ToolCall }) })
}

/** What a source says of itself is the caller's own: a document's fields, or a tool's output. */
const Source = Schema.Struct({
  id: nullish(Schema.String),
  document: nullish(Schema.Record(Schema.String, Schema.Unknown))
})
const Citation = Schema.Struct({
  start: nullish(Schema.Int),
  end: nullish(Schema.Int),
  text: nullish(Schema.String),
  sources: nullish(Schema.Array(Source))
})

/** By type. Types that are not here are ignored. */
export const CohereEvent = {
  "message-start": Schema.Struct({ type: Schema.Literal("message-start"), id: nullish(Schema.String) }),
  "content-start": Schema.Struct({ type: Schema.Literal("content-start"), ...content }),
  "content-delta": Schema.Struct({ type: Schema.Literal("content-delta"), ...content }),
  "tool-plan-delta": Schema.Struct({
    type: Schema.Literal("tool-plan-delta"),
    delta: Schema.Struct({ message: Schema.Struct({ tool_plan: Schema.String }) })
  }),
  "tool-call-start": Schema.Struct({ type: Schema.Literal("tool-call-start"), ...call }),
  "tool-call-delta": Schema.Struct({ type: Schema.Literal("tool-call-delta"), ...call }),
  "citation-start": Schema.Struct({
    type: Schema.Literal("citation-start"),
    delta: Schema.Struct({ message: Schema.Struct({ citations: Citation }) })
  }),
  "message-end": Schema.Struct({
    type: Schema.Literal("message-end"),
    delta: nullish(
      Schema.Struct({
        finish_reason: nullish(Schema.String),
        /** Of whatever shape: a count that is none must not cost the text. */
        usage: nullish(Schema.Record(Schema.String, Schema.Unknown)),
        error: nullish(Schema.Unknown)
      })
    )
  }),
  error: Schema.Struct({
    type: Schema.optionalKey(Schema.Literal("error")),
    error: nullish(Schema.Unknown),
    message: nullish(Schema.Unknown)
  })
}
export type CohereEvent = (typeof CohereEvent)[keyof typeof CohereEvent]["Type"]
export type CohereCitation = typeof Citation.Type
export type CohereLogprobs = (typeof CohereEvent)["content-delta"]["Type"]["logprobs"]
