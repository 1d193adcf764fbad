/**
 * Z.AI: chat and transcription; text and Responses through chat (https://docs.z.ai/api-reference/llm/chat-completion,
 * https://docs.z.ai/api-reference/audio/audio-transcriptions). Reads `ZAI_API_KEY`.
 * A level of effort is for GLM-5.2 and newer.
 *
 * Transcription read 2026-11-24, its events' fields in the source of Z.AI's Java SDK; chat written from the source of its
 * SDK 0.2.3 (2026-06). Unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiTranscription from "../src/protocols/OpenAiTranscription.ts"
import * as Provider from "../src/Provider.ts"

/** The models that transcribe, up to 30 seconds. */
export const transcriptionModels = {
  "glm-asr-2512": { formats: ["json"], cannot: { timestamps: "", diarization: "", logprobs: "" } }
} as const satisfies Readonly<Record<string, OpenAiTranscription.Model>>

const chat = OpenAiChat.make({
  user: "user_id",
  reasoning: "levelOrOff",
  history: "reasoning_content",
  jsonSchema: false
})

export const provider = Provider.make({
  id: "zai",
  baseUrl: "https://api.z.ai/api/paas/v4",
  auth: Auth.bearer(Config.Redacted("ZAI_API_KEY")),
  operations: {
    text: Conversion.textViaChat(chat),
    chat,
    responses: Conversion.responsesViaChat(chat),
    transcription: OpenAiTranscription.make(transcriptionModels)
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
