/**
 * Hugging Face's Text Generation Inference, on this machine or at a `baseUrl` of yours: text in its own words
 * (https://huggingface.co/docs/text-generation-inference). Reads `HF_TOKEN` where it is set. Its chat is OpenAI's:
 * `OpenAICompatible` with `/v1` after the address.
 *
 * Unverified against a live server: written from its documentation as remembered and one authored answer, 2026-11.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as TgiGenerate from "../src/protocols/TgiGenerate.ts"
import * as Provider from "../src/Provider.ts"

export const provider = Provider.make({
  id: "tgi",
  baseUrl: "http://127.0.0.1:8080",
  auth: Auth.optional(Auth.bearer(Config.Redacted("HF_TOKEN"))),
  operations: { text: TgiGenerate.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
