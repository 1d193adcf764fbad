/** The conversation on Ollama's own wires: lines, whole calls, counts on the last. */
import * as OllamaChat from "effect-bifrost/protocols/OllamaChat"
import * as OllamaGenerate from "effect-bifrost/protocols/OllamaGenerate"
import { city, imageBase64, question, shape, thought, usage } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const line = (fields: object) =>
  `${JSON.stringify({ model: "m", created_at: "2026-03-01T12:00:00.123456Z", ...fields })}\n`
const end = (content: object, done_reason: string) =>
  line({
    ...content,
    done: true,
    done_reason,
    total_duration: 5191566416,
    load_duration: 2154458,
    prompt_eval_count: usage.input,
    prompt_eval_duration: 383809000,
    eval_count: usage.output,
    eval_duration: 4799921000
  })
const message = (fields: object) => line({ message: { role: "assistant", content: "", ...fields }, done: false })
const last = (reason = "stop") => end({ message: { role: "assistant", content: "" } }, reason)
const said = (text: string) => Wire.words(text).map((content) => message({ content }))
const text = (text: string, reason?: string) => [...said(text), last(reason)]
const call = (id: string, name: string, index: number, args: object) =>
  message({ tool_calls: [{ id, function: { index, name, arguments: args } }] })

const continued = (text: string, reason = "stop") => [
  ...Wire.words(text).map((response) => line({ response, done: false })),
  end({ response: "", context: [1, 2, 3] }, reason)
]

const error = (status: number, message: string) => ({
  status,
  body: { error: message },
  says: { description: message }
})
/** Both wires fail alike. Keys and limits are ollama.com's. */
const errors = {
  "bad request": error(400, "m does not support tools"),
  unauthorized: error(401, "unauthorized"),
  "rate limit": error(429, "too many concurrent requests"),
  quota: error(429, "you've reached your hourly usage limit, please upgrade to continue"),
  overloaded: error(503, "server busy, please try again.  maximum pending requests exceeded"),
  "server error": error(500, "llama runner process has terminated: exit status 2"),
  "context length": error(400, "the input length exceeds the context length")
} as const
const failure = "an error was encountered while running the model: CUDA error"

const tools = {
  tools: [{ type: "function", function: { name: "weather", description: "The weather in a city", parameters: city } }]
}
const plain = { sends: Wire.asked, answers: text(Wire.saying("plain")) }

export const chat = Wire.make<"chat">({
  name: "ollama",
  operation: "chat",
  protocol: OllamaChat.protocol,
  path: "/api/chat",
  contentType: "application/x-ndjson",
  cells: {
    ...errors,
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
      sends: { messages: [{ role: "user", content: "What is this?", images: [imageBase64] }] },
      answers: text(Wire.saying("image in"))
    },
    "tool call": { sends: tools, answers: [call("call_1", "weather", 0, { city: "Oslo" }), last()] },
    "two parallel calls": {
      sends: tools,
      answers: [call("call_1", "weather", 0, { city: "Oslo" }), call("call_2", "weather", 1, { city: "Roma" }), last()]
    },
    "call without arguments": {
      sends: { tools: [{ type: "function", function: { name: "now", parameters: { type: "object" } } }] },
      answers: [call("call_1", "now", 0, {}), last()]
    },
    "tool result": {
      sends: {
        messages: [
          ...Wire.asked.messages,
          {
            role: "assistant",
            tool_calls: [{ id: "call_1", function: { name: "weather", arguments: { city: "Oslo" } } }]
          },
          { role: "tool", tool_name: "weather", tool_call_id: "call_1", content: "Rain, 9 °C" }
        ]
      },
      answers: text(Wire.saying("tool result"))
    },
    reasoning: {
      sends: { think: "high" },
      answers: [...Wire.words(thought).map((thinking) => message({ thinking })), ...text(Wire.saying("reasoning"))],
      returns: { messages: [{}, { role: "assistant", thinking: thought, content: "Heimdall." }, {}] }
    },
    "reasoning with signature": Wire.unsaid("its thoughts are plain text, which goes back unsigned"),
    "structured output": { sends: { format: shape }, answers: text(Wire.saying("structured output")) },
    refusal: Wire.unsaid("a refusal is text like any other"),
    "length stop": {
      sends: { options: { num_predict: 5 } },
      answers: text(Wire.saying("length stop"), "length")
    },
    "content filter": Wire.unsaid("it filters nothing"),
    "Unicode across reads": { sends: Wire.asked, answers: text(Wire.saying("Unicode across reads")) },
    "several answers": Wire.refused("n", "the wire has one answer to a request"),
    cancellation: plain,
    "error inside a 200": {
      sends: Wire.asked,
      answers: [...said(Wire.saying("error inside a 200")), `${JSON.stringify({ error: failure })}\n`],
      says: { description: failure }
    }
  }
})

const prompt = { prompt: question }

export const generate = Wire.make<"text">({
  name: "ollama-generate",
  operation: "text",
  protocol: OllamaGenerate.protocol,
  path: "/api/generate",
  contentType: "application/x-ndjson",
  cells: {
    ...Wire.beyondText,
    ...errors,
    plain: { sends: { ...prompt, model: "m", stream: true }, answers: continued(Wire.saying("plain")) },
    "length stop": {
      sends: { ...prompt, options: { num_predict: 5 } },
      answers: continued(Wire.saying("length stop"), "length")
    },
    "content filter": Wire.unsaid("it filters nothing"),
    "Unicode across reads": { sends: prompt, answers: continued(Wire.saying("Unicode across reads")) },
    "several answers": Wire.refused("n", "the wire has one answer to a request"),
    cancellation: { sends: prompt, answers: continued(Wire.saying("cancellation")) },
    "error inside a 200": {
      sends: prompt,
      answers: [line({ response: "Heim", done: false }), `${JSON.stringify({ error: failure })}\n`],
      says: { description: failure }
    }
  }
})
