/**
 * SambaNova: text, chat and transcription; Responses for the models that know them
 * (https://docs.sambanova.ai/docs/en/features/responses), for others through chat. Reads `SAMBANOVA_API_KEY`.
 *
 * Written from this page, from https://docs.sambanova.ai/docs/en/features/openai-compatibility and, for completions and
 * transcription, from the types of its SDK 1.4.0 (2026-03-02), read 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiDialect from "../src/protocols/OpenAiDialect.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as OpenAiTranscription from "../src/protocols/OpenAiTranscription.ts"
import * as Provider from "../src/Provider.ts"

/** The models that answer in Responses of their own. */
export const responsesModels = ["gpt-oss-120b", "MiniMax-M2.7"] as const

const chat = OpenAiChat.make({
  topK: true,
  // it says that it ignores the first three, and of the last that its models do not support it yet
  cannot: {
    ...OpenAiDialect.imitator.cannot,
    frequencyPenalty: "",
    presencePenalty: "",
    logitBias: "",
    parallelToolCalls: ""
  }
})

export const provider = Provider.make({
  id: "sambanova",
  baseUrl: "https://api.sambanova.ai/v1",
  auth: Auth.bearer(Config.Redacted("SAMBANOVA_API_KEY")),
  operations: {
    text: OpenAiCompletions.protocol,
    chat,
    responses: Conversion.byModel({
      models: responsesModels,
      listed: OpenAiResponses.protocol,
      others: Conversion.responsesViaChat(chat)
    }),
    transcription: OpenAiTranscription.make({}, { formats: ["json", "text"], cannot: { logprobs: "" } })
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
