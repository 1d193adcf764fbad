/**
 * SGLang, on this machine or at a `baseUrl` of yours: text, chat, Responses and transcription
 * (https://docs.sglang.ai/basic_usage/openai_api_completions.html). Reads `SGLANG_API_KEY` where it is set.
 *
 * Written from its source 0.5.23 (2026-10), read 2026-11-24; unverified against a live server.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as OpenAiTranscription from "../src/protocols/OpenAiTranscription.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ topK: true })

export const provider = Provider.make({
  id: "sglang",
  baseUrl: "http://127.0.0.1:30000/v1",
  auth: Auth.optional(Auth.bearer(Config.Redacted("SGLANG_API_KEY"))),
  operations: {
    text: OpenAiCompletions.protocol,
    chat,
    responses: OpenAiResponses.protocol,
    transcription: OpenAiTranscription.make(
      {},
      { formats: ["json", "text", "verbose_json"], cannot: { prompt: "", logprobs: "" } }
    )
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
