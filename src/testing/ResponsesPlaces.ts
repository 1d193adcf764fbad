/** What an event of the Responses standard does to which part of which item: a table, for those that stream. */
import { known, type KnownEvent, type ResponsesEvent } from "../../schemas/ResponsesEvent.ts"

export interface Step {
  readonly kind: "open" | "delta" | "whole" | "close" | "note"
  readonly id: string
  readonly index: number
  /** `content 0`, `summary 1`, `arguments`. */
  readonly place: string
  readonly text: string
}

export const isKnown = (event: ResponsesEvent): event is KnownEvent => String(event.type) in known

const content = ({ content_index }: { readonly content_index: number }) => `content ${content_index}`
const summary = ({ summary_index }: { readonly summary_index: number }) => `summary ${summary_index}`

/** `undefined` for events that concern no part. */
export const stepOf = (event: KnownEvent): Step | undefined => {
  const step = (kind: Step["kind"], place: string, text = ""): Step | undefined =>
    "item_id" in event ? { kind, id: event.item_id, index: event.output_index, place, text } : undefined
  switch (event.type) {
    case "response.content_part.added":
      return step("open", content(event))
    case "response.content_part.done":
      return step("close", content(event))
    case "response.output_text.delta":
    case "response.refusal.delta":
    case "response.reasoning_text.delta":
      return step("delta", content(event), event.delta)
    case "response.output_text.done":
    case "response.reasoning_text.done":
      return step("whole", content(event), event.text)
    case "response.refusal.done":
      return step("whole", content(event), event.refusal)
    case "response.output_text.annotation.added":
      return step("note", content(event))
    case "response.reasoning_summary_part.added":
      return step("open", summary(event))
    case "response.reasoning_summary_part.done":
      return step("close", summary(event))
    case "response.reasoning_summary_text.delta":
      return step("delta", summary(event), event.delta)
    case "response.reasoning_summary_text.done":
      return step("whole", summary(event), event.text)
    case "response.function_call_arguments.delta":
    case "response.custom_tool_call_input.delta":
      return step("delta", "arguments", event.delta)
    case "response.function_call_arguments.done":
      return step("whole", "arguments", event.arguments)
    case "response.custom_tool_call_input.done":
      return step("whole", "arguments", event.input)
    default:
      return undefined
  }
}
