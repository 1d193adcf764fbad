/**
 * NVIDIA NIM, as NVIDIA hosts it: text and chat; responses through chat
 * (https://docs.nvidia.com/nim/large-language-models/reference/api-reference). Reads `NVIDIA_API_KEY`.
 * A NIM of your own also serves Responses: for it put `OpenAiResponses.protocol` into `operations`.
 *
 * The operations read 2026-11-24; that NVIDIA's own host serves all of them is unverified.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({})

export const provider = Provider.make({
  id: "nvidia",
  baseUrl: "https://integrate.api.nvidia.com/v1",
  auth: Auth.bearer(Config.Redacted("NVIDIA_API_KEY")),
  operations: { text: OpenAiCompletions.protocol, chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
