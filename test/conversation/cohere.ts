/** The conversation on Cohere's wire, as Cohere writes it. */
import * as CohereChat from "effect-bifrost/protocols/CohereChat"
import { city, imageBase64, question, shape, thought, usage } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const event = (type: string, fields: object = {}) => Wire.sse({ type, ...fields }, type)
const begin = event("message-start", {
  id: "29f14a5a",
  delta: { message: { role: "assistant", content: [], tool_plan: "", tool_calls: [], citations: [] } }
})
const end = (finish_reason: string, more: object = {}) => [
  event("message-end", {
    delta: {
      ...more,
      finish_reason,
      usage: {
        billed_units: { input_tokens: 3, output_tokens: usage.output },
        tokens: { input_tokens: usage.input, output_tokens: usage.output },
        cached_tokens: 0
      }
    }
  }),
  Wire.sse("[DONE]")
]
const content = (index: number, type: "text" | "thinking", text: string) => [
  event("content-start", { index, delta: { message: { content: { type, [type]: "" } } } }),
  ...Wire.words(text).map((piece) =>
    event("content-delta", { index, delta: { message: { content: { [type]: piece } } } })
  ),
  event("content-end", { index })
]
const text = (text: string, reason = "COMPLETE") => [begin, ...content(0, "text", text), ...end(reason)]
const call = (index: number, id: string, name: string, ...parts: ReadonlyArray<string>) => {
  const piece = (type: string, tool_calls: object) => event(type, { index, delta: { message: { tool_calls } } })
  return [
    piece("tool-call-start", { id, type: "function", function: { name, arguments: "" } }),
    ...parts.map((part) => piece("tool-call-delta", { function: { arguments: part } })),
    event("tool-call-end", { index })
  ]
}
const calls = (...calls: ReadonlyArray<string>) => [
  begin,
  event("tool-plan-delta", { delta: { message: { tool_plan: "I will look it up." } } }),
  ...calls,
  ...end("TOOL_CALL")
]

const tools = {
  tools: [{ type: "function", function: { name: "weather", description: "The weather in a city", parameters: city } }]
}
const plain = { sends: Wire.asked, answers: text(Wire.saying("plain")) }
const error = (status: number, message: string) => ({
  status,
  body: { id: "95f5f1a0", message },
  says: { description: message }
})

export const wire = Wire.make<"chat">({
  name: "cohere-v2",
  operation: "chat",
  protocol: CohereChat.protocol,
  path: "/chat",
  contentType: "text/event-stream",
  cells: {
    plain: { ...plain, sends: { ...Wire.asked, model: "m", stream: true } },
    system: {
      sends: {
        messages: [
          { role: "system", content: "Answer in one word." },
          { role: "user", content: question }
        ]
      },
      answers: text(Wire.saying("system"))
    },
    "several turns": {
      sends: {
        messages: [
          ...Wire.asked.messages,
          { role: "assistant", content: "Heimdall." },
          { role: "user", content: "Who built it?" }
        ]
      },
      answers: text(Wire.saying("several turns"))
    },
    "image in": {
      sends: {
        messages: [
          {
            content: [
              { type: "text", text: "What is this?" },
              { type: "image_url", image_url: { url: `data:image/png;base64,${imageBase64}` } }
            ]
          }
        ]
      },
      answers: text(Wire.saying("image in"))
    },
    "tool call": { sends: tools, answers: calls(...call(0, "call_1", "weather", '{"ci', 'ty":"Oslo', '"}')) },
    "two parallel calls": {
      sends: tools,
      answers: calls(
        ...call(0, "call_1", "weather", '{"city":', '"Oslo"}'),
        ...call(1, "call_2", "weather", '{"city":', '"Roma"}')
      )
    },
    "call without arguments": {
      sends: { tools: [{ type: "function", function: { name: "now", parameters: { type: "object" } } }] },
      answers: calls(...call(0, "call_1", "now"))
    },
    "tool result": {
      sends: {
        messages: [
          ...Wire.asked.messages,
          {
            role: "assistant",
            tool_calls: [{ id: "call_1", function: { name: "weather", arguments: '{"city":"Oslo"}' } }]
          },
          { role: "tool", tool_call_id: "call_1", content: "Rain, 9 °C" }
        ]
      },
      answers: text(Wire.saying("tool result"))
    },
    reasoning: {
      // it thinks by a budget, and knows no levels
      more: { reasoning: { budgetTokens: 1024 } },
      sends: { thinking: { type: "enabled", token_budget: 1024 } },
      answers: [
        begin,
        ...content(0, "thinking", thought),
        ...content(1, "text", Wire.saying("reasoning")),
        ...end("COMPLETE")
      ],
      returns: {
        messages: [{}, { role: "assistant", content: [{ type: "thinking", thinking: thought }, { type: "text" }] }, {}]
      }
    },
    "reasoning with signature": Wire.unsaid("its thoughts are plain text, which goes back unsigned"),
    "structured output": {
      sends: { response_format: { type: "json_object", json_schema: shape } },
      answers: text(Wire.saying("structured output"))
    },
    refusal: Wire.unsaid("a refusal is text like any other"),
    "length stop": { sends: { max_tokens: 5 }, answers: text(Wire.saying("length stop"), "MAX_TOKENS") },
    "content filter": Wire.unsaid("no finish reason of its second version tells of a filter"),
    "Unicode across reads": { sends: Wire.asked, answers: text(Wire.saying("Unicode across reads")) },
    "several answers": Wire.refused("n", "the wire has one answer to a request"),
    cancellation: plain,
    "bad request": error(
      400,
      "invalid request: message must be at least 1 token long or tool results must be specified."
    ),
    unauthorized: error(401, "invalid api token"),
    "rate limit": error(429, "You are using a Trial key, which is limited to 20 API calls / minute."),
    quota: error(402, "Please add or update your payment method to continue."),
    overloaded: error(503, "The service is temporarily overloaded, please try again."),
    "server error": error(500, "internal server error, this has been reported to our developers"),
    "context length": error(
      400,
      "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 4292."
    ),
    "error inside a 200": {
      sends: Wire.asked,
      answers: [
        begin,
        ...content(0, "text", Wire.saying("error inside a 200")),
        ...end("ERROR", { error: "an internal error occurred" })
      ],
      says: { description: "an internal error occurred" }
    }
  }
})
