/**
 * Replicate: text (https://replicate.com/docs/reference/http). Reads `REPLICATE_API_TOKEN`. A model is
 * `owner/name`, or `owner/name:version`.
 *
 * Unverified against the live API: written from its documentation as remembered and one recorded answer, 2026-11.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Replicate from "../src/protocols/Replicate.ts"
import * as Provider from "../src/Provider.ts"

export const provider = Provider.make({
  id: "replicate",
  baseUrl: "https://api.replicate.com/v1",
  auth: Auth.bearer(Config.Redacted("REPLICATE_API_TOKEN")),
  operations: { text: Replicate.protocol }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
