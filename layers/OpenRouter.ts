/**
 * OpenRouter: chat and Responses; text through chat
 * (https://openrouter.ai/docs/client-sdks/typescript/sdks/responses/README). Reads `OPENROUTER_API_KEY`.
 *
 * Read 2026-11; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ topK: true, reasoning: "object", history: "reasoning_details" })

export const provider = Provider.make({
  id: "openrouter",
  baseUrl: "https://openrouter.ai/api/v1",
  auth: Auth.bearer(Config.Redacted("OPENROUTER_API_KEY")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: OpenAiResponses.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
