/**
 * Hugging Face, the router of its inference providers: chat and Responses; text through chat
 * (https://huggingface.co/docs/inference-providers/guides/responses-api). Reads `HF_TOKEN`. A model may name who serves
 * it: `openai/gpt-oss-120b:groq`.
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
  id: "huggingface",
  baseUrl: "https://router.huggingface.co/v1",
  auth: Auth.bearer(Config.Redacted("HF_TOKEN")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: OpenAiResponses.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
