/**
 * Cerebras: text and chat; responses through chat
 * (https://inference-docs.cerebras.ai/resources/openai). Reads `CEREBRAS_API_KEY`.
 *
 * Read 2026-11; its completions, and what it refuses, are from others who wrote of it; unverified against the live API.
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
  cannot: { ...OpenAiDialect.imitator.cannot, frequencyPenalty: "", presencePenalty: "", logitBias: "" }
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
