/** What a wire may send, leave out, or send as `null`: vendors do not agree on which. */
import * as Schema from "effect/Schema"

export const nullish = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))
