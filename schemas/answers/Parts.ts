/** The parts of an assistant's message while they grow: which part a piece of text or of a thought goes on with. */
import type { ChatChunk } from "../Chat.ts"
import type { AssistantPart, Own, ReasoningPart, RefusalPart, TextPart } from "../Content.ts"

type Growing<A> = { -readonly [K in keyof A]: A[K] }

/** A tool call; its pieces are looked up by its number. */
export interface Call {
  id: string | undefined
  name: string | undefined
  arguments: string
  signature: string | undefined
  readonly own: Own | undefined
}
export type Part =
  | Growing<TextPart>
  | Growing<ReasoningPart>
  | Growing<RefusalPart>
  | { readonly type: "call"; readonly call: Call }
  | Extract<AssistantPart, { type: "spoken" | "image" | "file" | "other" }>

/** Text that nothing goes back with. */
export const isPlain = ({ cited, signature }: TextPart): boolean => cited === undefined && signature === undefined

/** Text goes on until something else comes, or a proof of it: what is signed or cited is a part of its own. */
export const speak = (
  parts: Array<Part>,
  { cited, delta, signature }: Extract<ChatChunk, { readonly _tag: "Text" }>
): void => {
  if (signature !== undefined) return void parts.push({ type: "text", text: delta, signature })
  const last = parts.at(-1)
  const open = last?.type === "text" && isPlain(last) ? last : undefined
  if (open !== undefined) open.text += delta
  else if (delta !== "") parts.push({ type: "text", text: delta })
  if (cited === undefined) return
  const { length, ...proof } = cited
  const whole = parts.at(-1)
  if (whole?.type !== "text" || !isPlain(whole)) return
  const { text } = whole
  const at = Math.max(0, text.length - length)
  if (at === 0) parts.pop()
  else whole.text = text.slice(0, at)
  parts.push({ type: "text", text: text.slice(at), cited: proof })
}

/** A thought goes on until something else comes, another id does, or one that was sealed already is followed by more. */
export const think = (
  parts: Array<Part>,
  { delta, encrypted, format, id, signature }: Extract<ChatChunk, { readonly _tag: "Reasoning" }>
): void => {
  const last = parts.at(-1)
  const goesOn =
    last?.type === "reasoning" &&
    (id === undefined || last.id === undefined || id === last.id) &&
    ((last.signature === undefined && last.encrypted === undefined) ||
      (delta === "" && signature === undefined && encrypted === undefined))
  const part: Growing<ReasoningPart> = goesOn ? last : { type: "reasoning", text: "" }
  if (!goesOn) parts.push(part)
  part.text += delta
  if (signature !== undefined) part.signature = signature
  if (encrypted !== undefined) part.encrypted = encrypted
  if (id !== undefined) part.id = id
  if (format !== undefined) part.format = format
}
