/**
 * OpenRouter: chat, Responses, speech and transcription; text through chat
 * (https://openrouter.ai/docs/client-sdks/typescript/sdks/responses/README). Reads `OPENROUTER_API_KEY`. Its speech is in
 * `mp3` or `pcm`.
 *
 * Written from the types of its SDK 1.3.19, read 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as OpenAiSpeech from "../src/protocols/OpenAiSpeech.ts"
import * as OpenAiTranscription from "../src/protocols/OpenAiTranscription.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({
  developer: "developer",
  topK: true,
  reasoning: "object",
  history: "reasoning_details",
  cannot: { audio: "", verbosity: "" },
  ignores: ["cacheRetention"]
})

/** It transcribes at once, and knows no prompt. */
const whole = { streams: false, formats: ["json", "verbose_json"], cannot: { prompt: "", logprobs: "" } }

export const provider = Provider.make({
  id: "openrouter",
  baseUrl: "https://openrouter.ai/api/v1",
  auth: Auth.bearer(Config.Redacted("OPENROUTER_API_KEY")),
  operations: {
    text: Conversion.textViaChat(chat),
    chat,
    responses: OpenAiResponses.protocol,
    speech: OpenAiSpeech.protocol,
    transcription: OpenAiTranscription.make({}, whole)
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
