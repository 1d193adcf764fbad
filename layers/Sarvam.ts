/**
 * Sarvam: chat, speech and transcription; text and Responses through chat
 * (https://docs.sarvam.ai/api/api-guides-tutorials/text-to-speech/which-api-to-use). Reads `SARVAM_API_KEY`.
 * It speaks and writes down the languages of India; a text to say is at most 3,500 characters long.
 *
 * Written from the types of its SDK 1.1.10 (2026-10) and this page, read 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiDialect from "../src/protocols/OpenAiDialect.ts"
import * as SarvamSpeech from "../src/protocols/SarvamSpeech.ts"
import * as SarvamTranscription from "../src/protocols/SarvamTranscription.ts"
import * as Provider from "../src/Provider.ts"

const chat = Provider.under(
  "/v1",
  OpenAiChat.make({
    cannot: { ...OpenAiDialect.imitator.cannot, logprobs: "", topLogprobs: "", logitBias: "", parallelToolCalls: "" },
    ignores: ["cacheKey", "cacheRetention", "user", "names"]
  })
)

export const provider = Provider.make({
  id: "sarvam",
  baseUrl: "https://api.sarvam.ai",
  auth: Auth.header("api-subscription-key", Config.Redacted("SARVAM_API_KEY")),
  operations: {
    text: Conversion.textViaChat(chat),
    chat,
    responses: Conversion.responsesViaChat(chat),
    speech: SarvamSpeech.protocol,
    transcription: SarvamTranscription.protocol
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, (key) => Auth.header("api-subscription-key", key), options))
