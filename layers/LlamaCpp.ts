/**
 * llama.cpp's server, on this machine or at a `baseUrl` of yours: text, chat and Responses
 * (https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md). Reads `LLAMA_API_KEY` where it is set.
 *
 * Read 2026-11-24; unverified against a live server.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ topK: true })

export const provider = Provider.make({
  id: "llamacpp",
  baseUrl: "http://127.0.0.1:8080/v1",
  auth: Auth.optional(Auth.bearer(Config.Redacted("LLAMA_API_KEY"))),
  operations: { text: OpenAiCompletions.protocol, chat, responses: OpenAiResponses.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
