/**
 * Fireworks: text, chat and Responses (https://docs.fireworks.ai/guides/response-api). Reads `FIREWORKS_API_KEY`.
 * It transcribes at another host.
 *
 * Written from the types of its SDK 1.2.30 (2026-10), for Responses from its documentation, read 2026-11-24; unverified
 * against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({
  topK: true,
  history: "reasoning_content",
  cannot: { audio: "", modalities: "", verbosity: "" },
  ignores: ["cacheRetention"]
})

export const provider = Provider.make({
  id: "fireworks",
  baseUrl: "https://api.fireworks.ai/inference/v1",
  auth: Auth.bearer(Config.Redacted("FIREWORKS_API_KEY")),
  operations: { text: OpenAiCompletions.protocol, chat, responses: OpenAiResponses.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
