/** The conversation on TGI's own wire: a token an event. Keys and limits are Hugging Face's, where it hosts the model. */
import * as TgiGenerate from "effect-bifrost/protocols/TgiGenerate"
import { question, usage } from "./scenarios.ts"
import * as Wire from "./wire.ts"

const event = (data: object) => `data:${JSON.stringify(data)}\n\n`
const token = (text: string, index: number, special = false) => ({
  index,
  token: { id: 100 + index, text, logprob: -0.25, special }
})
const said = (text: string) =>
  Wire.words(text).map((word, at) => event({ ...token(word, at + 1), generated_text: null, details: null }))
const text = (text: string, finish_reason = "eos_token") => [
  ...said(text),
  event({
    ...token("</s>", 99, true),
    generated_text: text,
    details: { finish_reason, generated_tokens: usage.output, seed: null, input_length: usage.input }
  })
]

const sends = { inputs: question, parameters: { details: true } }
const plain = { sends, answers: text(Wire.saying("plain")) }
const error = (status: number, message: string, error_type?: string) => ({
  status,
  body: { error: message, ...(error_type !== undefined && { error_type }) },
  says: { description: message, ...(error_type !== undefined && { type: error_type }) }
})

export const wire = Wire.make<"text">({
  name: "tgi",
  operation: "text",
  protocol: TgiGenerate.protocol,
  path: "/generate_stream",
  contentType: "text/event-stream",
  requestId: "x-request-id",
  cells: {
    ...Wire.beyondText,
    plain,
    "length stop": {
      sends: { ...sends, parameters: { max_new_tokens: 5 } },
      answers: text(Wire.saying("length stop"), "length")
    },
    "content filter": Wire.unsaid("it filters nothing"),
    "Unicode across reads": { sends, answers: text(Wire.saying("Unicode across reads")) },
    "several answers": Wire.refused("n", "the wire has one answer to a request"),
    cancellation: plain,
    "bad request": error(422, "Input validation error: `temperature` must be strictly positive", "validation"),
    unauthorized: error(401, "Invalid username or password."),
    "rate limit": error(429, "Rate limit reached. Please log in or use a HF access token"),
    quota: error(402, "You have exceeded your monthly included credits for Inference Providers."),
    overloaded: error(429, "Model is overloaded", "overloaded"),
    "server error": error(424, "Request failed during generation: Server error: CUDA out of memory", "generation"),
    "context length": error(
      422,
      "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 20 `max_new_tokens`",
      "validation"
    ),
    "error inside a 200": {
      sends,
      answers: [
        ...said(Wire.saying("error inside a 200")),
        event({ error: "Request failed during generation: Server error: CUDA out of memory", error_type: "generation" })
      ],
      says: { description: "Request failed during generation: Server error: CUDA out of memory", type: "generation" }
    }
  }
})
