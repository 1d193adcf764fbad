/**
 * Google's Gemini API: chat, speech and transcription; text and Responses through chat
 * (https://ai.google.dev/api/generate-content). Reads `GEMINI_API_KEY`.
 *
 * Unverified against the live API: written from the types of its SDK 2.32.0 and from recorded answers, 2026-08.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as GeminiGenerateContent from "../src/protocols/GeminiGenerateContent.ts"
import * as GeminiSpeech from "../src/protocols/GeminiSpeech.ts"
import * as GeminiTranscription from "../src/protocols/GeminiTranscription.ts"
import * as Provider from "../src/Provider.ts"

export const provider = Provider.make({
  id: "gemini",
  baseUrl: "https://generativelanguage.googleapis.com/v1beta",
  auth: Auth.header("x-goog-api-key", Config.Redacted("GEMINI_API_KEY")),
  operations: {
    chat: GeminiGenerateContent.protocol,
    text: Conversion.textViaChat(GeminiGenerateContent.protocol),
    responses: Conversion.responsesViaChat(GeminiGenerateContent.protocol),
    speech: GeminiSpeech.protocol,
    transcription: GeminiTranscription.protocol
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, (key) => Auth.header("x-goog-api-key", key), options))
