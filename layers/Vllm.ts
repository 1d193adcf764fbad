/**
 * vLLM, on this machine or at a `baseUrl` of yours: text, chat, Responses and transcription
 * (https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html). Reads `VLLM_API_KEY` where it is set.
 *
 * Read in its documentation's and its source's repository 2026-11-24; unverified against a live server.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as OpenAiTranscription from "../src/protocols/OpenAiTranscription.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({
  maxTokens: "max_completion_tokens",
  topK: true,
  ignores: ["cacheKey", "cacheRetention", "user"]
})

export const provider = Provider.make({
  id: "vllm",
  baseUrl: "http://127.0.0.1:8000/v1",
  auth: Auth.optional(Auth.bearer(Config.Redacted("VLLM_API_KEY"))),
  operations: {
    text: OpenAiCompletions.protocol,
    chat,
    responses: OpenAiResponses.protocol,
    transcription: OpenAiTranscription.protocol
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
