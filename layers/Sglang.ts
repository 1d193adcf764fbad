/**
 * SGLang, on this machine or at a `baseUrl` of yours: text and chat; responses through chat
 * (https://docs.sglang.ai/basic_usage/openai_api_completions.html). Reads `SGLANG_API_KEY` where it is set.
 *
 * Unverified: written from what is known of its documentation, which was not read for this, 2026-11.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ topK: true })

export const provider = Provider.make({
  id: "sglang",
  baseUrl: "http://127.0.0.1:30000/v1",
  auth: Auth.optional(Auth.bearer(Config.Redacted("SGLANG_API_KEY"))),
  operations: { text: OpenAiCompletions.protocol, chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
