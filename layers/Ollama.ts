/**
 * Ollama, on this machine or at a `baseUrl` of yours: chat and text, and Responses through chat (https://docs.ollama.com/api). Reads
 * `OLLAMA_API_KEY` where it is set, which ollama.com asks for.
 *
 * Unverified against a live server: written from the types of its SDK 0.6.4 and from recorded answers, 2026-08.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OllamaChat from "../src/protocols/OllamaChat.ts"
import * as OllamaGenerate from "../src/protocols/OllamaGenerate.ts"
import * as Provider from "../src/Provider.ts"

export const provider = Provider.make({
  id: "ollama",
  baseUrl: "http://127.0.0.1:11434",
  auth: Auth.optional(Auth.bearer(Config.Redacted("OLLAMA_API_KEY"))),
  operations: {
    text: OllamaGenerate.protocol,
    chat: OllamaChat.protocol,
    responses: Conversion.responsesViaChat(OllamaChat.protocol)
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
