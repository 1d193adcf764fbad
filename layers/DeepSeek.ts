/**
 * DeepSeek: chat and Responses (https://api-docs.deepseek.com/guides/responses_api), and text, which it calls FIM: up to
 * 4,000 tokens, with a `suffix` or without, under `/beta` (https://api-docs.deepseek.com/guides/fim_completion). Reads
 * `DEEPSEEK_API_KEY`.
 * It also speaks Anthropic's wire under `/anthropic`.
 *
 * Read 2026-11-24 (its models as of 2026-10: `deepseek-flash`, `deepseek-v4-pro`); unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({
  user: "user_id",
  reasoning: "levelOrOff",
  history: "reasoning_content",
  jsonSchema: false
})

export const provider = Provider.make({
  id: "deepseek",
  baseUrl: "https://api.deepseek.com",
  auth: Auth.bearer(Config.Redacted("DEEPSEEK_API_KEY")),
  operations: {
    text: Provider.under("/beta", OpenAiCompletions.protocol),
    chat,
    responses: OpenAiResponses.protocol
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
