/**
 * The chunks of the responses operation: the standard's own events, verbatim, the very object that was
 * received, so that any consumer of the standard can be fed with them. An event's `type` is looked at first:
 * a known one must fit its schema, a newer one passes as `UnknownEvent`. Schemas name what consumers rely on;
 * what they do not name is neither checked nor lost.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Compiled from "./Compiled.ts"
import { Item } from "./Responses.ts"
import { nullish } from "./wire/Nullish.ts"

/** What a failed answer says of itself. */
const Failure = Schema.Struct({ code: nullish(Schema.Unknown), message: nullish(Schema.String) })

/** The answer as a whole, in lifecycle events. */
export const Response = Schema.Struct({
  id: nullish(Schema.String),
  model: nullish(Schema.String),
  status: nullish(Schema.String),
  output: nullish(Schema.Array(Item)),
  usage: nullish(Schema.Record(Schema.String, Schema.Unknown)),
  error: nullish(Failure),
  incomplete_details: nullish(Schema.Struct({ reason: nullish(Schema.String) }))
})
export type Response = typeof Response.Type

const sequenced = { sequence_number: nullish(Schema.Finite) }
const lifecycle = <T extends string>(type: T) =>
  Schema.Struct({ type: Schema.Literal(type), response: Response, ...sequenced })
const ofItem = <T extends string, F extends Schema.Struct.Fields>(type: T, fields: F) =>
  Schema.Struct({
    type: Schema.Literal(type),
    item_id: Schema.String,
    output_index: Schema.Finite,
    ...sequenced,
    ...fields
  })
const progress = <T extends string>(type: T) => ofItem(type, {})
const item = <T extends string>(type: T) =>
  Schema.Struct({ type: Schema.Literal(type), output_index: Schema.Finite, item: Item, ...sequenced })

const content = { content_index: Schema.Finite }
const summary = { summary_index: Schema.Finite }
const delta = { delta: Schema.String }
const part = { part: Schema.Record(Schema.String, Schema.Unknown) }
/** In the standard's spelling; absent where a host leaves it out. */
const logprobs = { logprobs: nullish(Schema.Array(Schema.Unknown)) }

/** Schemas by event type. */
export const known = {
  "response.created": lifecycle("response.created"),
  "response.queued": lifecycle("response.queued"),
  "response.in_progress": lifecycle("response.in_progress"),
  "response.completed": lifecycle("response.completed"),
  "response.incomplete": lifecycle("response.incomplete"),
  "response.failed": lifecycle("response.failed"),
  error: Schema.Struct({
    type: Schema.Literal("error"),
    code: nullish(Schema.Unknown),
    message: nullish(Schema.String),
    param: nullish(Schema.String),
    error: nullish(Schema.Record(Schema.String, Schema.Unknown)),
    ...sequenced
  }),
  "response.output_item.added": item("response.output_item.added"),
  "response.output_item.done": item("response.output_item.done"),
  "response.content_part.added": ofItem("response.content_part.added", { ...content, ...part }),
  "response.content_part.done": ofItem("response.content_part.done", { ...content, ...part }),
  "response.output_text.delta": ofItem("response.output_text.delta", { ...content, ...delta, ...logprobs }),
  "response.output_text.done": ofItem("response.output_text.done", { ...content, text: Schema.String, ...logprobs }),
  "response.output_text.annotation.added": ofItem("response.output_text.annotation.added", {
    ...content,
    annotation_index: Schema.Finite,
    annotation: Schema.Record(Schema.String, Schema.Unknown)
  }),
  "response.refusal.delta": ofItem("response.refusal.delta", { ...content, ...delta }),
  "response.refusal.done": ofItem("response.refusal.done", { ...content, refusal: Schema.String }),
  "response.reasoning_text.delta": ofItem("response.reasoning_text.delta", { ...content, ...delta }),
  "response.reasoning_text.done": ofItem("response.reasoning_text.done", { ...content, text: Schema.String }),
  "response.reasoning_summary_part.added": ofItem("response.reasoning_summary_part.added", { ...summary, ...part }),
  "response.reasoning_summary_part.done": ofItem("response.reasoning_summary_part.done", { ...summary, ...part }),
  "response.reasoning_summary_text.delta": ofItem("response.reasoning_summary_text.delta", { ...summary, ...delta }),
  "response.reasoning_summary_text.done": ofItem("response.reasoning_summary_text.done", {
    ...summary,
    text: Schema.String
  }),
  "response.function_call_arguments.delta": ofItem("response.function_call_arguments.delta", delta),
  "response.function_call_arguments.done": ofItem("response.function_call_arguments.done", {
    arguments: Schema.String
  }),
  "response.custom_tool_call_input.delta": ofItem("response.custom_tool_call_input.delta", delta),
  "response.custom_tool_call_input.done": ofItem("response.custom_tool_call_input.done", { input: Schema.String }),
  "response.file_search_call.in_progress": progress("response.file_search_call.in_progress"),
  "response.file_search_call.searching": progress("response.file_search_call.searching"),
  "response.file_search_call.completed": progress("response.file_search_call.completed"),
  "response.web_search_call.in_progress": progress("response.web_search_call.in_progress"),
  "response.web_search_call.searching": progress("response.web_search_call.searching"),
  "response.web_search_call.completed": progress("response.web_search_call.completed"),
  "response.code_interpreter_call.in_progress": progress("response.code_interpreter_call.in_progress"),
  "response.code_interpreter_call.interpreting": progress("response.code_interpreter_call.interpreting"),
  "response.code_interpreter_call.completed": progress("response.code_interpreter_call.completed"),
  "response.code_interpreter_call_code.delta": ofItem("response.code_interpreter_call_code.delta", delta),
  "response.code_interpreter_call_code.done": ofItem("response.code_interpreter_call_code.done", {
    code: Schema.String
  }),
  "response.image_generation_call.in_progress": progress("response.image_generation_call.in_progress"),
  "response.image_generation_call.generating": progress("response.image_generation_call.generating"),
  "response.image_generation_call.completed": progress("response.image_generation_call.completed"),
  "response.image_generation_call.partial_image": ofItem("response.image_generation_call.partial_image", {
    partial_image_index: Schema.Finite,
    partial_image_b64: Schema.String
  }),
  "response.mcp_call.in_progress": progress("response.mcp_call.in_progress"),
  "response.mcp_call.completed": progress("response.mcp_call.completed"),
  "response.mcp_call.failed": progress("response.mcp_call.failed"),
  "response.mcp_call_arguments.delta": ofItem("response.mcp_call_arguments.delta", delta),
  "response.mcp_call_arguments.done": ofItem("response.mcp_call_arguments.done", { arguments: Schema.String }),
  "response.mcp_list_tools.in_progress": progress("response.mcp_list_tools.in_progress"),
  "response.mcp_list_tools.completed": progress("response.mcp_list_tools.completed"),
  "response.mcp_list_tools.failed": progress("response.mcp_list_tools.failed")
} as const

declare const newer: unique symbol
/**
 * An event that this library has no schema for. Its `type` is a string at run time; to the compiler it is
 * opaque (read it with `String`), for a plain `string` would keep the union from narrowing by `type`.
 */
export interface UnknownEvent {
  readonly type: { readonly [newer]: true }
  readonly [field: string]: unknown
}
/** An event that this library has a schema for; it narrows by `type`. */
export type KnownEvent = (typeof known)[keyof typeof known]["Type"]
/** One piece of a Responses answer. */
export type ResponsesEvent = KnownEvent | UnknownEvent

/** The guard of a known type. */
export const guardOf = Compiled.byType(known)

/** The type of an event, known or not; `undefined` for what has none and so is no event. */
export const typeOf = Compiled.typeOf

/** Whether it is an event: of a known type and fit, or of a type that this library has no schema for. */
export const isResponsesEvent = (input: unknown): input is ResponsesEvent => {
  const type = typeOf(input)
  return type !== undefined && (guardOf(type)?.(input) ?? true)
}

/** The schema of all events; a newer one passes as it is. */
export const ResponsesEvent = Schema.declare<ResponsesEvent>(isResponsesEvent, {
  expected: "a Responses event",
  toCodecJson: () =>
    Schema.link<ResponsesEvent>()(Schema.Unknown, {
      decode: SchemaGetter.transformEffect((input, options) =>
        isResponsesEvent(input)
          ? Effect.succeed(input)
          : Effect.fail(new SchemaIssue.InvalidValue({ message: "Expected a Responses event" }, input, options))
      ),
      encode: SchemaGetter.passthrough()
    })
})
