/**
 * Nebius Token Factory: text, chat and Responses
 * (https://docs.tokenfactory.nebius.com/api-reference/inference/create-a-response). Reads `NEBIUS_API_KEY`.
 *
 * Read 2026-11-24 (its OpenAPI is of 2026-05-06); unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiCompletions from "../src/protocols/OpenAiCompletions.ts"
import * as OpenAiDialect from "../src/protocols/OpenAiDialect.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ topK: true, cannot: OpenAiDialect.openaiAlone })

export const provider = Provider.make({
  id: "nebius",
  baseUrl: "https://api.tokenfactory.nebius.com/v1",
  auth: Auth.bearer(Config.Redacted("NEBIUS_API_KEY")),
  operations: { text: OpenAiCompletions.protocol, chat, responses: OpenAiResponses.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
