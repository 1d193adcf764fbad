/**
 * Parasail: chat; text and Responses through chat (https://docs.parasail.io/parasail-docs/api-reference/authentication).
 * Reads `PARASAIL_API_KEY`.
 *
 * Unverified: its documentation was not read, but others' pages on it, one of which quotes it as of 2026-09-29; 2026-11-24.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ topK: true })

export const provider = Provider.make({
  id: "parasail",
  baseUrl: "https://api.parasail.io/v1",
  auth: Auth.bearer(Config.Redacted("PARASAIL_API_KEY")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
