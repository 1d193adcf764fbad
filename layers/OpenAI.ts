/**
 * OpenAI: text, chat, Responses, speech and transcription (https://platform.openai.com/docs/api-reference).
 * Reads `OPENAI_API_KEY`, and where they are set `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`.
 *
 * Unverified against the live API: written from its documentation and from recorded answers, 2026-08.
 */
import * as Config from "effect/Config"
import type * as Redacted from "effect/Redacted"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as OpenAiSpeech from "../src/protocols/OpenAiSpeech.ts"
import * as OpenAiTranscription from "../src/protocols/OpenAiTranscription.ts"
import * as Provider from "../src/Provider.ts"

/** The models that complete; all others chat (https://platform.openai.com/docs/api-reference/completions). */
export const textModels = ["gpt-3.5-turbo-instruct", "davinci-002", "babbage-002"] as const

/** The models that speak. OpenAI announced their end for 2027-01-06 (https://developers.openai.com/api/docs/deprecations). */
export const speechModels = {
  "tts-1": { ignores: ["instructions"] },
  "tts-1-hd": { ignores: ["instructions"] },
  "gpt-4o-mini-tts": { events: true }
} as const satisfies Readonly<Record<string, OpenAiSpeech.Model>>

const diarize = { diarization: "use the model gpt-4o-transcribe-diarize" }
const gpt = {
  formats: ["json"],
  cannot: { timestamps: "use the model whisper-1", ...diarize }
}

/** The models that transcribe (https://platform.openai.com/docs/guides/speech-to-text). */
export const transcriptionModels = {
  "whisper-1": {
    streams: false,
    formats: ["json", "text", "srt", "verbose_json", "vtt"],
    cannot: { logprobs: "use the model gpt-4o-transcribe", ...diarize }
  },
  "gpt-4o-transcribe": gpt,
  "gpt-4o-mini-transcribe": gpt,
  "gpt-4o-transcribe-diarize": {
    format: "diarized_json",
    formats: ["json", "text", "diarized_json"],
    // needed for what is longer than 30 seconds
    fields: { chunking_strategy: "auto" },
    cannot: {
      timestamps: "its segments are timed; for words use the model whisper-1",
      logprobs: "use the model gpt-4o-transcribe",
      prompt: "use the model gpt-4o-transcribe"
    }
  }
} as const satisfies Readonly<Record<string, OpenAiTranscription.Model>>

/** The voices, each in a few words (https://platform.openai.com/docs/guides/text-to-speech). */
export const voices = {
  alloy: "Balanced, natural voice",
  echo: "Deep, resonant voice",
  fable: "Expressive, storytelling voice",
  onyx: "Strong, confident voice",
  nova: "Bright, energetic voice",
  shimmer: "Gentle, soothing voice",
  ash: "Newer; all models have it",
  coral: "Newer; all models have it",
  sage: "Newer; all models have it",
  ballad: "Newer; gpt-4o-mini-tts only",
  verse: "Newer; gpt-4o-mini-tts only",
  marin: "Newest, recommended for quality; gpt-4o-mini-tts only",
  cedar: "Newest, recommended for quality; gpt-4o-mini-tts only"
} as const

/** A voice's name; any text will do, for there are more to come. */
export type Voice = keyof typeof voices | (string & {})

/** Sent only where they are set. */
const optional = (name: string) => Config.withDefault(Config.String(name), "")
const key = Config.Redacted("OPENAI_API_KEY")
const organizationId = optional("OPENAI_ORG_ID")
const projectId = optional("OPENAI_PROJECT_ID")
const account = (
  secret: Config.Config<Redacted.Redacted<string>>,
  organization: Config.Config<string>,
  project: Config.Config<string>
) =>
  Auth.withHeaders(Auth.bearer(secret), Config.all({ "openai-organization": organization, "openai-project": project }))

export const provider = Provider.make({
  id: "openai",
  baseUrl: "https://api.openai.com/v1",
  auth: account(key, organizationId, projectId),
  operations: {
    text: Conversion.byModel({
      models: textModels,
      listed: OpenAiCompletions.protocol,
      others: Conversion.textViaChat(OpenAiChat.protocol)
    }),
    chat: OpenAiChat.protocol,
    responses: OpenAiResponses.protocol,
    speech: OpenAiSpeech.make(speechModels),
    transcription: OpenAiTranscription.make(transcriptionModels)
  }
})

export const layer = Provider.layer(provider)

export interface Options extends Provider.Options {
  /** For keys that serve several. Default: `OPENAI_ORG_ID`. */
  readonly organization?: Config.Config<string>
  /** For keys that serve several. Default: `OPENAI_PROJECT_ID`. */
  readonly project?: Config.Config<string>
}

export const layerConfig = ({
  apiKey = key,
  organization = organizationId,
  project = projectId,
  ...options
}: Options) =>
  Provider.layer(
    Provider.configure(provider, (secret) => account(secret, organization, project), { apiKey, ...options })
  )
