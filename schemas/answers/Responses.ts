/** A Responses answer as a whole, and how the standard's events become one. */
import * as Schema from "effect/Schema"
import { FinishReason } from "../Chunk.ts"
import type { Digest } from "../Digest.ts"
import type { Fold } from "../Fold.ts"
import { Item } from "../Responses.ts"
import type { Response, ResponsesEvent } from "../ResponsesEvent.ts"
import * as Usage from "../Usage.ts"
import { ToolCall, toolCall } from "./Chat.ts"

/** A collected Responses answer. */
export const ResponsesAnswer = Schema.Struct({
  id: Schema.optionalKey(Schema.String),
  model: Schema.optionalKey(Schema.String),
  text: Schema.String,
  /** The summary where there is one, else what the provider shows of the reasoning itself. */
  reasoning: Schema.String,
  refusal: Schema.String,
  /** Calls of your functions and custom tools, whose arguments are plain text; hosted tools are in `output`. */
  toolCalls: Schema.Array(ToolCall),
  /** The standard's own items, in order: put them into `input` for the next turn. */
  output: Schema.Array(Item),
  reason: FinishReason,
  /** The provider's own word: why it is incomplete, else its status. */
  raw: Schema.NullOr(Schema.String),
  usage: Schema.optionalKey(Usage.Usage)
})
export type ResponsesAnswer = typeof ResponsesAnswer.Type

interface Open {
  item: Item | undefined
  arguments: string
}

/** Collects the standard's events. */
export const fold = (): Fold<ResponsesEvent, ResponsesAnswer> => {
  const items = new Map<number, Open>()
  let text = ""
  let summary = ""
  let thought = ""
  let refusal = ""
  let response: Response | undefined
  let ended = false

  const at = (index: number): Open => {
    let open = items.get(index)
    if (open === undefined) items.set(index, (open = { item: undefined, arguments: "" }))
    return open
  }
  const inOrder = () => [...items].sort(([a], [b]) => a - b).map(([, open]) => open)

  const digest = (): Digest => ({
    text,
    reasoning: summary === "" ? thought : summary,
    refusal,
    toolCalls: inOrder().flatMap(({ arguments: streamed, item }) =>
      item?.type === "function_call" || item?.type === "custom_tool_call"
        ? [{ id: item.call_id ?? item.id ?? null, name: item.name ?? null, arguments: argumentsOf(item, streamed) }]
        : []
    ),
    finishReason: response?.incomplete_details?.reason ?? (ended ? (response?.status ?? null) : null),
    usage: usageOf(response?.usage) ?? null
  })

  return {
    add: (event) => {
      switch (event.type) {
        case "response.output_item.added":
        case "response.output_item.done":
          at(event.output_index).item = event.item
          return
        case "response.output_text.delta":
          text += event.delta
          return
        case "response.refusal.delta":
          refusal += event.delta
          return
        case "response.reasoning_summary_text.delta":
          summary += event.delta
          return
        case "response.reasoning_text.delta":
          thought += event.delta
          return
        case "response.function_call_arguments.delta":
        case "response.custom_tool_call_input.delta":
          at(event.output_index).arguments += event.delta
          return
        case "response.function_call_arguments.done":
          at(event.output_index).arguments = event.arguments
          return
        case "response.custom_tool_call_input.done":
          at(event.output_index).arguments = event.input
          return
        case "response.created":
        case "response.queued":
        case "response.in_progress":
          response = event.response
          return
        case "response.completed":
        case "response.incomplete":
        case "response.failed":
          response = event.response
          ended = true
      }
    },
    digest,
    answer: () => {
      if (!ended || response === undefined) return undefined
      const { finishReason, toolCalls, usage, ...content } = digest()
      const streamed = inOrder().flatMap(({ item }) => (item === undefined ? [] : [item]))
      return {
        ...(response.id != null && { id: response.id }),
        ...(response.model != null && { model: response.model }),
        ...content,
        toolCalls: toolCalls.map(toolCall),
        output: response.output?.length ? response.output : streamed,
        reason: reasonOf(response, toolCalls.length > 0),
        raw: finishReason,
        ...(usage && { usage })
      }
    }
  }
}

/** Whole arguments stand in the finished item; before that they are what was streamed. */
const argumentsOf = (item: Item, streamed: string): string => {
  const whole = item.type === "custom_tool_call" ? item.input : item.arguments
  return typeof whole === "string" && whole !== "" ? whole : streamed
}

const reasonOf = ({ incomplete_details, status }: Response, calls: boolean): FinishReason => {
  if (incomplete_details?.reason === "content_filter") return "content-filter"
  if (incomplete_details?.reason === "max_output_tokens") return "length"
  if (status === "completed") return calls ? "tool-calls" : "stop"
  return status === "failed" ? "error" : "other"
}

const details = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {}

/** The standard's usage object, with our names beside it. */
export const usageOf = (raw: Response["usage"]): Usage.Usage | undefined =>
  raw == null
    ? undefined
    : Usage.make(raw, {
        input: raw["input_tokens"],
        output: raw["output_tokens"],
        total: raw["total_tokens"],
        cachedInput: details(raw["input_tokens_details"])["cached_tokens"],
        reasoning: details(raw["output_tokens_details"])["reasoning_tokens"]
      })
