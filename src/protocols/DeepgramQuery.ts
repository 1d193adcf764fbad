/** Deepgram takes its settings in the query: a list as the same name several times. */
import type { JsonObject } from "../../schemas/Generation.ts"

/** With its question mark. What is `null`, or an object, has no form there. */
export const of = (fields: JsonObject): string => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && typeof one !== "object") query.append(name, String(one))
    }
  }
  return `?${query.toString()}`
}
