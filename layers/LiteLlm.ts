/**
 * LiteLLM proxy, on this machine or at a `baseUrl` of yours: text, chat, Responses, speech and transcription
 * (https://docs.litellm.ai/docs/simple_proxy). Reads `LITELLM_API_KEY`, or `LITELLM_PROXY_API_KEY` as its own client
 * does, where one is set.
 *
 * Written from its source 1.110.2, read 2026-11-24; unverified against a live server.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiDialect from "../src/protocols/OpenAiDialect.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as OpenAiSpeech from "../src/protocols/OpenAiSpeech.ts"
import * as OpenAiTranscription from "../src/protocols/OpenAiTranscription.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make(OpenAiDialect.openai)

const key = Config.orElse(Config.Redacted("LITELLM_API_KEY"), () => Config.Redacted("LITELLM_PROXY_API_KEY"))

export const provider = Provider.make({
  id: "litellm",
  baseUrl: "http://127.0.0.1:4000/v1",
  auth: Auth.optional(Auth.bearer(key)),
  operations: {
    text: OpenAiCompletions.protocol,
    chat,
    responses: OpenAiResponses.protocol,
    speech: OpenAiSpeech.protocol,
    transcription: OpenAiTranscription.protocol
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
