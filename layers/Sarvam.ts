/**
 * Sarvam: chat; text and Responses through chat (https://docs.sarvam.ai/api-reference-docs/chat/chat-completions).
 * Reads `SARVAM_API_KEY`.
 * Its speech is a wire of its own.
 *
 * Unverified: written from what is known of its documentation, which was not read for this, 2026-11.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({})

export const provider = Provider.make({
  id: "sarvam",
  baseUrl: "https://api.sarvam.ai/v1",
  auth: Auth.bearer(Config.Redacted("SARVAM_API_KEY")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
