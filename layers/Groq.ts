/**
 * Groq: chat, Responses, speech and transcription; text through chat (https://console.groq.com/docs/openai). Reads
 * `GROQ_API_KEY`. Its speech is in `flac`, `mp3`, `mulaw`, `ogg` or `wav`.
 *
 * Written from the types of its SDK 1.6.0 (2026-08-25), for Responses and what it refuses from its documentation, read
 * 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiDialect from "../src/protocols/OpenAiDialect.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as OpenAiSpeech from "../src/protocols/OpenAiSpeech.ts"
import * as OpenAiTranscription from "../src/protocols/OpenAiTranscription.ts"
import * as Provider from "../src/Provider.ts"

/** The models that transcribe. They do not stream. */
export const transcriptionModels = {
  "whisper-large-v3": { streams: false, formats: ["json", "text", "verbose_json"] },
  "whisper-large-v3-turbo": { streams: false, formats: ["json", "text", "verbose_json"] }
} as const satisfies Readonly<Record<string, OpenAiTranscription.Model>>

const chat = OpenAiChat.make({
  maxTokens: "max_completion_tokens",
  // each of these is a 400 there
  cannot: { ...OpenAiDialect.openaiAlone, logprobs: "", topLogprobs: "", logitBias: "", n: "ask several times" },
  ignores: ["cacheKey", "cacheRetention", "names"]
})

export const provider = Provider.make({
  id: "groq",
  baseUrl: "https://api.groq.com/openai/v1",
  auth: Auth.bearer(Config.Redacted("GROQ_API_KEY")),
  operations: {
    text: Conversion.textViaChat(chat),
    chat,
    responses: OpenAiResponses.protocol,
    speech: OpenAiSpeech.protocol,
    transcription: OpenAiTranscription.make(transcriptionModels, { streams: false })
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
