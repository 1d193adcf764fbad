/**
 * Cloudflare Workers AI: chat and Responses; text through chat
 * (https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility). Reads `CLOUDFLARE_ACCOUNT_ID`
 * and `CLOUDFLARE_API_TOKEN`. Responses are for the models that know them, as `@cf/openai/gpt-oss-120b`.
 *
 * Read in its documentation's repository 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({})

export const provider = Provider.make({
  id: "cloudflare",
  baseUrl: Config.map(
    Config.String("CLOUDFLARE_ACCOUNT_ID"),
    (account) => `https://api.cloudflare.com/client/v4/accounts/${account}/ai/v1`
  ),
  auth: Auth.bearer(Config.Redacted("CLOUDFLARE_API_TOKEN")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: OpenAiResponses.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
