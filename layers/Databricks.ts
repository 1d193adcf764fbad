/**
 * Databricks, the served models of a workspace: chat; text and Responses through chat
 * (https://docs.databricks.com/aws/en/machine-learning/model-serving/score-foundation-models). Reads
 * `DATABRICKS_HOST` and `DATABRICKS_TOKEN`.
 *
 * Unverified: written from what is known of its documentation, which was not read for this, 2026-11.
 */
import * as Config from "effect/Config"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import * as Provider from "../src/Provider.ts"

const chat = OpenAiChat.make({})

export const provider = Provider.make({
  id: "databricks",
  baseUrl: Config.map(Config.String("DATABRICKS_HOST"), (host) => `${host.replace(/\/+$/, "")}/serving-endpoints`),
  auth: Auth.bearer(Config.Redacted("DATABRICKS_TOKEN")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
