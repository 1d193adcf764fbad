/**
 * Hyperbolic: text and chat; responses through chat (https://docs.hyperbolic.ai/inference/text-apis). Reads
 * `HYPERBOLIC_API_KEY`. It completes with base models.
 *
 * Chat read 2026-11-24; that its completions are OpenAI's is from others' pages. Unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ topK: true })

export const provider = Provider.make({
  id: "hyperbolic",
  baseUrl: "https://api.hyperbolic.xyz/v1",
  auth: Auth.bearer(Config.Redacted("HYPERBOLIC_API_KEY")),
  operations: { text: OpenAiCompletions.protocol, chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
