/** How OpenAI's chat wire writes a request, in the dialect of whoever imitates it. */
import * as Result from "effect/Result"
import type { ChatRequest } from "../../schemas/Chat.ts"
import { type Reason, Unsupported } from "../../schemas/Reason.ts"
import * as Protocol from "../Protocol.ts"
import { asked } from "./Asked.ts"
import * as Hints from "./Hints.ts"
import * as OpenAiDialect from "./OpenAiDialect.ts"
import * as OpenAiMessages from "./OpenAiMessages.ts"
import * as OtherParts from "./OtherParts.ts"

export const encode =
  (dialect: OpenAiDialect.Dialect) =>
  (request: ChatRequest): Result.Result<Protocol.Encoded, Reason> =>
    Result.gen(function* () {
      yield* Protocol.refuse(request, dialect.topK ? {} : { topK: "use topP" })
      yield* Protocol.refuse(asked(request), dialect.cannot)
      const reasoning = yield* OpenAiDialect.thinking[dialect.reasoning](request.reasoning ?? {})
      if (typeof request.responseFormat === "object" && !dialect.jsonSchema) {
        const instead = 'use "json" and describe the shape'
        return yield* Result.fail(new Unsupported({ what: "an answer of a given shape", instead }))
      }
      const ignores = (hint: Hints.Hint) => dialect.ignores.some((ignored) => ignored === hint)
      const { key, retention } = request.promptCache ?? {}
      return {
        path: "/chat/completions",
        fields: {
          ...Protocol.rename(request, spelling),
          ...Protocol.rename(request, { maxTokens: dialect.maxTokens, seed: dialect.seed, topK: "top_k" }),
          ...(ignores("user") ? {} : Protocol.rename(request, { user: dialect.user })),
          messages: yield* OpenAiMessages.messages(request.messages, dialect),
          ...(request.tools && { tools: OpenAiMessages.tools(request.tools) }),
          ...(request.toolChoice !== undefined && { tool_choice: OpenAiMessages.toolChoice(request.toolChoice) }),
          ...(request.responseFormat && { response_format: OpenAiMessages.responseFormat(request.responseFormat) }),
          ...reasoning,
          ...(key !== undefined && !ignores("cacheKey") && { prompt_cache_key: key }),
          ...(retention !== undefined && !ignores("cacheRetention") && { prompt_cache_retention: retention }),
          stream: true,
          ...(dialect.streamOptions && { stream_options: { include_usage: true } })
        },
        warnings: [
          ...(dialect.history === undefined && OpenAiMessages.hasReasoning(request.messages)
            ? ["The reasoning of earlier turns is not sent: this wire has no place for it."]
            : []),
          ...Hints.warnings(request, dialect.ignores),
          ...OtherParts.warnings(request.messages, "openai-chat")
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
