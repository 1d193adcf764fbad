/** Bytes in JSON. Some servers leave the padding out. */
import * as Schema from "effect/Schema"

/** No one pattern for the whole: on megabytes of audio it would overflow the matcher's stack. */
const isBase64 = (text: string): boolean => {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0
  const bare = text.length - padding
  const isLong = padding === 0 ? bare % 4 !== 1 : (bare + padding) % 4 === 0
  return isLong && !/[^A-Za-z0-9+/]/.test(padding === 0 ? text : text.slice(0, bare))
}

export const Base64 = Schema.String.check(Schema.makeFilter(isBase64, { expected: "Base64" }))
