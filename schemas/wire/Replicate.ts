/** What Replicate answers when a prediction is made. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"
import { nullish } from "./Nullish.ts"

export const ReplicatePrediction = Schema.Struct({
  id: nullish(Schema.String),
  error: nullish(Schema.Unknown),
  /** Where its output can be read as it comes; absent where its model does not stream. */
  urls: nullish(Schema.Struct({ stream: nullish(Schema.String) }))
})
