/** The responses operation of the local layer: the guide answers in the standard's own events, all of them. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import type { Tool } from "../../schemas/Generation.ts"
import { Unsupported } from "../../schemas/Reason.ts"
import type { Item, ResponsesRequest } from "../../schemas/Responses.ts"
import type { KnownEvent, ResponsesEvent } from "../../schemas/ResponsesEvent.ts"
import * as Conversation from "./Conversation.ts"
import type { Draft, Drafted } from "./Draft.ts"
import * as Opening from "./Opening.ts"
import * as Writing from "./Writing.ts"

export const stream = (request: ResponsesRequest): Stream.Stream<ResponsesEvent, BifrostError> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { counts, draft, turns } = yield* Effect.mapError(
        Effect.fromResult(written(request)),
        Opening.blame("responses", request)
      )
      const { created, id, model } = yield* Opening.open({
        operation: "responses",
        request,
        engine: Writing.engine,
        prefix: "resp",
        warnings: [
          ...Writing.instructed(turns),
          ...Opening.ignored(request, {
            ...Writing.dialogueReasons,
            store: "nothing is kept",
            include: "there is nothing besides",
            truncation: "no conversation is too long",
            maxToolCalls: "there are no hosted tools"
          })
        ]
      })
      const identified = yield* Effect.forEach(draft.parts, (part) =>
        Effect.map(Opening.id(part.type === "call" ? "fc" : "msg"), (itemId) => ({ part, itemId }))
      )
      const usage = { input_tokens: counts.input, output_tokens: counts.output, total_tokens: counts.total }
      const head = { id, object: "response", created_at: created, model, error: null }
      return Writing.paced(numbered(eventsOf(head, draft, identified, usage)))
    })
  )

const written = (request: ResponsesRequest) =>
  Result.gen(function* () {
    const { instructions, n = 1, parallelToolCalls: isParallel = true, responseFormat: format = "text" } = request
    const { toolChoice = "auto" } = request
    const missing = unkept(request)
    if (missing !== undefined) return yield* Result.fail(missing)
    if (n > 1) return yield* Result.fail(new Unsupported({ what: "several answers", instead: "ask several times" }))
    const tools = yield* Result.all((request.tools ?? []).map(toolOf))
    const turns = [
      ...(instructions === undefined ? [] : [{ by: "instructions", text: instructions } as const]),
      ...(yield* Conversation.ofInput(request.input))
    ]
    const drafts = yield* Writing.drafts(request, { turns, tools, toolChoice, isParallel, format })
    const counts = Writing.usage([...turns.map(({ text }) => text), ...tools.map(Writing.told)], drafts)
    return { turns, draft: drafts[0] ?? { parts: [], reason: "stop" as const, output: 0 }, counts }
  })

/** Fields that need a provider which keeps what it is told. */
const unkept = ({ background, conversation, previousResponseId, prompt }: ResponsesRequest) => {
  const what =
    previousResponseId !== undefined
      ? "previousResponseId"
      : conversation !== undefined
        ? "conversation"
        : prompt !== undefined
          ? "a stored prompt"
          : background === true
            ? "background"
            : undefined
  return what === undefined ? undefined : new Unsupported({ what, instead: "give the whole conversation as input" })
}

type AnyTool = NonNullable<ResponsesRequest["tools"]>[number]
const toolOf = (tool: AnyTool): Result.Result<Tool, Unsupported> =>
  "type" in tool
    ? Result.fail(new Unsupported({ what: `the hosted tool "${tool.type}"`, instead: "give a tool of your own" }))
    : Result.succeed(tool)

interface Identified {
  readonly part: Drafted
  readonly itemId: string
}

/** The whole lifecycle: created, in progress, each item and its parts, then completed, or incomplete where it was cut. */
const eventsOf = (
  head: { readonly id: string; readonly model: string },
  draft: Draft,
  items: ReadonlyArray<Identified>,
  usage: Readonly<Record<string, number>>
): ReadonlyArray<KnownEvent> => {
  const isCut = draft.reason === "length"
  const response = (status: string, output: ReadonlyArray<Item>) => ({
    ...head,
    status,
    output,
    usage: status === "in_progress" ? null : usage,
    incomplete_details: status === "incomplete" ? { reason: "max_output_tokens" } : null
  })
  const statusOf = (index: number) => (isCut && index === items.length - 1 ? "incomplete" : "completed")
  const finished = items.map((item, index) => itemOf(item, statusOf(index), item.part.text))
  const last = isCut ? "incomplete" : "completed"
  return [
    { type: "response.created", response: response("in_progress", []) },
    { type: "response.in_progress", response: response("in_progress", []) },
    ...items.flatMap((item, index) => itemEvents(item, index, statusOf(index))),
    last === "incomplete"
      ? { type: "response.incomplete", response: response(last, finished) }
      : { type: "response.completed", response: response(last, finished) }
  ]
}

const itemOf = ({ itemId: id, part }: Identified, status: string, text: string): Item =>
  part.type === "call"
    ? { type: "function_call", id, call_id: id.replace("fc", "call"), name: part.name, arguments: text, status }
    : { type: "message", id, role: "assistant", status, content: status === "in_progress" ? [] : [textPart(text)] }

const textPart = (text: string) => ({ type: "output_text", text, annotations: [], logprobs: [] })

const itemEvents = (item: Identified, output_index: number, status: string): ReadonlyArray<KnownEvent> => {
  const { itemId: item_id, part } = item
  const at = { item_id, output_index }
  const { text, tokens } = part
  return [
    { type: "response.output_item.added", output_index, item: itemOf(item, "in_progress", "") },
    ...(part.type === "call"
      ? [
          ...tokens.map((delta) => ({ type: "response.function_call_arguments.delta", ...at, delta }) as const),
          { type: "response.function_call_arguments.done", ...at, arguments: text } as const
        ]
      : textEvents({ ...at, content_index: 0 }, tokens, text)),
    { type: "response.output_item.done", output_index, item: itemOf(item, status, text) }
  ]
}

const textEvents = (
  at: { readonly item_id: string; readonly output_index: number; readonly content_index: number },
  tokens: ReadonlyArray<string>,
  text: string
): ReadonlyArray<KnownEvent> => [
  { type: "response.content_part.added", ...at, part: textPart("") },
  ...tokens.map((delta) => ({ type: "response.output_text.delta", ...at, delta, logprobs: [] }) as const),
  { type: "response.output_text.done", ...at, text, logprobs: [] },
  { type: "response.content_part.done", ...at, part: textPart(text) }
]

const numbered = (events: ReadonlyArray<KnownEvent>): ReadonlyArray<ResponsesEvent> =>
  events.map((event, sequence_number) => ({ ...event, sequence_number }))
