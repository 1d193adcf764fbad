/** Failures that come inside of a 200, on each wire that has a word for them. */
import * as AnthropicMessages from "effect-bifrost/protocols/AnthropicMessages"
import * as BedrockConverse from "effect-bifrost/protocols/BedrockConverse"
import * as BedrockInvokeModel from "effect-bifrost/protocols/BedrockInvokeModel"
import * as CohereChat from "effect-bifrost/protocols/CohereChat"
import * as GeminiGenerateContent from "effect-bifrost/protocols/GeminiGenerateContent"
import * as OllamaChat from "effect-bifrost/protocols/OllamaChat"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import * as OpenAiResponses from "effect-bifrost/protocols/OpenAiResponses"
import type { Reason } from "effect-bifrost/schemas/Reason"
import type { Replayed } from "../../src/cli/Replay.ts"
import * as EventStream from "../kit/eventstream.ts"
import { decode } from "../kit/fixture.ts"
import type { Expected } from "./Case.ts"

export interface Inside {
  readonly wire: string
  readonly what: string
  readonly heard: Replayed<unknown>
  readonly is: Omit<Expected, "requestId">
}

const chat =
  ({ decoder, id }: typeof OpenAiChat.protocol, contentType: string) =>
  (what: string, body: string | Uint8Array, is: Inside["is"]): Inside => ({
    wire: id,
    what,
    heard: decode("chat", decoder, body, contentType),
    is
  })
const sse = "text/event-stream"
const frames = "application/vnd.amazon.eventstream"
const data = (...events: ReadonlyArray<object>) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")

const openAi = chat(OpenAiChat.protocol, sse)
const anthropic = chat(AnthropicMessages.protocol, sse)
const gemini = chat(GeminiGenerateContent.protocol, sse)
const cohere = chat(CohereChat.protocol, sse)
const ollama = chat(OllamaChat.protocol, "application/x-ndjson")
const converse = chat(BedrockConverse.protocol, frames)
const invoke = chat(BedrockInvokeModel.protocol, frames)
const responses = (what: string, error: object, is: Inside["is"]): Inside => ({
  wire: OpenAiResponses.protocol.id,
  what,
  heard: decode(
    "responses",
    OpenAiResponses.protocol.decoder,
    data(
      { type: "response.created", response: { id: "resp_1", object: "response", status: "in_progress", output: [] } },
      { type: "response.failed", response: { id: "resp_1", object: "response", status: "failed", output: [], error } }
    ),
    sse
  ),
  is
})
const hello = { choices: [{ index: 0, delta: { content: "Hel" } }] }
const tag = (reason: Reason["_tag"], more: Omit<Inside["is"], "reason"> = {}) => ({ reason, ...more })

export const inside: ReadonlyArray<Inside> = [
  openAi(
    "OpenRouter: a provider fell over",
    data(hello, { ...hello, error: { code: 502, message: "Provider disconnected" } }),
    tag("ServerFailed", { message: "Provider disconnected", code: "502" })
  ),
  openAi(
    "Groq: a named event with a status in it",
    `${data(hello)}event: error\ndata: ${JSON.stringify({
      error: {
        message: "Failed to call a function.",
        type: "invalid_request_error",
        code: "tool_use_failed",
        status_code: 400
      }
    })}\n\n`,
    tag("Rejected", { code: "tool_use_failed", type: "invalid_request_error" })
  ),
  openAi(
    "vLLM: too long, found late",
    data({
      error: { object: "error", message: "maximum context length is 8192 tokens", type: "BadRequestError", code: 400 }
    }),
    tag("ContextTooLong", { code: "400", type: "BadRequestError" })
  ),
  responses(
    "too many, with a wait in the sentence",
    {
      code: "rate_limit_exceeded",
      message: "Rate limit reached for gpt-5 on tokens per min. Please try again in 11.054s."
    },
    tag("RateLimited", { code: "rate_limit_exceeded", retryAfter: 11_054 })
  ),
  responses(
    "too long",
    { code: "context_length_exceeded", message: "Your input exceeds the context window of this model." },
    tag("ContextTooLong", { code: "context_length_exceeded" })
  ),
  responses(
    "no quota",
    { code: "insufficient_quota", message: "m" },
    tag("QuotaExceeded", { code: "insufficient_quota" })
  ),
  anthropic(
    "busy",
    `event: error\n${data({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } })}`,
    tag("Overloaded", { type: "overloaded_error" })
  ),
  anthropic(
    "too many",
    `event: error\n${data({ type: "error", error: { type: "rate_limit_error", message: "m" } })}`,
    tag("RateLimited", { type: "rate_limit_error" })
  ),
  gemini(
    "the day's limit",
    data({
      error: {
        code: 429,
        message: "m",
        status: "RESOURCE_EXHAUSTED",
        details: [{ violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel" }] }]
      }
    }),
    tag("QuotaExceeded", { code: "GenerateRequestsPerDayPerProjectPerModel", type: "RESOURCE_EXHAUSTED" })
  ),
  gemini(
    "busy",
    data({ error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } }),
    tag("Overloaded", { code: "503", type: "UNAVAILABLE" })
  ),
  converse(
    "too many",
    EventStream.encode('!throttlingException {"message":"Too many requests, please wait before trying again."}'),
    tag("RateLimited", { code: "throttlingException" })
  ),
  converse(
    "too long",
    EventStream.encode('!validationException {"message":"Input is too long for requested model."}'),
    tag("ContextTooLong", { code: "validationException" })
  ),
  converse(
    "does not fit",
    EventStream.encode('!validationException {"message":"The toolConfig is malformed"}'),
    tag("Rejected", { code: "validationException" })
  ),
  converse(
    "busy",
    EventStream.encode('!serviceUnavailableException {"message":"Try your request again."}'),
    tag("Overloaded", { code: "serviceUnavailableException" })
  ),
  converse(
    "the model failed",
    EventStream.encode('!modelStreamErrorException {"message":"m","originalStatusCode":500}'),
    tag("ServerFailed", { code: "modelStreamErrorException" })
  ),
  invoke(
    "Claude is too many",
    EventStream.encode('!throttlingException {"message":"Too many tokens, please wait before trying again."}'),
    tag("RateLimited", { code: "throttlingException" })
  ),
  invoke(
    "too long",
    EventStream.encode('!validationException {"message":"Input is too long for requested model."}'),
    tag("ContextTooLong", { code: "validationException" })
  ),
  cohere(
    "its own word",
    data({
      type: "message-end",
      delta: { finish_reason: "ERROR", error: "too many tokens: size limit exceeded by 4 tokens." }
    }),
    tag("ContextTooLong")
  ),
  ollama(
    "a line",
    `${JSON.stringify({ message: { content: "Hel" } })}\n${JSON.stringify({ error: "llama runner process has terminated" })}\n`,
    tag("ServerFailed", { message: "llama runner process has terminated" })
  )
]
