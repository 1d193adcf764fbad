/** What was said so far, of chat messages and of the Responses API's items alike: the words, and who said them. */
import * as Result from "effect/Result"
import type { Message } from "../../schemas/Content.ts"
import { Unsupported } from "../../schemas/Reason.ts"
import type { ResponsesRequest } from "../../schemas/Responses.ts"

export type Turn =
  | { readonly by: "instructions" | "user" | "assistant"; readonly text: string }
  | { readonly by: "call"; readonly id: string; readonly name: string; readonly text: string }
  | { readonly by: "tool"; readonly id: string; readonly text: string }

type Turns = Result.Result<ReadonlyArray<Turn>, Unsupported>

/** The turns of a chat. What is no text fails: nobody looks or listens here. */
export const ofMessages = (messages: ReadonlyArray<Message>): Turns => flat(messages.map(ofMessage))

/** The turns of a Responses input: messages, and the standard's items. Items of other kinds have no turn. */
export const ofInput = (input: ResponsesRequest["input"]): Turns => {
  if (typeof input === "string") return Result.succeed([{ by: "user", text: input }])
  return flat(
    input.map((one): Turns => {
      if (!("type" in one)) return ofMessage(one)
      const id = String(one.call_id)
      switch (one.type) {
        case "message":
          return Result.map(textOf(one["content"]), (text) => [{ by: speaker(one["role"]), text }])
        case "function_call":
          return Result.succeed([{ by: "call", id, name: String(one.name), text: String(one.arguments) }])
        case "function_call_output":
          return Result.map(textOf(one["output"]), (text) => [{ by: "tool", id, text }])
        default:
          return Result.succeed([])
      }
    })
  )
}

const flat = (turns: ReadonlyArray<Turns>): Turns => Result.map(Result.all(turns), (all) => all.flat())

const speaker = (role: unknown): "instructions" | "user" | "assistant" =>
  role === "user" || role === "assistant" ? role : "instructions"

const ofMessage = (message: Message): Turns => {
  if (message.role === "tool") {
    return Result.map(textOf(message.content), (text) => [{ by: "tool", id: message.toolCallId, text }])
  }
  if (message.role !== "assistant" || typeof message.content === "string") {
    return Result.map(textOf(message.content), (text) => [{ by: speaker(message.role), text }])
  }
  const calls = message.content.flatMap((part): ReadonlyArray<Turn> =>
    part.type === "tool-call" ? [{ by: "call", id: part.id, name: part.name, text: part.arguments }] : []
  )
  const said = message.content.flatMap((part) => (part.type === "text" ? [part.text] : []))
  return Result.succeed([{ by: "assistant", text: said.join("\n") }, ...calls])
}

/** A string, or parts in our spelling or the standard's. */
const textOf = (content: unknown): Result.Result<string, Unsupported> => {
  if (typeof content === "string") return Result.succeed(content)
  if (!Array.isArray(content)) return Result.succeed(JSON.stringify(content) ?? "")
  const parts: ReadonlyArray<unknown> = content
  return Result.map(Result.all(parts.map(textOfPart)), (texts) => texts.join("\n"))
}

const textOfPart = (part: unknown): Result.Result<string, Unsupported> => {
  if (typeof part !== "object" || part === null) return Result.succeed(String(part))
  if ("text" in part && typeof part.text === "string") return Result.succeed(part.text)
  if ("refusal" in part && typeof part.refusal === "string") return Result.succeed(part.refusal)
  const type = "type" in part ? String(part.type).replace("input_", "") : "unknown"
  const instead = "describe it in text, or ask a provider whose models see and hear"
  return Result.fail(new Unsupported({ what: `a message part of type "${type}"`, instead }))
}
