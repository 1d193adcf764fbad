/** Where imitators of OpenAI's chat wire want the reasoning of earlier turns. */
import type { AssistantPart, ReasoningPart } from "../../schemas/Content.ts"
import type { JsonObject } from "../../schemas/Generation.ts"
import type { Dialect } from "./OpenAiDialect.ts"
import type * as OtherParts from "./OtherParts.ts"

/** Fields of the message, and parts that come before its content. */
interface Thoughts {
  readonly fields: JsonObject
  readonly content: ReadonlyArray<JsonObject>
}
const none: Thoughts = { fields: {}, content: [] }

export const write = (parts: ReadonlyArray<AssistantPart>, { history }: Dialect): Thoughts => {
  const thoughts = parts.filter((part) => part.type === "reasoning")
  if (thoughts.length === 0) return none
  switch (history) {
    case undefined:
      return none
    case "reasoning_content": {
      const words = thoughts.map(({ text }) => text).join("")
      return words === "" ? none : { ...none, fields: { reasoning_content: words } }
    }
    case "reasoning_details":
      return { ...none, fields: { reasoning_details: thoughts.flatMap(details) } }
    case "thinking":
      return { ...none, content: thoughts.flatMap(thinking) }
  }
}

/** Where they have no place they are left out, and the caller is told. */
export const left = ({ history }: Dialect): OtherParts.Thoughts | undefined =>
  history === undefined
    ? {
        isForeign: () => true,
        warning: "The reasoning of earlier turns is not sent: this wire has no place for it."
      }
    : undefined

const thinking = ({ text }: ReasoningPart): ReadonlyArray<JsonObject> =>
  text === "" ? [] : [{ type: "thinking", thinking: [{ type: "text", text }] }]

/** OpenRouter's: text with a signature (Anthropic), a summary (what speaks the Responses API), ciphertext. */
const details = ({ encrypted, format, id, signature, text }: ReasoningPart): ReadonlyArray<JsonObject> => {
  const origin = { ...(id !== undefined && { id }), ...(format !== undefined && { format }) }
  const isSummary = format?.includes("-responses-") === true
  const said = isSummary
    ? { type: "reasoning.summary", summary: text }
    : { type: "reasoning.text", text, ...(signature !== undefined && { signature }) }
  return [
    ...(text === "" && signature === undefined ? [] : [{ ...said, ...origin }]),
    ...(encrypted === undefined ? [] : [{ type: "reasoning.encrypted", data: encrypted, ...origin }])
  ]
}
