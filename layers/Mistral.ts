/**
 * Mistral: chat and transcription; text and Responses through chat (https://docs.mistral.ai/api/endpoint/chat). Reads
 * `MISTRAL_API_KEY`. Its speech, and its completions with a suffix, are wires of their own.
 *
 * Written from the types of its SDK 2.7.0, read 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as MistralTranscription from "../src/protocols/MistralTranscription.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiDialect from "../src/protocols/OpenAiDialect.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make(OpenAiDialect.mistral)

export const provider = Provider.make({
  id: "mistral",
  baseUrl: "https://api.mistral.ai/v1",
  auth: Auth.bearer(Config.Redacted("MISTRAL_API_KEY")),
  operations: {
    text: Conversion.textViaChat(chat),
    chat,
    responses: Conversion.responsesViaChat(chat),
    transcription: MistralTranscription.protocol
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
