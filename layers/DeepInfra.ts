/**
 * DeepInfra: text, chat, speech and transcription; responses through chat
 * (https://deepinfra.com/docs/advanced/openai_api). Reads `DEEPINFRA_API_KEY`.
 *
 * Read 2026-11-24, but for its speech and transcription, which are as in public code that calls them; unverified
 * against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiSpeech from "../src/protocols/OpenAiSpeech.ts"
import * as OpenAiTranscription from "../src/protocols/OpenAiTranscription.ts"
import * as Provider from "../src/Provider.ts"

/** The models that transcribe. They do not stream. */
export const transcriptionModels = {
  "openai/whisper-large-v3": { streams: false, formats: ["json", "text", "verbose_json"] },
  "openai/whisper-large-v3-turbo": { streams: false, formats: ["json", "text", "verbose_json"] }
} as const satisfies Readonly<Record<string, OpenAiTranscription.Model>>

const chat = OpenAiChat.make({ topK: true })

export const provider = Provider.make({
  id: "deepinfra",
  baseUrl: "https://api.deepinfra.com/v1/openai",
  auth: Auth.bearer(Config.Redacted("DEEPINFRA_API_KEY")),
  operations: {
    text: OpenAiCompletions.protocol,
    chat,
    responses: Conversion.responsesViaChat(chat),
    speech: OpenAiSpeech.protocol,
    transcription: OpenAiTranscription.make(transcriptionModels, { streams: false })
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
