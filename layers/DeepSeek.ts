/**
 * DeepSeek: chat; text and Responses through chat (https://api-docs.deepseek.com/guides/thinking_mode). Reads
 * `DEEPSEEK_API_KEY`.
 * Its completions fill gaps in code at another base URL (`/beta`).
 *
 * Read 2026-11; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ reasoning: "levelOrOff", history: "reasoning_content", jsonSchema: false })

export const provider = Provider.make({
  id: "deepseek",
  baseUrl: "https://api.deepseek.com",
  auth: Auth.bearer(Config.Redacted("DEEPSEEK_API_KEY")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
