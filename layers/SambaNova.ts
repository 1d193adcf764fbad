/**
 * SambaNova: text, chat and transcription; responses through chat
 * (https://docs.sambanova.ai/docs/en/features/openai-compatibility). Reads `SAMBANOVA_API_KEY`.
 *
 * Written from the types of its SDK 1.4.0 (2026-03-02), read 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiDialect from "../src/protocols/OpenAiDialect.ts"
import * as OpenAiTranscription from "../src/protocols/OpenAiTranscription.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({
  topK: true,
  // it says of each that its models do not support it yet
  cannot: {
    ...OpenAiDialect.imitator.cannot,
    logitBias: "",
    n: "ask several times",
    parallelToolCalls: "",
    seed: "use a temperature of 0"
  }
})

export const provider = Provider.make({
  id: "sambanova",
  baseUrl: "https://api.sambanova.ai/v1",
  auth: Auth.bearer(Config.Redacted("SAMBANOVA_API_KEY")),
  operations: {
    text: OpenAiCompletions.protocol,
    chat,
    responses: Conversion.responsesViaChat(chat),
    transcription: OpenAiTranscription.make({}, { formats: ["json", "text"], cannot: { logprobs: "" } })
  }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
