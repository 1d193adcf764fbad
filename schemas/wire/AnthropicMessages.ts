/** What Anthropic, and Claude elsewhere, send on /v1/messages. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import * as Compiled from "../Compiled.ts"
import { nullish } from "./Nullish.ts"

/** Where words come from: a web page, a search result, or a place in a document. */
const Citation = Schema.Struct({
  url: nullish(Schema.String),
  title: nullish(Schema.String),
  cited_text: nullish(Schema.String),
  document_title: nullish(Schema.String),
  document_index: nullish(Schema.Finite),
  file_id: nullish(Schema.String),
  /** Of what a search found: its citations must go back. */
  encrypted_index: nullish(Schema.String),
  /** Of a search result that the request brought. */
  source: nullish(Schema.String)
})

/** Blocks that have common forms. All others are the provider's own tools and what they found. */
const Block = Compiled.open({
  text: Schema.Struct({
    type: Schema.Literal("text"),
    text: nullish(Schema.String),
    citations: nullish(Schema.Array(Citation))
  }),
  thinking: Schema.Struct({
    type: Schema.Literal("thinking"),
    thinking: nullish(Schema.String),
    signature: nullish(Schema.String)
  }),
  redacted_thinking: Schema.Struct({ type: Schema.Literal("redacted_thinking"), data: Schema.String }),
  tool_use: Schema.Struct({
    type: Schema.Literal("tool_use"),
    id: Schema.String,
    name: Schema.String,
    /** Empty where it is streamed; whole where another tool made the call. */
    input: nullish(Schema.Unknown),
    /** Which program made the call, or that none did: it must go back. */
    caller: nullish(Schema.Unknown)
  })
})

const Delta = Compiled.open({
  text_delta: Schema.Struct({ type: Schema.Literal("text_delta"), text: Schema.String }),
  thinking_delta: Schema.Struct({ type: Schema.Literal("thinking_delta"), thinking: Schema.String }),
  signature_delta: Schema.Struct({ type: Schema.Literal("signature_delta"), signature: Schema.String }),
  input_json_delta: Schema.Struct({ type: Schema.Literal("input_json_delta"), partial_json: Schema.String }),
  citations_delta: Schema.Struct({ type: Schema.Literal("citations_delta"), citation: Citation }),
  compaction_delta: Schema.Struct({ type: Schema.Literal("compaction_delta"), content: nullish(Schema.String) })
})

/** Counts by name; of whatever shape, for a count that is none must not cost the text. */
const usage = nullish(Schema.Record(Schema.String, Schema.Unknown))
const ending = {
  stop_reason: nullish(Schema.String),
  stop_sequence: nullish(Schema.String),
  /** Why the model refused. */
  stop_details: nullish(Schema.Unknown),
  container: nullish(Schema.Unknown)
}

/** By type. Types that are not here, `ping` among them, are ignored. */
export const AnthropicEvent = {
  message_start: Schema.Struct({
    type: Schema.Literal("message_start"),
    message: Schema.Struct({
      id: nullish(Schema.String),
      model: nullish(Schema.String),
      /** Whole blocks, where a tool of the provider's own made the calls. */
      content: nullish(Schema.Array(Block)),
      usage,
      ...ending
    })
  }),
  content_block_start: Schema.Struct({
    type: Schema.Literal("content_block_start"),
    index: Schema.Finite,
    content_block: Block
  }),
  content_block_delta: Schema.Struct({
    type: Schema.Literal("content_block_delta"),
    index: Schema.Finite,
    delta: Delta
  }),
  content_block_stop: Schema.Struct({ type: Schema.Literal("content_block_stop"), index: Schema.Finite }),
  message_delta: Schema.Struct({
    type: Schema.Literal("message_delta"),
    delta: nullish(Schema.Struct(ending)),
    usage,
    context_management: nullish(Schema.Unknown)
  }),
  message_stop: Schema.Struct({ type: Schema.Literal("message_stop") }),
  error: Schema.Struct({
    type: Schema.optionalKey(Schema.Literal("error")),
    error: nullish(Schema.Unknown),
    message: nullish(Schema.Unknown),
    request_id: nullish(Schema.Unknown)
  })
}
export type AnthropicEvent = (typeof AnthropicEvent)[keyof typeof AnthropicEvent]["Type"]
export type AnthropicBlock = typeof Block.Type
export type AnthropicDelta = typeof Delta.Type
export type AnthropicEnding = Schema.Struct.Type<typeof ending>
export type AnthropicCitation = typeof Citation.Type
