/** What every event of OpenAI's chat and completion wires may hold, besides its choices. */
import * as Schema from "effect/Schema"
import { nullish } from "./Nullish.ts"

export const envelope = {
  id: nullish(Schema.String),
  model: nullish(Schema.String),
  /** Seconds since 1970; not everyone keeps to it. */
  created: nullish(Schema.Unknown),
  /** Of whatever shape: a count that is none must not cost the text. */
  usage: nullish(Schema.Unknown),
  /** Groq's place for usage that was not asked for. */
  x_groq: nullish(Schema.Struct({ usage: nullish(Schema.Unknown) })),
  /** An object, or just words. */
  error: nullish(Schema.Unknown),
  /** `error` where the whole event is one. */
  object: nullish(Schema.String),
  message: nullish(Schema.Unknown)
}

const Envelope = Schema.Struct(envelope)
export type OpenAiEnvelope = typeof Envelope.Type
