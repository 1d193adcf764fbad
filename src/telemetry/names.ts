/**
 * The names that telemetry goes by: OpenTelemetry's where it has one (semantic conventions 1.45), ours where it has
 * none. Pure data.
 */
import type { Operation } from "../../schemas/Operation.ts"

/** By the conventions. */
export const genAi = {
  operation: "gen_ai.operation.name",
  provider: "gen_ai.provider.name",
  outputType: "gen_ai.output.type",
  requestModel: "gen_ai.request.model",
  stream: "gen_ai.request.stream",
  temperature: "gen_ai.request.temperature",
  topP: "gen_ai.request.top_p",
  topK: "gen_ai.request.top_k",
  maxTokens: "gen_ai.request.max_tokens",
  frequencyPenalty: "gen_ai.request.frequency_penalty",
  presencePenalty: "gen_ai.request.presence_penalty",
  seed: "gen_ai.request.seed",
  stop: "gen_ai.request.stop_sequences",
  choices: "gen_ai.request.choice.count",
  responseId: "gen_ai.response.id",
  responseModel: "gen_ai.response.model",
  finishReasons: "gen_ai.response.finish_reasons",
  timeToFirstChunk: "gen_ai.response.time_to_first_chunk",
  inputTokens: "gen_ai.usage.input_tokens",
  outputTokens: "gen_ai.usage.output_tokens",
  cacheReadTokens: "gen_ai.usage.cache_read.input_tokens",
  cacheCreationTokens: "gen_ai.usage.cache_creation.input_tokens",
  reasoningTokens: "gen_ai.usage.reasoning.output_tokens",
  tokenType: "gen_ai.token.type",
  systemInstructions: "gen_ai.system_instructions",
  inputMessages: "gen_ai.input.messages",
  outputMessages: "gen_ai.output.messages",
  errorType: "error.type",
  status: "http.response.status_code",
  serverAddress: "server.address",
  serverPort: "server.port"
} as const

/** Histograms by the conventions. */
export const metrics = {
  duration: "gen_ai.client.operation.duration",
  timeToFirstChunk: "gen_ai.client.operation.time_to_first_chunk",
  timePerOutputChunk: "gen_ai.client.operation.time_per_output_chunk",
  tokens: "gen_ai.client.token.usage"
} as const

/** Ours: attributes, events and a histogram. */
export const bifrost = {
  /** One of our five operations. */
  operation: "bifrost.operation",
  /** The provider's id, as its record says. */
  provider: "bifrost.provider",
  /** How it ended: `whole`, `failed`, `interrupted`, or `left` by a consumer that wanted no more. */
  ending: "bifrost.ending",
  /** How many attempts a request took; also a histogram. */
  attempts: "bifrost.request.attempts",
  /** The number of an attempt, from 1. */
  attempt: "bifrost.attempt.number",
  /** The label or position of the key that signed, never its value. */
  key: "bifrost.key",
  /** Seconds from one chunk to the next, on average. */
  timePerChunk: "bifrost.response.time_per_output_chunk",
  chunks: "bifrost.response.chunks",
  /** The finish reason of the first choice, in our words; on the duration's histogram. */
  finishReason: "bifrost.finish_reason",
  /** The provider's id of the request, for support tickets. */
  requestId: "bifrost.request_id",
  /** The first bytes of an answer's body; for a provider that is no server, its first content. */
  firstChunk: "bifrost.first_chunk",
  /** The first content was handed on: recovery ends here. */
  commit: "bifrost.commit",
  /** Another provider goes on with the answer. */
  seam: "bifrost.seam",
  from: "bifrost.seam.from",
  to: "bifrost.seam.to"
} as const

/** What the conventions call an operation, and what comes of it. */
export const operationsByName: {
  readonly [O in Operation]: { readonly name: string; readonly output: "text" | "speech" }
} = {
  text: { name: "text_completion", output: "text" },
  chat: { name: "chat", output: "text" },
  responses: { name: "chat", output: "text" },
  // the conventions have no word for these two
  speech: { name: "speech", output: "speech" },
  transcription: { name: "transcription", output: "text" }
}

/** Providers whose id is not the conventions' word for them. */
const providers = new Map([["gemini", "gcp.gemini"]])

/** What the conventions call a provider. */
export const providerName = (id: string): string => providers.get(id) ?? id
