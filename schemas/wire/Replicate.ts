/** What Replicate answers when a prediction is made. Lenient: only what we read, nothing transformed. */
import * as Schema from "effect/Schema"

const nullish = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

export const ReplicatePrediction = Schema.Struct({
  id: nullish(Schema.String),
  error: nullish(Schema.Unknown),
  /** Where its output can be read as it comes; absent where its model does not stream. */
  urls: nullish(Schema.Struct({ stream: nullish(Schema.String) }))
})
