/**
 * What only one wire has words for, or has signed, goes back to that wire untouched; elsewhere it is left out, and the
 * caller is told.
 */
import type { AssistantPart, Message, OtherPart, ReasoningPart } from "../../schemas/Content.ts"
import { isJsonObject, type JsonObject } from "../../schemas/Generation.ts"

/** The part as its wire wrote it; nothing on another wire. */
export const own = ({ value, wire }: OtherPart, here: string): ReadonlyArray<JsonObject> =>
  wire === here && isJsonObject(value) ? [value] : []

/** Thoughts that a wire does not take, and how to say so. */
export interface Thoughts {
  readonly isForeign: (part: ReasoningPart) => boolean
  readonly warning: string
}

export const warnings = (
  messages: ReadonlyArray<Message>,
  here: string,
  thoughts?: Thoughts
): ReadonlyArray<string> => {
  const parts = messages.flatMap(({ content, role }): ReadonlyArray<AssistantPart> =>
    role === "assistant" && typeof content !== "string" ? content : []
  )
  const isForeign = (part: AssistantPart) => part.type === "other" && part.wire !== here
  return [
    ...(thoughts && parts.some((part) => part.type === "reasoning" && thoughts.isForeign(part))
      ? [thoughts.warning]
      : []),
    ...(parts.some(isForeign) ? ["What another provider's own tools did in earlier turns is not sent."] : [])
  ]
}
