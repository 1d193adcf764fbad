/**
 * What was received of an answer, in one shape for all operations: what a failure keeps (`partial`), what
 * `bifrost decode --summary` prints and what accounting sees. It never holds audio, so it stays small.
 */
import * as Schema from "effect/Schema"
import { Usage } from "./Usage.ts"

/** An answer so far, without audio. */
export const Digest = Schema.Struct({
  /** The lowest choice's text, the transcript, or what a provider that times its speech says it spoke. */
  text: Schema.String,
  /** The lowest choice's reasoning, as far as the provider shows it. */
  reasoning: Schema.String,
  refusal: Schema.String,
  /** The lowest choice's tool calls; `arguments` is the text as it came, whole JSON or not. */
  toolCalls: Schema.Array(
    Schema.Struct({ id: Schema.NullOr(Schema.String), name: Schema.NullOr(Schema.String), arguments: Schema.String })
  ),
  /** The provider's own word for why it ended; `null` before the end, or where it gave none. */
  finishReason: Schema.NullOr(Schema.String),
  usage: Schema.NullOr(Usage)
})
export type Digest = typeof Digest.Type

/** Nothing yet. */
export const empty: Digest = { text: "", reasoning: "", refusal: "", toolCalls: [], finishReason: null, usage: null }

/** What was heard, and what the failed answer would have ended with. */
export const merge = (heard: Digest, told: Digest | undefined): Digest => ({
  ...heard,
  usage: heard.usage ?? told?.usage ?? null,
  finishReason: heard.finishReason ?? told?.finishReason ?? null
})
