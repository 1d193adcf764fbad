/**
 * Alibaba Cloud Model Studio (Qwen): chat; text and Responses through chat
 * (https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope). Reads
 * `DASHSCOPE_API_KEY`.
 * Other regions are other base URLs, and so is its own Responses API.
 *
 * Read 2026-11; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ topK: true, reasoning: "budget" })

export const provider = Provider.make({
  id: "alibaba",
  baseUrl: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
  auth: Auth.bearer(Config.Redacted("DASHSCOPE_API_KEY")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
