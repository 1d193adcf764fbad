/**
 * Perplexity: Responses, which it calls its Agent API and which stands under `/v1`
 * (https://docs.perplexity.ai/docs/grounded-llm/openai-compatibility), and chat, its Sonar API; text through chat
 * (https://docs.perplexity.ai/docs/sonar/openai-compatibility). Reads `PERPLEXITY_API_KEY`.
 * Its own pages call Sonar supported and recommend the Agent API; others have Sonar end on 2026-09-27. An answer of a
 * given shape goes by its `response_format`, in `providerOptions`.
 *
 * Written from the types of its SDK 0.38.5 (2026-08-31) and these pages, read 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ streamOptions: false, topK: true })

export const provider = Provider.make({
  id: "perplexity",
  baseUrl: "https://api.perplexity.ai",
  auth: Auth.bearer(Config.Redacted("PERPLEXITY_API_KEY")),
  operations: {
    text: Conversion.textViaChat(chat),
    chat,
    responses: Provider.under("/v1", OpenAiResponses.protocol)
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
