/** How OpenAI's chat wire writes a request, in the dialect of whoever imitates it. */
import * as Result from "effect/Result"
import type { ChatRequest } from "../../schemas/Chat.ts"
import { type Reason, Unsupported } from "../../schemas/Reason.ts"
import * as Protocol from "../Protocol.ts"
import { asked } from "./Asked.ts"
import * as Hints from "./Hints.ts"
import * as OpenAiDialect from "./OpenAiDialect.ts"
import * as OpenAiMessages from "./OpenAiMessages.ts"
import * as OpenAiThoughts from "./OpenAiThoughts.ts"
import * as OtherParts from "./OtherParts.ts"

export const encode =
  (dialect: OpenAiDialect.Dialect) =>
  (given: ChatRequest): Result.Result<Protocol.Encoded, Reason> =>
    Result.gen(function* () {
      const request = without(given, dialect.ignores)
      yield* Protocol.refuse(given, dialect.topK ? {} : { topK: "use topP" })
      yield* Protocol.refuse(asked(given), dialect.cannot)
      const reasoning = yield* OpenAiDialect.thinking[dialect.reasoning](request.reasoning ?? {})
      if (typeof request.responseFormat === "object" && !dialect.jsonSchema) {
        const instead = 'use "json" and describe the shape'
        return yield* Result.fail(new Unsupported({ what: "an answer of a given shape", instead }))
      }
      return {
        path: "/chat/completions",
        fields: {
          ...Protocol.rename(request, spelling),
          ...Protocol.rename(request, {
            maxTokens: dialect.maxTokens,
            seed: dialect.seed,
            user: dialect.user,
            topK: "top_k"
          }),
          messages: yield* OpenAiMessages.messages(request.messages, dialect),
          ...(request.tools && { tools: OpenAiMessages.tools(request.tools) }),
          ...(request.toolChoice !== undefined && { tool_choice: OpenAiMessages.toolChoice(request.toolChoice) }),
          ...(request.responseFormat && { response_format: OpenAiMessages.responseFormat(request.responseFormat) }),
          ...reasoning,
          ...Protocol.rename(request.promptCache ?? {}, {
            key: "prompt_cache_key",
            retention: "prompt_cache_retention"
          }),
          stream: true,
          ...(dialect.streamOptions && { stream_options: { include_usage: true } })
        },
        warnings: [
          ...OtherParts.warnings(request.messages, "openai-chat", OpenAiThoughts.left(dialect)),
          ...Hints.warnings(given, dialect.ignores)
        ]
      }
    })

const spelling = {
  model: "model",
  temperature: "temperature",
  topP: "top_p",
  frequencyPenalty: "frequency_penalty",
  presencePenalty: "presence_penalty",
  stop: "stop",
  n: "n",
  logprobs: "logprobs",
  topLogprobs: "top_logprobs",
  logitBias: "logit_bias",
  parallelToolCalls: "parallel_tool_calls",
  metadata: "metadata",
  serviceTier: "service_tier",
  verbosity: "verbosity",
  modalities: "modalities",
  audio: "audio"
} as const

/** The request without the hints that the host ignores. */
const without = (request: ChatRequest, ignored: OpenAiDialect.Dialect["ignores"]): ChatRequest => {
  const { messages, promptCache = {}, user } = request
  const unless = <A>(hint: (typeof ignored)[number], value: A) => (ignored.includes(hint) ? undefined : value)
  return {
    ...request,
    user: unless("user", user),
    promptCache: {
      key: unless("cacheKey", promptCache.key),
      retention: unless("cacheRetention", promptCache.retention)
    },
    messages:
      unless("names", messages) ??
      messages.map((message) => ("name" in message ? { ...message, name: undefined } : message))
  }
}
