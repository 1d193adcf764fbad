/**
 * Alibaba Cloud Model Studio (Qwen): chat and Responses; text through chat
 * (https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope, of 2026-10-13, and
 * https://www.alibabacloud.com/help/en/model-studio/compatibility-with-openai-responses-api, of 2026-07-14). Reads
 * `DASHSCOPE_API_KEY`.
 * Other regions are other base URLs (`dashscope.aliyuncs.com` in Beijing, `dashscope-us.aliyuncs.com` in Virginia), and
 * so are the addresses of single workspaces, which it recommends since 2026-06
 * (`https://{workspace}.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1`).
 *
 * Read 2026-11-24; unverified against the live API.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as OpenAiResponses from "../src/protocols/OpenAiResponses.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({ topK: true, reasoning: "budget" })

export const provider = Provider.make({
  id: "alibaba",
  baseUrl: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
  auth: Auth.bearer(Config.Redacted("DASHSCOPE_API_KEY")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: OpenAiResponses.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
