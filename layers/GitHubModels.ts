/**
 * GitHub Models: chat; text and Responses through chat (https://docs.github.com/en/rest/models/inference). Reads
 * `GITHUB_TOKEN`, with the permission `models: read`. A model is `{publisher}/{name}`.
 *
 * Read 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({})

export const provider = Provider.make({
  id: "github",
  baseUrl: "https://models.github.ai/inference",
  auth: Auth.bearer(Config.Redacted("GITHUB_TOKEN")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
