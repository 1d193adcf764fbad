/**
 * Novita: text and chat; responses through chat
 * (https://novita.ai/docs/api-reference/model-apis-llm-create-chat-completion). Reads `NOVITA_API_KEY`.
 *
 * Its base URL and chat read in its own guide for agents (github.com/novitalabs/novita-skills, of 2026-02-09), its
 * completions and `top_k` in LiteLLM's page on it, of 2026-10-03; read 2026-11-24, unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ topK: true })

export const provider = Provider.make({
  id: "novita",
  baseUrl: "https://api.novita.ai/openai/v1",
  auth: Auth.bearer(Config.Redacted("NOVITA_API_KEY")),
  operations: { text: OpenAiCompletions.protocol, chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
