/** The conversation on Bedrock's ConverseStream: frames with padding, the stop before the counts. */
import * as BedrockConverse from "effect-bifrost/protocols/BedrockConverse"
import * as EventStream from "../kit/eventstream.ts"
import { city, imageBase64, proof, question, shape, thought, usage } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const frame = (name: string, payload: object) =>
  EventStream.encode(`${name} ${JSON.stringify({ ...payload, p: "abcdefghij" })}`)
const begin = frame("messageStart", { role: "assistant" })
const delta = (contentBlockIndex: number, delta: object) => frame("contentBlockDelta", { contentBlockIndex, delta })
const stop = (contentBlockIndex: number) => frame("contentBlockStop", { contentBlockIndex })
const end = (stopReason: string) => [
  frame("messageStop", { stopReason }),
  frame("metadata", {
    usage: {
      inputTokens: usage.input,
      outputTokens: usage.output,
      totalTokens: usage.input + usage.output,
      serverToolUsage: {}
    },
    metrics: { latencyMs: 551 }
  })
]
const said = (text: string, index = 0) => [...Wire.words(text).map((text) => delta(index, { text })), stop(index)]
const text = (text: string, reason = "end_turn") => [begin, ...said(text), ...end(reason)]
const call = (contentBlockIndex: number, toolUseId: string, name: string, ...parts: ReadonlyArray<string>) => [
  frame("contentBlockStart", { contentBlockIndex, start: { toolUse: { toolUseId, name } } }),
  ...["", ...parts].map((input) => delta(contentBlockIndex, { toolUse: { input } })),
  stop(contentBlockIndex)
]
const thoughts = (...more: ReadonlyArray<object>) => [
  ...Wire.words(thought).map((text) => delta(0, { reasoningContent: { text } })),
  ...more.map((reasoningContent) => delta(0, { reasoningContent })),
  stop(0)
]

const user = { role: "user", content: [{ text: question }] }
const sends = { messages: [user] }
const tools = {
  toolConfig: {
    tools: [{ toolSpec: { name: "weather", description: "The weather in a city", inputSchema: { json: city } } }]
  }
}
const plain = { sends, answers: text(Wire.saying("plain")) }

const error = (status: number, type: string, message: string) => ({
  status,
  headers: { "x-amzn-errortype": `${type}:http://internal.amazon.com/coral/com.amazon.bedrock/` },
  body: { message },
  says: { description: message, code: type }
})
/** Both of Bedrock's wires fail alike. */
export const errors = {
  "bad request": error(400, "ValidationException", "Malformed input request: #: required key not found"),
  unauthorized: error(403, "UnrecognizedClientException", "The security token included in the request is invalid."),
  "rate limit": error(429, "ThrottlingException", "Too many requests, please wait before trying again."),
  quota: error(400, "ServiceQuotaExceededException", "Your request exceeds the service quota for your account."),
  overloaded: error(503, "ServiceUnavailableException", "Bedrock is unable to process your request."),
  "server error": error(500, "InternalServerException", "The system encountered an unexpected error."),
  "context length": error(400, "ValidationException", "Input is too long for requested model.")
} as const
export const exception = EventStream.encode(
  '!internalServerException {"message":"The system encountered an unexpected error."}'
)
export const says = {
  description: "The system encountered an unexpected error.",
  code: "internalServerException"
}

export const wire = Wire.make<"chat">({
  name: "bedrock-converse",
  operation: "chat",
  protocol: BedrockConverse.protocol,
  path: "/model/m/converse-stream",
  contentType: "application/vnd.amazon.eventstream",
  requestId: "x-amzn-requestid",
  cells: {
    ...errors,
    plain,
    system: {
      sends: { ...sends, system: [{ text: "Answer in one word." }] },
      answers: text(Wire.saying("system"))
    },
    "several turns": {
      sends: {
        messages: [
          user,
          { role: "assistant", content: [{ text: "Heimdall." }] },
          { role: "user", content: [{ text: "Who built it?" }] }
        ]
      },
      answers: text(Wire.saying("several turns"))
    },
    "image in": {
      sends: {
        messages: [
          { content: [{ text: "What is this?" }, { image: { format: "png", source: { bytes: imageBase64 } } }] }
        ]
      },
      answers: text(Wire.saying("image in"))
    },
    "tool call": {
      sends: tools,
      answers: [begin, ...call(0, "call_1", "weather", '{"ci', 'ty":"Oslo"}'), ...end("tool_use")]
    },
    "two parallel calls": {
      sends: tools,
      answers: [
        begin,
        ...call(0, "call_1", "weather", '{"city":', '"Oslo"}'),
        ...call(1, "call_2", "weather", '{"city":', '"Roma"}'),
        ...end("tool_use")
      ]
    },
    "call without arguments": {
      sends: { toolConfig: { tools: [{ toolSpec: { name: "now", inputSchema: { json: { type: "object" } } } }] } },
      answers: [begin, ...call(0, "call_1", "now"), ...end("tool_use")]
    },
    "tool result": {
      sends: {
        messages: [
          user,
          {
            role: "assistant",
            content: [{ toolUse: { toolUseId: "call_1", name: "weather", input: { city: "Oslo" } } }]
          },
          { role: "user", content: [{ toolResult: { toolUseId: "call_1", content: [{ text: "Rain, 9 °C" }] } }] }
        ]
      },
      answers: text(Wire.saying("tool result"))
    },
    reasoning: {
      sends: { outputConfig: { effort: "high" } },
      answers: [begin, ...thoughts(), ...said(Wire.saying("reasoning"), 1), ...end("end_turn")]
    },
    "reasoning with signature": {
      sends: { outputConfig: { effort: "high" } },
      answers: [
        begin,
        ...thoughts({ signature: proof }),
        ...said(Wire.saying("reasoning with signature"), 1),
        ...end("end_turn")
      ],
      returns: {
        messages: [
          user,
          {
            role: "assistant",
            content: [{ reasoningContent: { reasoningText: { text: thought, signature: proof } } }, {}]
          },
          {}
        ]
      }
    },
    "structured output": {
      sends: {
        outputConfig: {
          textFormat: {
            type: "json_schema",
            structure: { jsonSchema: { name: "bridge", schema: JSON.stringify(shape) } }
          }
        }
      },
      answers: text(Wire.saying("structured output"))
    },
    refusal: Wire.unsaid("a refusal is text, or a reason to stop: see the content filter"),
    "length stop": {
      sends: { inferenceConfig: { maxTokens: 5 } },
      answers: text(Wire.saying("length stop"), "max_tokens")
    },
    "content filter": { sends, answers: text(Wire.saying("content filter"), "guardrail_intervened") },
    "Unicode across reads": { sends, answers: text(Wire.saying("Unicode across reads")) },
    "several answers": Wire.refused("n", "the wire has one answer to a request"),
    cancellation: plain,
    "error inside a 200": {
      sends,
      answers: [begin, delta(0, { text: Wire.saying("error inside a 200") }), exception],
      says
    }
  }
})
