/** OpenAI (platform.openai.com/docs). Reads `OPENAI_API_KEY`. */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as Provider from "../src/Provider.ts"

export const provider = Provider.make({
  id: "openai",
  baseUrl: "https://api.openai.com/v1",
  auth: Auth.bearer(Config.Redacted("OPENAI_API_KEY")),
  operations: { chat: OpenAiChat.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
