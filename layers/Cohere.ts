/**
 * Cohere: chat, and text and Responses through it (https://docs.cohere.com/reference/chat-stream). Reads `CO_API_KEY`, as its own SDKs do.
 *
 * Unverified against the live API: written from the types of its SDK 8.1.0 and from recorded answers, 2026-08.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as CohereChat from "../src/protocols/CohereChat.ts"
import * as Provider from "../src/Provider.ts"

export const provider = Provider.make({
  id: "cohere",
  baseUrl: "https://api.cohere.com/v2",
  auth: Auth.bearer(Config.Redacted("CO_API_KEY")),
  operations: {
    chat: CohereChat.protocol,
    text: Conversion.textViaChat(CohereChat.protocol),
    responses: Conversion.responsesViaChat(CohereChat.protocol)
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
