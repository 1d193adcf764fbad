/**
 * Moonshot: chat; text and Responses through chat (https://platform.moonshot.ai/docs/api/chat). Reads
 * `MOONSHOT_API_KEY`.
 *
 * Unverified: written from what is known of its documentation, which was not read for this, 2026-11.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({
  maxTokens: "max_completion_tokens",
  reasoning: "levelOrOff",
  history: "reasoning_content",
  jsonSchema: false
})

export const provider = Provider.make({
  id: "moonshot",
  baseUrl: "https://api.moonshot.ai/v1",
  auth: Auth.bearer(Config.Redacted("MOONSHOT_API_KEY")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
