/** Instructions, for wires that keep them apart from the turns: what is one, and what is told where they had to move. */
import type { Message } from "../../schemas/Content.ts"

export type Instruction = Extract<Message, { readonly role: "system" | "developer" }>

export const isInstruction = (message: Message): message is Instruction =>
  message.role === "system" || message.role === "developer"

/** For a wire that has room for them at the front alone. */
export const warnings = (messages: ReadonlyArray<Message>): ReadonlyArray<string> => {
  const first = messages.findIndex((message) => !isInstruction(message))
  return first >= 0 && messages.slice(first).some(isInstruction)
    ? ["System messages were moved to the front: this wire has no place for them among the others."]
    : []
}
