/**
 * Together: text, chat, speech and transcription; responses through chat
 * (https://docs.together.ai/docs/openai-api-compatibility). Reads `TOGETHER_API_KEY`. Its speech is in `mp3`, `wav` or
 * `raw`.
 *
 * Written from the types of its SDK 0.52.0, read 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiDialect from "../src/protocols/OpenAiDialect.ts"
import * as OpenAiSpeech from "../src/protocols/OpenAiSpeech.ts"
import * as OpenAiTranscription from "../src/protocols/OpenAiTranscription.ts"
import * as Provider from "../src/Provider.ts"

/** The models that transcribe. They do not stream. */
export const transcriptionModels = {
  "openai/whisper-large-v3": { streams: false, formats: ["json", "verbose_json"] },
  "nvidia/parakeet-tdt-0.6b-v3": {
    streams: false,
    formats: ["json", "verbose_json"],
    cannot: { prompt: "use a Whisper" }
  }
} as const satisfies Readonly<Record<string, OpenAiTranscription.Model>>

const number = "give their number in providerOptions: { together: { logprobs: 5 } }"
const chat = OpenAiChat.make({
  topK: true,
  reasoning: "levelOrDisabled",
  history: "reasoning_content",
  cannot: { ...OpenAiDialect.imitator.cannot, logprobs: number, topLogprobs: number }
})

export const provider = Provider.make({
  id: "together",
  baseUrl: "https://api.together.ai/v1",
  auth: Auth.bearer(Config.Redacted("TOGETHER_API_KEY")),
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
