/**
 * Any server that speaks OpenAI's wire languages and has no layer of its own: chat, and text and Responses through it.
 *
 *   const acme = OpenAICompatible.layer({ id: "acme", baseUrl: "https://api.acme.dev/v1", apiKey: Config.Redacted("ACME_API_KEY") })
 *
 * Who serves text or Responses natively says so in `operations`; who serves more is a spread of `provider(…)`:
 * `Provider.layer({ ...acme, operations: { ...acme.operations, speech: OpenAiSpeech.protocol } })`.
 */
import type * as Config from "effect/Config"
import type * as Redacted from "effect/Redacted"
import * as Auth from "../src/Auth.ts"
import * as Conversion from "../src/Conversion.ts"
import * as OpenAiChat from "../src/protocols/OpenAiChat.ts"
import type * as OpenAiDialect from "../src/protocols/OpenAiDialect.ts"
import * as Provider from "../src/Provider.ts"

type Served = Provider.Provider<"text" | "chat" | "responses">

export interface Settings extends Omit<Served, "auth" | "operations"> {
  /** Sent as `Authorization: Bearer …`. Default: nothing is sent. */
  readonly apiKey?: Config.Config<Redacted.Redacted<string>>
  /** For a key that goes elsewhere; over `apiKey`. */
  readonly auth?: Auth.Auth
  /** How its chat differs from what imitators commonly are (`OpenAiDialect.imitator`). */
  readonly dialect?: Partial<OpenAiDialect.Dialect>
  /** What it serves natively. Default: both go through its chat. */
  readonly operations?: Partial<Omit<Served["operations"], "chat">>
}

export const provider = ({ apiKey, auth, dialect = {}, operations, ...settings }: Settings): Served => {
  const chat = OpenAiChat.make(dialect)
  return {
    ...settings,
    auth: auth ?? (apiKey === undefined ? Auth.none : Auth.bearer(apiKey)),
    operations: {
      text: Conversion.textViaChat(chat),
      responses: Conversion.responsesViaChat(chat),
      ...operations,
      chat
    }
  }
}

export const layer = (settings: Settings) => Provider.layer(provider(settings))

export const layerConfig = (settings: Settings, options: Provider.Options) =>
  Provider.layer(Provider.configure(provider(settings), Auth.bearer, options))
