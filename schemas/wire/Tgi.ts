/** What Hugging Face's Text Generation Inference sends on /generate_stream. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import { nullish } from "./Nullish.ts"

const token = {
  text: Schema.String,
  logprob: nullish(Schema.Finite)
}

export const TgiEvent = Schema.Struct({
  /** `special`: a mark of the model's, not a part of its text. */
  token: nullish(Schema.Struct({ ...token, special: nullish(Schema.Boolean) })),
  top_tokens: nullish(Schema.Array(Schema.Struct(token))),
  /** All of it, with the last token. */
  generated_text: nullish(Schema.String),
  details: nullish(
    Schema.StructWithRest(Schema.Struct({ finish_reason: nullish(Schema.String) }), [
      Schema.Record(Schema.String, Schema.Unknown)
    ])
  ),
  error: nullish(Schema.Unknown),
  error_type: nullish(Schema.Unknown)
})
export type TgiEvent = typeof TgiEvent.Type
