/**
 * Databricks, the served models of a workspace: chat; text and Responses through chat
 * (https://docs.databricks.com/gcp/en/machine-learning/model-serving/score-chat-models). Reads
 * `DATABRICKS_HOST` and `DATABRICKS_TOKEN`.
 * It has completions and Responses of its own for some models alone: for a layer of these put
 * `OpenAiCompletions.protocol` and `OpenAiResponses.protocol` into `operations`.
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
  id: "databricks",
  baseUrl: Config.map(Config.String("DATABRICKS_HOST"), (host) => `${host.replace(/\/+$/, "")}/serving-endpoints`),
  auth: Auth.bearer(Config.Redacted("DATABRICKS_TOKEN")),
  operations: { text: Conversion.textViaChat(chat), chat, responses: Conversion.responsesViaChat(chat) }
})

export const layer = Provider.layer(provider)

export const layerConfig = (options: Provider.Options) =>
  Provider.layer(Provider.configure(provider, Auth.bearer, options))
