/**
 * The responses operation: what a caller asks for. Its chunks are the standard's own events
 * (`ResponsesEvent.ts`), and so are the items of an answer, which go back in unchanged.
 */
import * as Schema from "effect/Schema"
import { Message } from "./Content.ts"
import { Dialogue, JsonObject, Tool } from "./Generation.ts"

/**
 * One item of an answer or of a conversation, in the standard's own shape and spelling: a message, a function
 * call, reasoning, a hosted tool's call. We name what we read; all else is kept.
 */
export const Item = Schema.StructWithRest(
  Schema.Struct({
    type: Schema.String,
    id: Schema.optionalKey(Schema.NullOr(Schema.String)),
    call_id: Schema.optionalKey(Schema.NullOr(Schema.String)),
    name: Schema.optionalKey(Schema.NullOr(Schema.String)),
    arguments: Schema.optionalKey(Schema.Unknown),
    input: Schema.optionalKey(Schema.Unknown)
  }),
  [Schema.Record(Schema.String, Schema.Unknown)]
)
export type Item = typeof Item.Type

/** A tool that the provider runs itself, as its documentation writes it: `{ type: "web_search" }`. */
export const HostedTool = Schema.StructWithRest(Schema.Struct({ type: Schema.String }), [
  Schema.Record(Schema.String, Schema.Json)
])
export type HostedTool = typeof HostedTool.Type

/** A question to the Responses API, and how to answer it. What is not given is the provider's default. */
export const ResponsesRequest = Schema.Struct({
  ...Dialogue,
  /** A question, or the conversation so far: messages, and the items of earlier answers unchanged. */
  input: Schema.Union([Schema.String, Schema.Array(Schema.Union([Item, Message]))]),
  /** What a system message would say; it holds for this turn only. */
  instructions: Schema.optional(Schema.String),
  tools: Schema.optional(Schema.Array(Schema.Union([HostedTool, Tool]))),
  /** The answer that this one continues; the provider must have stored it. */
  previousResponseId: Schema.optional(Schema.String),
  /** The provider's id of a conversation it keeps. */
  conversation: Schema.optional(Schema.String),
  /** Whether the provider keeps the answer. Default: the provider's (OpenAI: `true`). */
  store: Schema.optional(Schema.Boolean),
  /** What to send besides, as in `reasoning.encrypted_content`. */
  include: Schema.optional(Schema.Array(Schema.String)),
  /** What to do with a conversation that is too long: `auto` drops its middle, `disabled` fails. */
  truncation: Schema.optional(Schema.Literals(["auto", "disabled"])),
  /** At most so many calls of hosted tools. */
  maxToolCalls: Schema.optional(Schema.Int),
  /** Whether the answer goes on without a listener. */
  background: Schema.optional(Schema.Boolean),
  /** A stored prompt: `{ id, version, variables }`, in the provider's spelling. */
  prompt: Schema.optional(JsonObject)
})
export type ResponsesRequest = typeof ResponsesRequest.Type
