/**
 * Perplexity: chat; text and Responses through chat
 * (https://docs.perplexity.ai/docs/sonar/openai-compatibility). Reads `PERPLEXITY_API_KEY`.
 *
 * Read 2026-11; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ streamOptions: false, topK: true })

export const provider = Provider.make({
  id: "perplexity",
  baseUrl: "https://api.perplexity.ai",
  auth: Auth.bearer(Config.Redacted("PERPLEXITY_API_KEY")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
