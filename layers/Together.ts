/**
 * Together: text, chat, speech and transcription; responses through chat
 * (https://docs.together.ai/docs/openai-api-compatibility). Reads `TOGETHER_API_KEY`.
 *
 * Unverified: written from what is known of its documentation, which was not read for this, 2026-11.
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
  "openai/whisper-large-v3": { streams: false, formats: ["json", "text", "verbose_json"] }
} as const satisfies Readonly<Record<string, OpenAiTranscription.Model>>

const chat = OpenAiChat.make({ topK: true })

export const provider = Provider.make({
  id: "together",
  baseUrl: "https://api.together.xyz/v1",
  auth: Auth.bearer(Config.Redacted("TOGETHER_API_KEY")),
  operations: {
    text: OpenAiCompletions.protocol,
    chat,
    responses: Conversion.responsesViaChat(chat),
    speech: OpenAiSpeech.protocol,
    transcription: OpenAiTranscription.make(transcriptionModels)
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
