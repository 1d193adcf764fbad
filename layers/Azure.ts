/**
 * Azure OpenAI, by its v1 API, which needs no `api-version`: all five operations; a model is the name of a deployment
 * (https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle). Reads `AZURE_OPENAI_ENDPOINT`, and
 * `AZURE_OPENAI_API_KEY` or a token of Entra in `AZURE_OPENAI_AD_TOKEN`; `layerConfig({ token })` takes one that is
 * made anew. What speaks in events and what transcribes whole goes by a deployment's name, where it is the model's.
 *
 * Chat and Responses read 2026-11-24 (the page is of 2025-08-26); speech and transcription, which that page does not
 * list under `/openai/v1`, are unverified.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as OpenAiSpeech from "../src/protocols/OpenAiSpeech.ts"
import * as OpenAiTranscription from "../src/protocols/OpenAiTranscription.ts"
import * as Provider from "../src/Provider.ts"

/** Its only ones that know no events. */
export const transcriptionModels = {
  whisper: { streams: false },
  "whisper-1": { streams: false }
} as const satisfies Readonly<Record<string, OpenAiTranscription.Model>>

export const provider = Provider.make({
  id: "azure",
  baseUrl: Config.map(
    Config.String("AZURE_OPENAI_ENDPOINT"),
    (endpoint) => `${endpoint.replace(/\/+$/, "")}/openai/v1`
  ),
  auth: Auth.orElse(
    Auth.header("api-key", Config.Redacted("AZURE_OPENAI_API_KEY")),
    Auth.bearer(Config.Redacted("AZURE_OPENAI_AD_TOKEN"))
  ),
  operations: {
    text: Conversion.textViaChat(OpenAiChat.protocol),
    chat: OpenAiChat.protocol,
    responses: OpenAiResponses.protocol,
    speech: OpenAiSpeech.protocol,
    transcription: OpenAiTranscription.make(transcriptionModels)
  }
})

export const layer = Provider.layer(provider)

export interface Options extends Provider.Options {
  /** A token of Entra, asked for with each attempt. Without it: a key, or `AZURE_OPENAI_AD_TOKEN`. */
  readonly token?: Auth.Token
}

export const layerConfig = ({ token, ...options }: Options) =>
  Provider.layer({
    ...Provider.configure(provider, (key) => Auth.header("api-key", key), options),
    ...(token && { auth: Auth.bearerFrom(token) })
  })
