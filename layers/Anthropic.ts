/**
 * Anthropic: chat, and text and Responses through it (https://platform.claude.com/docs/en/api/messages). Reads `ANTHROPIC_API_KEY`.
 *
 * Asks in the API's version 2023-06-01. The next, 2026-10-21, refuses temperature, topP and topK for every model and is
 * not served for Claude before 4.7 on Bedrock, while answers are the same; `headers` of `layerConfig` ask in it
 * (https://platform.claude.com/docs/en/api/migration-2026-10-21, as excerpted 2026-11-24).
 *
 * Unverified against the live API: written from the types of its SDK 0.137.0, the last for this version, from recorded
 * answers, 2026-08, and beside its SDK 1.13.0 (`test/reference`).
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as AnthropicMessages from "../src/protocols/AnthropicMessages.ts"
import * as Provider from "../src/Provider.ts"

export const provider = Provider.make({
  id: "anthropic",
  baseUrl: "https://api.anthropic.com/v1",
  auth: Auth.header("x-api-key", Config.Redacted("ANTHROPIC_API_KEY")),
  headers: { "anthropic-version": "2023-06-01" },
  operations: {
    chat: AnthropicMessages.protocol,
    text: Conversion.textViaChat(AnthropicMessages.protocol),
    responses: Conversion.responsesViaChat(AnthropicMessages.protocol)
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, (key) => Auth.header("x-api-key", key), options))
