/**
 * What was asked and answered, as the conventions write messages: bounded, redacted, and never a medium, only its
 * kind. It names what it tells; whatever else a part holds, bytes, URLs, ciphertext, stays here. Pure.
 */
import type { Fold } from "../../schemas/Fold.ts"
import { type Attributes, fieldsOf } from "./Asked.ts"
import { genAi } from "./names.ts"

export interface Bounds {
  readonly maxCharacters?: number
  readonly redact?: (text: string) => string
}

type Part = Readonly<Record<string, unknown>>

/** Takes texts until there is no more room; a text that is cut says so. */
const room = ({ maxCharacters = 8192, redact = (text) => text }: Bounds) => {
  let left = maxCharacters
  return {
    isFull: () => left <= 0,
    take: (text: string): string => {
      const safe = redacted(text.replace(inline, "data:…"), redact)
      const taken = safe.slice(0, Math.max(0, left))
      left -= safe.length
      return taken.length < safe.length ? `${taken}…` : taken
    }
  }
}
/** A medium inside a text. */
const inline = /data:[\w.+/;=-]*;base64,[\w+/=-]*/g

/** Where redaction fails the text is not told, and the stream does not hear of it. */
const redacted = (text: string, redact: (text: string) => string): string => {
  try {
    return redact(text)
  } catch {
    return "(redaction failed)"
  }
}

type Room = ReturnType<typeof room>

/** What a request says, by its fields. */
export const asked = (request: unknown, bounds: Bounds): Attributes => {
  const { input, instructions, messages, prompt } = fieldsOf(request)
  const told = room(bounds)
  const said = [messages, prompt, input].flatMap((some) => conversation(some, told))
  return {
    ...(typeof instructions === "string" && {
      [genAi.systemInstructions]: JSON.stringify([{ type: "text", content: told.take(instructions) }])
    }),
    ...(said.length > 0 && { [genAi.inputMessages]: JSON.stringify(said) })
  }
}

const conversation = (some: unknown, told: Room): ReadonlyArray<Part> =>
  (Array.isArray(some) ? some : some === undefined ? [] : [some]).flatMap((one: unknown) => {
    if (told.isFull()) return []
    if (typeof one === "string") return [{ role: "user", parts: [{ type: "text", content: told.take(one) }] }]
    const { content, role, ...item } = fieldsOf(one)
    return typeof role === "string"
      ? [{ role, parts: partsOf(content, told) }]
      : [{ role: "assistant", parts: [partOf(item, told)] }]
  })

const partsOf = (content: unknown, told: Room): ReadonlyArray<Part> =>
  typeof content === "string"
    ? [{ type: "text", content: told.take(content) }]
    : Array.isArray(content)
      ? content.map((part: unknown) => partOf(fieldsOf(part), told))
      : []

/** Texts under the names that our parts and the standard's items give them; of all else only what it is. */
const partOf = (part: Part, told: Room): Part => {
  const { arguments: call, name, output, refusal, text, type } = part
  const kind = typeof type === "string" ? type : "unknown"
  if (typeof text === "string") return { type: kind === "reasoning" ? kind : "text", content: told.take(text) }
  if (typeof refusal === "string") return { type: "text", content: told.take(refusal) }
  if (typeof output === "string") return { type: "tool_call_response", response: told.take(output) }
  if (typeof call === "string") return { type: "tool_call", name: String(name), arguments: told.take(call) }
  return { type: kind }
}

/** Gathers an answer's texts, as many as there is room for. */
export const gather = <Chunk extends object, Answer>(fold: Fold<Chunk, Answer>, bounds: Bounds) => {
  let left = bounds.maxCharacters ?? 8192
  return {
    add: (chunk: Chunk): void => {
      if (left <= 0 || holdsBytes(chunk)) return
      const { delta } = fieldsOf(chunk)
      if (typeof delta === "string") left -= delta.length
      fold.add(chunk)
    },
    attributes: (): Attributes => {
      const told = room(bounds)
      const { finishReason, reasoning, refusal, text, toolCalls } = fold.digest()
      const parts = [
        ...(reasoning === "" ? [] : [{ type: "reasoning", content: told.take(reasoning) }]),
        ...[text, refusal].flatMap((said) => (said === "" ? [] : [{ type: "text", content: told.take(said) }])),
        ...toolCalls.map(({ arguments: call, id, name }) => ({
          type: "tool_call",
          id,
          name,
          arguments: told.take(call)
        }))
      ]
      const finish = finishReason === null ? {} : { finish_reason: finishReason }
      return parts.length === 0
        ? {}
        : { [genAi.outputMessages]: JSON.stringify([{ role: "assistant", parts, ...finish }]) }
    }
  }
}

const holdsBytes = (chunk: object): boolean =>
  ("data" in chunk && chunk.data instanceof Uint8Array) || "source" in chunk
