/**
 * xAI: chat and Responses; text through chat (https://docs.x.ai/developers/model-capabilities/text/comparison).
 * Reads `XAI_API_KEY`.
 * It calls its chat deprecated, and its completions too, which its reasoning models do not know
 * (https://docs.x.ai/developers/rest-api-reference/inference/legacy). Its speech is a wire of its own.
 *
 * Read 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ maxTokens: "max_completion_tokens" })

export const provider = Provider.make({
  id: "xai",
  baseUrl: "https://api.x.ai/v1",
  auth: Auth.bearer(Config.Redacted("XAI_API_KEY")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: OpenAiResponses.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
