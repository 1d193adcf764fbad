/**
 * Cerebras: text and chat; responses through chat
 * (https://inference-docs.cerebras.ai/resources/openai). Reads `CEREBRAS_API_KEY`.
 *
 * Written from the types of its SDK 1.91.0 (2026-07-08), read 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiDialect from "../src/protocols/OpenAiDialect.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({
  maxTokens: "max_completion_tokens",
  developer: "developer",
  cannot: OpenAiDialect.openaiAlone,
  ignores: ["cacheRetention"]
})

export const provider = Provider.make({
  id: "cerebras",
  baseUrl: "https://api.cerebras.ai/v1",
  auth: Auth.bearer(Config.Redacted("CEREBRAS_API_KEY")),
  operations: { text: OpenAiCompletions.protocol, chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
