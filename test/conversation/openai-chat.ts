/** The conversation on OpenAI's chat wire, as OpenAI writes it; signed thoughts as OpenRouter writes them. */
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import { city, imageBase64, proof, shape, thought, usage } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const head = {
  id: "chatcmpl-9",
  object: "chat.completion.chunk",
  created: 1760000000,
  model: "m-2026-01-01",
  service_tier: "default",
  system_fingerprint: "fp_1"
}
const chunk = (fields: object) => Wire.sse({ ...head, usage: null, ...fields, obfuscation: "kQ3z" })
const delta = (delta: object, index = 0) => chunk({ choices: [{ index, delta, logprobs: null, finish_reason: null }] })
const end = (finish_reason: string, index = 0) =>
  chunk({ choices: [{ index, delta: {}, logprobs: null, finish_reason }] })
const tail = [
  chunk({
    choices: [],
    usage: {
      prompt_tokens: usage.input,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.output,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 }
    }
  }),
  Wire.sse("[DONE]")
]
const begin = (index = 0) => delta({ role: "assistant", content: "", refusal: null }, index)
const said = (text: string) => Wire.words(text).map((content) => delta({ content }))
const text = (text: string, reason = "stop") => [begin(), ...said(text), end(reason), ...tail]

const call = (index: number, id: string, name: string, ...parts: ReadonlyArray<string>) => [
  delta({ tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] }),
  ...parts.map((part) => delta({ tool_calls: [{ index, function: { arguments: part } }] }))
]
const calls = (...calls: ReadonlyArray<string>) => [
  delta({ role: "assistant", content: null }),
  ...calls,
  end("tool_calls"),
  ...tail
]

const tools = {
  tools: [{ type: "function", function: { name: "weather", description: "The weather in a city", parameters: city } }]
}

/** OpenRouter carries other vendors' proofs. */
const details = [{ type: "reasoning.text", text: thought, signature: proof, format: "anthropic-claude-v1", index: 0 }]
const openRouter = OpenAiChat.make({ reasoning: "object", history: "reasoning_details" })

const error = (status: number, message: string, type: string, code: string | null, more: object = {}) => ({
  status,
  body: { error: { message, type, param: null, code } },
  says: { description: message, type, ...(code !== null && { code }), ...more }
})

/** OpenAI says on all of its wires alike what went wrong. */
export const errors = {
  "bad request": error(400, "Unknown parameter: 'x'.", "invalid_request_error", "unknown_parameter"),
  unauthorized: error(401, "Incorrect API key provided: sk-…", "invalid_request_error", "invalid_api_key"),
  "rate limit": {
    ...error(429, "Rate limit reached for m", "requests", "rate_limit_exceeded", { retryAfterMillis: 2000 }),
    headers: { "retry-after": "2", "retry-after-ms": "2000" }
  },
  quota: error(429, "You exceeded your current quota.", "insufficient_quota", "insufficient_quota"),
  overloaded: error(503, "The engine is currently overloaded.", "service_unavailable_error", null),
  "server error": error(500, "The server had an error.", "server_error", null),
  "context length": error(
    400,
    "This model's maximum context length is 128000 tokens.",
    "invalid_request_error",
    "context_length_exceeded"
  )
} as const

const plain = { sends: Wire.asked, answers: text(Wire.saying("plain")) }

export const wire = Wire.make<"chat">({
  name: "openai-chat",
  operation: "chat",
  protocol: OpenAiChat.protocol,
  path: "/chat/completions",
  contentType: "text/event-stream; charset=utf-8",
  requestId: "x-request-id",
  cells: {
    ...errors,
    plain: { ...plain, sends: { ...Wire.asked, model: "m", stream: true, stream_options: { include_usage: true } } },
    system: {
      sends: { messages: [{ role: "system", content: "Answer in one word." }, ...Wire.asked.messages] },
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
            role: "user",
            content: [
              { type: "text", text: "What is this?" },
              { type: "image_url", image_url: { url: `data:image/png;base64,${imageBase64}` } }
            ]
          }
        ]
      },
      answers: text(Wire.saying("image in"))
    },
    "tool call": {
      sends: tools,
      answers: calls(...call(0, "call_1", "weather", '{"ci', 'ty":"', 'Oslo"}'))
    },
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
            tool_calls: [
              { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } }
            ]
          },
          { role: "tool", tool_call_id: "call_1", content: "Rain, 9 °C" }
        ]
      },
      answers: text(Wire.saying("tool result"))
    },
    reasoning: {
      sends: { reasoning_effort: "high" },
      answers: [
        begin(),
        ...Wire.words(thought).map((reasoning_content) => delta({ content: null, reasoning_content })),
        ...said(Wire.saying("reasoning")),
        end("stop"),
        ...tail
      ]
    },
    "reasoning with signature": {
      by: openRouter,
      sends: { reasoning: { effort: "high" } },
      answers: [
        ": OPENROUTER PROCESSING\n\n",
        delta({
          role: "assistant",
          content: "",
          reasoning: thought,
          reasoning_details: [{ ...details[0], signature: null }]
        }),
        delta({ content: "", reasoning_details: [{ ...details[0], text: undefined }] }),
        ...said(Wire.saying("reasoning")),
        end("stop"),
        ...tail
      ],
      returns: {
        messages: [{}, { role: "assistant", reasoning_details: [{ text: thought, signature: proof }] }, {}]
      }
    },
    "structured output": {
      sends: { response_format: { type: "json_schema", json_schema: { name: "bridge", schema: shape, strict: true } } },
      answers: text(Wire.saying("structured output"))
    },
    refusal: {
      sends: Wire.asked,
      answers: [
        begin(),
        ...Wire.words("I cannot help with that.").map((refusal) => delta({ refusal })),
        end("stop"),
        ...tail
      ]
    },
    "length stop": { sends: { max_completion_tokens: 5 }, answers: text(Wire.saying("length stop"), "length") },
    "content filter": { sends: Wire.asked, answers: text(Wire.saying("content filter"), "content_filter") },
    "Unicode across reads": { sends: Wire.asked, answers: text(Wire.saying("Unicode across reads")) },
    "several answers": {
      sends: { n: 2 },
      answers: [
        begin(0),
        begin(1),
        delta({ content: "Heim" }, 0),
        delta({ content: "Nobody" }, 1),
        delta({ content: "dall." }, 0),
        end("stop", 0),
        delta({ content: "." }, 1),
        end("stop", 1),
        ...tail
      ]
    },
    cancellation: plain,
    "error inside a 200": {
      sends: Wire.asked,
      answers: [
        begin(),
        ...said(Wire.saying("error inside a 200")),
        Wire.sse({ error: { message: "The server had an error.", type: "server_error", param: null, code: null } })
      ],
      says: { description: "The server had an error.", type: "server_error" }
    }
  }
})
