/** The content parts of the Responses standard's items, as far as we read them. */
import * as Schema from "effect/Schema"
import { Cited } from "./Content.ts"
import { Base64 } from "./wire/Base64.ts"
import { nullish } from "./wire/Nullish.ts"

/** Words, whosever. */
export const Text = Schema.Struct({
  type: Schema.Literals(["input_text", "output_text", "text", "summary_text", "reasoning_text"]),
  text: Schema.String,
  signature: nullish(Schema.String),
  cited: nullish(Cited)
})
const Refusal = Schema.Struct({ type: Schema.Literal("refusal"), refusal: Schema.String })
const Image = Schema.Struct({
  type: Schema.Literal("input_image"),
  image_url: nullish(Schema.String),
  file_id: nullish(Schema.String),
  detail: nullish(Schema.Literals(["low", "high", "auto"]))
})
const File = Schema.Struct({
  type: Schema.Literal("input_file"),
  file_id: nullish(Schema.String),
  file_url: nullish(Schema.String),
  file_data: nullish(Schema.String),
  filename: nullish(Schema.String)
})
const Audio = Schema.Struct({
  type: Schema.Literal("input_audio"),
  input_audio: Schema.Struct({ data: Base64, format: Schema.String })
})

/** One part of a message, of a tool's result or of a thought. */
export const Part = Schema.Union([Text, Refusal, Image, File, Audio])
/** Bytes as text. */
export { Base64 }
