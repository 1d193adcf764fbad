/**
 * Moonshot: chat; text and Responses through chat (https://platform.kimi.ai/docs/api/chat). Reads
 * `MOONSHOT_API_KEY`. Only Kimi K3 takes a level of effort; only K2.5 and K2.6 can be told not to think.
 *
 * Its address, roles and key read 2026-11-24, what its requests may hold in Vercel's SDK for it (2.0.61); unverified
 * against the live API.
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
  ignores: ["cacheRetention"]
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
