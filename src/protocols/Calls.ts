/**
 * Tool calls of earlier turns, for wires that carry arguments as objects and results by name: which call a tool
 * message answers, and a call's arguments as an object.
 */
import * as Result from "effect/Result"
import type { Message, ToolCallPart } from "../../schemas/Content.ts"
import { isJsonObject, type JsonObject } from "../../schemas/Generation.ts"
import { Rejected } from "../../schemas/Reason.ts"

/**
 * For each message of a conversation the call that it answers, if it answers one: the first open one with its id.
 * Some providers give no ids; then calls are answered in their order.
 */
export const answered = (conversation: ReadonlyArray<Message>): ReadonlyArray<ToolCallPart | undefined> => {
  let open: Array<ToolCallPart> = []
  return conversation.map((message) => {
    if (message.role === "assistant") {
      open = typeof message.content === "string" ? [] : message.content.filter((part) => part.type === "tool-call")
    }
    if (message.role !== "tool") return undefined
    const at = open.findIndex(({ id }) => id === message.toolCallId)
    return at < 0 ? undefined : open.splice(at, 1)[0]
  })
}

/** The same, where the wire needs it. */
export const required = (call: ToolCallPart | undefined, toolCallId: string): Result.Result<ToolCallPart, Rejected> =>
  call === undefined
    ? Result.fail(new Rejected({ description: `no call of the turn before has the id "${toolCallId}"` }))
    : Result.succeed(call)

export const argumentsOf = ({ arguments: text, name }: ToolCallPart): Result.Result<JsonObject, Rejected> => {
  const value = parse(text === "" ? "{}" : text)
  return isJsonObject(value)
    ? Result.succeed(value)
    : Result.fail(new Rejected({ description: `the arguments of the call of ${name} are no JSON object` }))
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
