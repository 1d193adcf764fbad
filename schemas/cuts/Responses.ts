/**
 * How a Responses answer is cut short: every open part and item is done as far as it came, and the answer is
 * `response.incomplete` for `max_output_tokens`, by the standard's own lifecycle.
 */
import type { Cut, Ending } from "../Cut.ts"
import type { Item } from "../Responses.ts"
import type { KnownEvent, Response, ResponsesEvent } from "../ResponsesEvent.ts"

/** What an item consists of: parts of its content, or of a reasoning's summary. */
interface Part {
  part: Readonly<Record<string, unknown>>
  text: string
  /** Whether its text has had its own event. */
  isSaid: boolean
  isDone: boolean
}

interface Open {
  item: Item
  isDone: boolean
  readonly content: Map<number, Part>
  readonly summary: Map<number, Part>
  /** The arguments of a call so far. */
  call: string
  isCalled: boolean
}

const ending = (): Ending<ResponsesEvent> => {
  const items = new Map<number, Open>()
  let response: Response = {}
  let sequence: number | undefined

  const contentAt = (event: { readonly output_index: number; readonly content_index: number }) =>
    items.get(event.output_index)?.content.get(event.content_index)
  const summaryAt = (event: { readonly output_index: number; readonly summary_index: number }) =>
    items.get(event.output_index)?.summary.get(event.summary_index)

  return {
    add: (event) => {
      if (typeof event["sequence_number"] === "number") sequence = event["sequence_number"]
      switch (event.type) {
        case "response.created":
        case "response.queued":
        case "response.in_progress":
          response = event.response
          return
        case "response.output_item.added":
          items.set(event.output_index, open(event.item))
          return
        case "response.output_item.done": {
          const done = items.get(event.output_index) ?? open(event.item)
          items.set(event.output_index, done)
          done.item = event.item
          done.isDone = true
          return
        }
        case "response.content_part.added":
          items.get(event.output_index)?.content.set(event.content_index, begun(event.part))
          return
        case "response.content_part.done":
          return done(contentAt(event), event.part)
        case "response.reasoning_summary_part.added":
          items.get(event.output_index)?.summary.set(event.summary_index, begun(event.part))
          return
        case "response.reasoning_summary_part.done":
          return done(summaryAt(event), event.part)
        case "response.output_text.delta":
        case "response.refusal.delta":
        case "response.reasoning_text.delta":
          return grow(contentAt(event), event.delta)
        case "response.reasoning_summary_text.delta":
          return grow(summaryAt(event), event.delta)
        case "response.output_text.done":
        case "response.reasoning_text.done":
          return say(contentAt(event), event.text)
        case "response.refusal.done":
          return say(contentAt(event), event.refusal)
        case "response.reasoning_summary_text.done":
          return say(summaryAt(event), event.text)
        case "response.output_text.annotation.added":
          return annotate(contentAt(event), event.annotation)
        case "response.function_call_arguments.delta":
        case "response.custom_tool_call_input.delta":
          return call(items.get(event.output_index), event.delta, false)
        case "response.function_call_arguments.done":
          return call(items.get(event.output_index), event.arguments, true)
        case "response.custom_tool_call_input.done":
          return call(items.get(event.output_index), event.input, true)
      }
    },
    finish: () => {
      const inOrder = [...items].sort(([a], [b]) => a - b)
      const output = inOrder.map(([, open]) => (open.isDone ? open.item : incomplete(open)))
      const last = { ...response, status: "incomplete", incomplete_details: { reason: "max_output_tokens" }, output }
      const events = [
        ...inOrder.flatMap(([index, open]) => (open.isDone ? [] : closing(index, open))),
        { type: "response.incomplete", response: last } as const
      ]
      return events.map((event) => (sequence === undefined ? event : { ...event, sequence_number: ++sequence }))
    }
  }
}

const open = (item: Item): Open => ({
  item,
  isDone: false,
  content: new Map(),
  summary: new Map(),
  call: "",
  isCalled: false
})
const begun = (part: Part["part"]): Part => ({ part, text: "", isSaid: false, isDone: false })
const done = (open: Part | undefined, part: Part["part"]): void => {
  if (open !== undefined) Object.assign(open, { part, isSaid: true, isDone: true })
}
const grow = (part: Part | undefined, delta: string): void => {
  if (part !== undefined) part.text += delta
}
const say = (part: Part | undefined, text: string): void => {
  if (part !== undefined) Object.assign(part, { text, isSaid: true })
}
const annotate = (open: Part | undefined, annotation: unknown): void => {
  if (open === undefined) return
  const { annotations } = open.part
  open.part = { ...open.part, annotations: [...(Array.isArray(annotations) ? annotations : []), annotation] }
}
const call = (open: Open | undefined, text: string, isWhole: boolean): void => {
  if (open === undefined) return
  open.call = isWhole ? text : open.call + text
  open.isCalled = isWhole
}

const partOf = ({ isDone, part, text }: Part): Part["part"] =>
  isDone ? part : { ...part, [part["type"] === "refusal" ? "refusal" : "text"]: text }

/** An item as far as it came. */
const incomplete = ({ call, content, item, summary }: Open): Item => ({
  ...item,
  status: "incomplete",
  ...(content.size > 0 && { content: [...content.values()].map(partOf) }),
  ...(summary.size > 0 && { summary: [...summary.values()].map(partOf) }),
  ...(item.type === "function_call" && { arguments: call }),
  ...(item.type === "custom_tool_call" && { input: call })
})

/** The events that end an open item. */
const closing = (output_index: number, open: Open): ReadonlyArray<KnownEvent> => {
  const at = { item_id: open.item.id ?? "", output_index }
  const { call, content, isCalled, item, summary } = open
  return [
    ...[...summary].flatMap(([summary_index, part]): ReadonlyArray<KnownEvent> => {
      const here = { ...at, summary_index }
      return part.isDone
        ? []
        : [
            ...(part.isSaid
              ? []
              : [{ type: "response.reasoning_summary_text.done", ...here, text: part.text } as const]),
            { type: "response.reasoning_summary_part.done", ...here, part: partOf(part) }
          ]
    }),
    ...[...content].flatMap(([content_index, part]): ReadonlyArray<KnownEvent> => {
      const here = { ...at, content_index }
      return part.isDone
        ? []
        : [
            ...(part.isSaid ? [] : [textDone(part, here)]),
            { type: "response.content_part.done", ...here, part: partOf(part) }
          ]
    }),
    ...(item.type === "function_call" && !isCalled
      ? [{ type: "response.function_call_arguments.done", ...at, arguments: call } as const]
      : []),
    ...(item.type === "custom_tool_call" && !isCalled
      ? [{ type: "response.custom_tool_call_input.done", ...at, input: call } as const]
      : []),
    { type: "response.output_item.done", output_index, item: incomplete(open) }
  ]
}

const textDone = (
  { part, text }: Part,
  at: { readonly item_id: string; readonly output_index: number; readonly content_index: number }
): KnownEvent => {
  switch (part["type"]) {
    case "refusal":
      return { type: "response.refusal.done", ...at, refusal: text }
    case "reasoning_text":
      return { type: "response.reasoning_text.done", ...at, text }
    default:
      return { type: "response.output_text.done", ...at, text, logprobs: [] }
  }
}

/** What comes whole, with the end of a part or an item, does not count. */
export const responses: Cut<ResponsesEvent> = {
  said: (event) => {
    switch (event.type) {
      case "response.output_text.delta":
      case "response.refusal.delta":
      case "response.reasoning_text.delta":
      case "response.reasoning_summary_text.delta":
      case "response.function_call_arguments.delta":
      case "response.custom_tool_call_input.delta":
      case "response.mcp_call_arguments.delta":
      case "response.code_interpreter_call_code.delta":
        return event.delta
      default:
        return undefined
    }
  },
  shortened: (event, length) => {
    switch (event.type) {
      case "response.output_text.delta": {
        const { logprobs, ...text } = event
        return { ...text, delta: text.delta.slice(0, length), ...(logprobs && { logprobs: [] }) }
      }
      case "response.refusal.delta":
      case "response.reasoning_text.delta":
      case "response.reasoning_summary_text.delta":
      case "response.function_call_arguments.delta":
      case "response.custom_tool_call_input.delta":
      case "response.mcp_call_arguments.delta":
      case "response.code_interpreter_call_code.delta":
        return { ...event, delta: event.delta.slice(0, length) }
      default:
        return event
    }
  },
  ending
}
