/** The conversation on Anthropic's Messages wire, as Anthropic writes it. */
import * as AnthropicMessages from "effect-bifrost/protocols/AnthropicMessages"
import { city, imageBase64, proof, question, shape, thought, usage } from "./scenarios.ts"
import * as Wire from "./wire.ts"

export type Event = { readonly type: string; readonly [field: string]: unknown }

const begin: ReadonlyArray<Event> = [
  {
    type: "message_start",
    message: {
      id: "msg_9",
      type: "message",
      role: "assistant",
      model: "claude-m",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: usage.input,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        output_tokens: 1,
        service_tier: "standard"
      }
    }
  },
  { type: "ping" }
]
const end = (stop_reason: string, more: object = {}): ReadonlyArray<Event> => [
  {
    type: "message_delta",
    delta: { stop_reason, stop_sequence: null, ...more },
    usage: { output_tokens: usage.output }
  },
  { type: "message_stop" }
]
const block = (content_block: object, deltas: ReadonlyArray<object>) => (index: number) => [
  { type: "content_block_start", index, content_block },
  ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
  { type: "content_block_stop", index }
]
const said = (text: string) =>
  block(
    { type: "text", text: "" },
    Wire.words(text).map((text) => ({ type: "text_delta", text }))
  )
const thinking = (signature: string) =>
  block({ type: "thinking", thinking: "", signature: "" }, [
    ...Wire.words(thought).map((thinking) => ({ type: "thinking_delta", thinking })),
    { type: "signature_delta", signature }
  ])
const call = (id: string, name: string, ...parts: ReadonlyArray<string>) =>
  block(
    { type: "tool_use", id, name, input: {} },
    ["", ...parts].map((partial_json) => ({ type: "input_json_delta", partial_json }))
  )
type Block = ReturnType<typeof block>
const all = (reason: string, ...blocks: ReadonlyArray<Block>): ReadonlyArray<Event> => [
  ...begin,
  ...blocks.flatMap((block, at) => block(at)),
  ...end(reason)
]

const user = { role: "user", content: [{ type: "text", text: question }] }
const sends = { messages: [user] }
const tools = { tools: [{ name: "weather", description: "The weather in a city", input_schema: city }] }

const error = (status: number, type: string, message: string) => ({
  status,
  body: { type: "error", error: { type, message }, request_id: "req_42" },
  says: { description: message, type }
})

/** What is asked and answered, in events that other hosts carry in frames of their own. */
export const events = {
  plain: { sends: { ...sends, max_tokens: 4096 }, answers: all("end_turn", said(Wire.saying("plain"))) },
  system: {
    sends: { ...sends, system: [{ type: "text", text: "Answer in one word." }] },
    answers: all("end_turn", said(Wire.saying("system")))
  },
  "several turns": {
    sends: {
      messages: [
        user,
        { role: "assistant", content: [{ type: "text", text: "Heimdall." }] },
        { role: "user", content: [{ type: "text", text: "Who built it?" }] }
      ]
    },
    answers: all("end_turn", said(Wire.saying("several turns")))
  },
  "image in": {
    sends: {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is this?" },
            { type: "image", source: { type: "base64", media_type: "image/png", data: imageBase64 } }
          ]
        }
      ]
    },
    answers: all("end_turn", said(Wire.saying("image in")))
  },
  "tool call": { sends: tools, answers: all("tool_use", call("call_1", "weather", '{"ci', 'ty": "Os', 'lo"}')) },
  "two parallel calls": {
    sends: tools,
    answers: all(
      "tool_use",
      call("call_1", "weather", '{"city":', ' "Oslo"}'),
      call("call_2", "weather", '{"city":', ' "Roma"}')
    )
  },
  "call without arguments": {
    sends: { tools: [{ name: "now", input_schema: { type: "object" } }] },
    answers: all("tool_use", call("call_1", "now"))
  },
  "tool result": {
    sends: {
      messages: [
        user,
        { role: "assistant", content: [{ type: "tool_use", id: "call_1", name: "weather", input: { city: "Oslo" } }] },
        {
          role: "user",
          content: [{ type: "tool_result", tool_use_id: "call_1", content: [{ type: "text", text: "Rain, 9 °C" }] }]
        }
      ]
    },
    answers: all("end_turn", said(Wire.saying("tool result")))
  },
  reasoning: {
    sends: { thinking: { type: "adaptive" }, output_config: { effort: "high" } },
    answers: all("end_turn", thinking(proof), said(Wire.saying("reasoning")))
  },
  "reasoning with signature": {
    sends: { thinking: { type: "adaptive" }, output_config: { effort: "high" } },
    answers: all("end_turn", thinking(proof), said(Wire.saying("reasoning"))),
    returns: {
      messages: [
        user,
        { role: "assistant", content: [{ type: "thinking", thinking: thought, signature: proof }, { type: "text" }] },
        {}
      ]
    }
  },
  "structured output": {
    sends: { output_config: { format: { type: "json_schema", schema: shape } } },
    answers: all("end_turn", said(Wire.saying("structured output")))
  },
  "length stop": { sends: { max_tokens: 5 }, answers: all("max_tokens", said(Wire.saying("length stop"))) },
  "content filter": { sends, answers: all("refusal", said(Wire.saying("content filter"))) },
  "Unicode across reads": { sends, answers: all("end_turn", said(Wire.saying("Unicode across reads"))) },
  cancellation: { sends, answers: all("end_turn", said(Wire.saying("cancellation"))) },
  "error inside a 200": {
    sends,
    answers: [...begin, ...said(Wire.saying("error inside a 200"))(0).slice(0, -1)]
  }
} as const

export const gaps = {
  refusal: Wire.unsaid("a refusal is a reason to stop: see the content filter"),
  "several answers": Wire.refused("n", "the wire has one answer to a request")
} as const

/** Half of the recordings pad an event with blanks. */
const sse = (event: Event, at: number) =>
  `event: ${event.type}\ndata: ${JSON.stringify(event).replace(/}$/, `${" ".repeat(at % 4)}}`)}\n\n`
const inSse = <Cell extends { readonly answers: ReadonlyArray<Event> }>(cell: Cell) => ({
  ...cell,
  answers: cell.answers.map(sse)
})

export const wire = Wire.make<"chat">({
  name: "anthropic-messages",
  operation: "chat",
  protocol: AnthropicMessages.protocol,
  path: "/messages",
  contentType: "text/event-stream; charset=utf-8",
  requestId: "request-id",
  cells: {
    plain: inSse({ ...events.plain, sends: { ...events.plain.sends, model: "m", stream: true } }),
    system: inSse(events.system),
    "several turns": inSse(events["several turns"]),
    "image in": inSse(events["image in"]),
    "tool call": inSse(events["tool call"]),
    "two parallel calls": inSse(events["two parallel calls"]),
    "call without arguments": inSse(events["call without arguments"]),
    "tool result": inSse(events["tool result"]),
    reasoning: inSse(events.reasoning),
    "reasoning with signature": inSse(events["reasoning with signature"]),
    "structured output": inSse(events["structured output"]),
    "length stop": inSse(events["length stop"]),
    "content filter": inSse(events["content filter"]),
    "Unicode across reads": inSse(events["Unicode across reads"]),
    cancellation: inSse(events.cancellation),
    ...gaps,
    "bad request": error(400, "invalid_request_error", "messages: roles must alternate"),
    unauthorized: error(401, "authentication_error", "invalid x-api-key"),
    "rate limit": {
      ...error(429, "rate_limit_error", "This request would exceed your organization's rate limit"),
      headers: { "retry-after": "2" }
    },
    quota: error(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API."),
    overloaded: error(529, "overloaded_error", "Overloaded"),
    "server error": error(500, "api_error", "Internal server error"),
    "context length": error(400, "invalid_request_error", "prompt is too long: 200251 tokens > 199999 maximum"),
    "error inside a 200": {
      ...inSse({
        ...events["error inside a 200"],
        answers: [
          ...events["error inside a 200"].answers,
          {
            type: "error",
            error: { type: "api_error", message: "Internal server error" },
            request_id: "req_42"
          }
        ]
      }),
      says: { description: "Internal server error", type: "api_error" }
    }
  }
})
