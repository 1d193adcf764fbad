/** The conversation on OpenAI's completions wire, which has words for a prompt alone. */
import * as OpenAiCompletions from "effect-bifrost/protocols/OpenAiCompletions"
import * as OpenAiChat from "./openai-chat.ts"
import { question, usage } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const chunk = (fields: object) =>
  Wire.sse({ id: "cmpl-9", object: "text_completion", created: 1760000000, model: "m-001", usage: null, ...fields })
const piece = (text: string, index = 0, finish_reason: string | null = null) =>
  chunk({ choices: [{ text, index, logprobs: null, finish_reason }] })
const tail = [
  chunk({
    choices: [],
    usage: {
      prompt_tokens: usage.input,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.output
    }
  }),
  Wire.sse("[DONE]")
]
const said = (text: string) => Wire.words(text).map((word) => piece(word))
const text = (text: string, reason = "stop") => [...said(text), piece("", 0, reason), ...tail]

const sends = { prompt: question }
const plain = { sends, answers: text(Wire.saying("plain")) }

export const wire = Wire.make<"text">({
  name: "openai-completions",
  operation: "text",
  protocol: OpenAiCompletions.protocol,
  path: "/completions",
  contentType: "text/event-stream",
  requestId: "x-request-id",
  cells: {
    ...OpenAiChat.errors,
    ...Wire.beyondText,
    plain: { ...plain, sends: { ...sends, model: "m", stream: true, stream_options: { include_usage: true } } },
    "length stop": { sends: { ...sends, max_tokens: 5 }, answers: text(Wire.saying("length stop"), "length") },
    "content filter": { sends, answers: text(Wire.saying("content filter"), "content_filter") },
    "Unicode across reads": { sends, answers: text(Wire.saying("Unicode across reads")) },
    "several answers": {
      sends: { ...sends, n: 2 },
      answers: [
        piece("Heim", 0),
        piece("Nobody", 1),
        piece("dall.", 0),
        piece("", 0, "stop"),
        piece(".", 1),
        piece("", 1, "stop"),
        ...tail
      ]
    },
    cancellation: plain,
    "error inside a 200": {
      sends,
      answers: [
        ...said(Wire.saying("error inside a 200")),
        Wire.sse({ error: { message: "The server had an error.", type: "server_error", param: null, code: null } })
      ],
      says: { description: "The server had an error.", type: "server_error" }
    }
  }
})
