/** What only one wire has words for goes back to that wire untouched; elsewhere it is left out, and the caller is told. */
import type { Message, OtherPart } from "../../schemas/Content.ts"
import type { JsonObject } from "../../schemas/Generation.ts"

/** The part as its wire wrote it; nothing on another wire. */
export const own = ({ value, wire }: OtherPart, here: string): ReadonlyArray<JsonObject> =>
  wire === here && isObject(value) ? [value] : []

/** A part's value is JSON that this library parsed, or that the caller stored as such. */
const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export const warnings = (messages: ReadonlyArray<Message>, here: string): ReadonlyArray<string> => {
  const foreign = messages.some(
    ({ content, role }) =>
      role === "assistant" &&
      typeof content !== "string" &&
      content.some((part) => part.type === "other" && part.wire !== here)
  )
  return foreign ? ["What another provider's own tools did in earlier turns is not sent."] : []
}
