/** The conversation on the Responses wire, event by event as OpenAI writes it. */
import * as OpenAiResponses from "effect-bifrost/protocols/OpenAiResponses"
import * as OpenAiChat from "./openai-chat.ts"
import { city, imageBase64, proof, question, shape, thought, usage } from "./scenarios.ts"
import * as Wire from "./wire.ts"

type Event = { readonly type: string; readonly [field: string]: unknown }

const counted = {
  input_tokens: usage.input,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: usage.output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: usage.input + usage.output
}
const response = (status: string, more: object = {}) => ({
  response: { id: "resp_9", object: "response", created_at: 1760000000, model: "m-2026", status, output: [], ...more }
})
const begin: ReadonlyArray<Event> = [
  { type: "response.created", ...response("in_progress") },
  { type: "response.in_progress", ...response("in_progress") }
]
const end = (items: ReadonlyArray<Item>, why?: string): Event =>
  why === undefined
    ? {
        type: "response.completed",
        ...response("completed", { output: items.map(({ whole }) => whole), usage: counted })
      }
    : {
        type: "response.incomplete",
        ...response("incomplete", {
          output: items.map(({ whole }) => whole),
          usage: counted,
          incomplete_details: { reason: why }
        })
      }

/** An item as a whole, and the events by which it comes at its place. */
interface Item {
  readonly whole: object
  readonly events: (output_index: number) => ReadonlyArray<Event>
}
const numbered = (events: ReadonlyArray<Event>) =>
  events.map((event, sequence_number) => Wire.sse({ ...event, sequence_number }, event.type))
const all = (items: ReadonlyArray<Item>, why?: string) =>
  numbered([...begin, ...items.flatMap(({ events }, at) => events(at)), end(items, why)])

const message = (kind: "output_text" | "refusal", text: string): Item => {
  const part = (text: string) =>
    kind === "refusal" ? { type: kind, refusal: text } : { type: kind, text, annotations: [], logprobs: [] }
  const whole = { id: "msg_1", type: "message", role: "assistant", status: "completed", content: [part(text)] }
  return {
    whole,
    events: (output_index) => {
      const at = { item_id: "msg_1", output_index, content_index: 0 }
      return [
        { type: "response.output_item.added", output_index, item: { ...whole, status: "in_progress", content: [] } },
        { type: "response.content_part.added", ...at, part: part("") },
        ...Wire.words(text).map((delta) => ({ type: `response.${kind}.delta`, ...at, delta, obfuscation: "a1" })),
        { type: `response.${kind}.done`, ...at, ...(kind === "refusal" ? { refusal: text } : { text }) },
        { type: "response.content_part.done", ...at, part: part(text) },
        { type: "response.output_item.done", output_index, item: whole }
      ]
    }
  }
}
const call = (call_id: string, name: string, ...parts: ReadonlyArray<string>): Item => {
  const id = `fc_${call_id}`
  const whole = { id, type: "function_call", status: "completed", call_id, name, arguments: parts.join("") }
  return {
    whole,
    events: (output_index) => [
      { type: "response.output_item.added", output_index, item: { ...whole, status: "in_progress", arguments: "" } },
      ...parts.map((delta) => ({
        type: "response.function_call_arguments.delta",
        item_id: id,
        output_index,
        delta
      })),
      { type: "response.function_call_arguments.done", item_id: id, output_index, arguments: parts.join("") },
      { type: "response.output_item.done", output_index, item: whole }
    ]
  }
}
const reasoning = (sealed?: string): Item => {
  const whole = {
    id: "rs_1",
    type: "reasoning",
    summary: [{ type: "summary_text", text: thought }],
    ...(sealed !== undefined && { encrypted_content: sealed })
  }
  const at = { item_id: "rs_1", summary_index: 0 }
  return {
    whole,
    events: (output_index) => [
      { type: "response.output_item.added", output_index, item: { ...whole, summary: [] } },
      { type: "response.reasoning_summary_part.added", ...at, output_index, part: { type: "summary_text", text: "" } },
      ...Wire.words(thought).map((delta) => ({
        type: "response.reasoning_summary_text.delta",
        ...at,
        output_index,
        delta
      })),
      { type: "response.reasoning_summary_text.done", ...at, output_index, text: thought },
      {
        type: "response.reasoning_summary_part.done",
        ...at,
        output_index,
        part: { type: "summary_text", text: thought }
      },
      { type: "response.output_item.done", output_index, item: whole }
    ]
  }
}

const text = (text: string, why?: string) => all([message("output_text", text)], why)
const user = { role: "user", content: question }
const sends = { input: [user] }
const plain = { sends, answers: text(Wire.saying("plain")) }
const tools = { tools: [{ type: "function", name: "weather", description: "The weather in a city", parameters: city }] }

export const wire = Wire.make<"responses">({
  name: "openai-responses",
  operation: "responses",
  protocol: OpenAiResponses.protocol,
  path: "/responses",
  contentType: "text/event-stream; charset=utf-8",
  requestId: "x-request-id",
  cells: {
    ...OpenAiChat.errors,
    plain: { ...plain, sends: { ...sends, model: "m", stream: true } },
    system: {
      sends: { input: [{ role: "system", content: "Answer in one word." }, user] },
      answers: text(Wire.saying("system"))
    },
    "several turns": {
      sends: {
        input: [user, { role: "assistant", content: "Heimdall." }, { role: "user", content: "Who built it?" }]
      },
      answers: text(Wire.saying("several turns"))
    },
    "image in": {
      sends: {
        input: [
          {
            role: "user",
            content: [
              { type: "input_text", text: "What is this?" },
              { type: "input_image", image_url: `data:image/png;base64,${imageBase64}` }
            ]
          }
        ]
      },
      answers: text(Wire.saying("image in"))
    },
    "tool call": { sends: tools, answers: all([call("call_1", "weather", '{"ci', 'ty":"Oslo"}')]) },
    "two parallel calls": {
      sends: tools,
      answers: all([call("call_1", "weather", '{"city":"Oslo"}'), call("call_2", "weather", '{"city":', '"Roma"}')])
    },
    "call without arguments": {
      sends: { tools: [{ type: "function", name: "now", parameters: { type: "object" } }] },
      answers: all([call("call_1", "now", "{}")])
    },
    "tool result": {
      sends: {
        input: [
          user,
          { type: "function_call", call_id: "call_1", name: "weather", arguments: '{"city":"Oslo"}' },
          { type: "function_call_output", call_id: "call_1", output: "Rain, 9 °C" }
        ]
      },
      answers: text(Wire.saying("tool result"))
    },
    reasoning: {
      sends: { reasoning: { effort: "high" } },
      answers: all([reasoning(), message("output_text", Wire.saying("reasoning"))])
    },
    "reasoning with signature": {
      more: { include: ["reasoning.encrypted_content"] },
      sends: { reasoning: { effort: "high" }, include: ["reasoning.encrypted_content"] },
      answers: all([reasoning(proof), message("output_text", Wire.saying("reasoning"))]),
      returns: { input: [user, { type: "reasoning", id: "rs_1", encrypted_content: proof }, { type: "message" }, {}] }
    },
    "structured output": {
      sends: { text: { format: { type: "json_schema", name: "bridge", schema: shape, strict: true } } },
      answers: text(Wire.saying("structured output"))
    },
    refusal: { sends, answers: all([message("refusal", "I cannot help with that.")]) },
    "length stop": {
      sends: { max_output_tokens: 5 },
      answers: text(Wire.saying("length stop"), "max_output_tokens")
    },
    "content filter": { sends, answers: text(Wire.saying("content filter"), "content_filter") },
    "Unicode across reads": { sends, answers: text(Wire.saying("Unicode across reads")) },
    "several answers": Wire.refused("n", "the standard has one answer to a request"),
    cancellation: plain,
    "error inside a 200": {
      sends,
      answers: numbered([
        ...begin,
        ...message("output_text", Wire.saying("error inside a 200")).events(0).slice(0, 3),
        {
          type: "response.failed",
          ...response("failed", { error: { code: "server_error", message: "The server had an error." } })
        }
      ]),
      says: { description: "The server had an error.", code: "server_error" }
    }
  }
})
