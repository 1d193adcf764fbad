/**
 * Vercel AI Gateway: chat and Responses; text through chat
 * (https://vercel.com/docs/ai-gateway/sdks-and-apis/openai-chat-completions, of 2026-10-07). Reads `AI_GATEWAY_API_KEY`,
 * or `VERCEL_OIDC_TOKEN`, which its deployments have. Its speech and transcription are wires of their own.
 *
 * Read 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ reasoning: "object", history: "reasoning_details" })

export const provider = Provider.make({
  id: "vercel",
  baseUrl: "https://ai-gateway.vercel.sh/v1",
  auth: Auth.orElse(
    Auth.bearer(Config.Redacted("AI_GATEWAY_API_KEY")),
    Auth.bearer(Config.Redacted("VERCEL_OIDC_TOKEN"))
  ),
  operations: { text: Conversion.textViaChat(chat), chat, responses: OpenAiResponses.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
