/** Bytes in JSON. Some servers leave the padding out. */
import * as Schema from "effect/Schema"

export const Base64 = Schema.String.check(
  Schema.isPattern(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/)
)
