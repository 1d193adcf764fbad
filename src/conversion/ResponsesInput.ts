/**
 * A Responses request as a chat request: messages and the standard's items become messages, what a chat wire cannot
 * carry is refused. The items of an earlier answer go back with all that its provider wants back.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { ChatRequest } from "../../schemas/Chat.ts"
import type { AssistantPart, InputPart, Message } from "../../schemas/Content.ts"
import { JsonObject, type Tool } from "../../schemas/Generation.ts"
import { type Reason, Rejected, Unsupported } from "../../schemas/Reason.ts"
import type { HostedTool, Item, ResponsesRequest } from "../../schemas/Responses.ts"
import * as Protocol from "../Protocol.ts"
import * as ReasoningSeal from "./ReasoningSeal.ts"
import * as ResponsesParts from "./ResponsesParts.ts"

export const toChat = (request: ResponsesRequest): Result.Result<ChatRequest, Reason> =>
  Result.gen(function* () {
    const { background, include, input, instructions, n, tools, truncation, store, ...rest } = request
    const { conversation, logprobs: wanted, maxToolCalls, previousResponseId, prompt, ...shared } = rest
    const keeps = "give the whole conversation as input"
    yield* Protocol.refuse(
      {
        ...{ previousResponseId, conversation, prompt, maxToolCalls },
        background: background || undefined,
        store: store || undefined,
        truncation: truncation === "auto" ? truncation : undefined,
        n: n === 1 ? undefined : n
      },
      {
        ...{ previousResponseId: keeps, conversation: keeps, prompt: keeps },
        ...{ background: "listen to the answer", store: "keep the answer yourself" },
        ...{ truncation: "shorten the input", maxToolCalls: "there are no hosted tools", n: "ask several times" }
      }
    )
    const unknown = include?.find((one) => !known.has(one))
    if (unknown !== undefined) return yield* Protocol.unsupported(`include "${unknown}"`, "leave it out")
    const logprobs = (wanted ?? shared.topLogprobs !== undefined) || include?.includes(probabilities)
    const said = yield* messages(typeof input === "string" ? [{ role: "user", content: input }] : input)
    return {
      ...shared,
      messages: [...(instructions === undefined ? [] : [{ role: "system" as const, content: instructions }]), ...said],
      ...(tools !== undefined && { tools: yield* Result.all(tools.map(tool)) }),
      ...(logprobs && { logprobs })
    }
  })

const probabilities = "message.output_text.logprobs"
/** A chat answer's thoughts come with all that the next turn needs, asked for or not. */
const known = new Set([probabilities, "reasoning.encrypted_content"])

const Function = Schema.Struct({
  type: Schema.Literal("function"),
  name: Schema.String,
  description: Schema.optionalKey(Schema.NullOr(Schema.String)),
  parameters: Schema.optionalKey(Schema.NullOr(JsonObject)),
  strict: Schema.optionalKey(Schema.NullOr(Schema.Boolean))
})
const isFunction = Schema.is(Function)

/** Yours, in our spelling or the standard's. */
const tool = (tool: HostedTool | Tool): Result.Result<Tool, Unsupported> => {
  if (!("type" in tool)) return Result.succeed(tool)
  if (!isFunction(tool)) return Protocol.unsupported(`the hosted tool "${tool.type}"`, "give a tool of your own")
  const { description, name, parameters, strict } = tool
  return Result.succeed({
    name,
    ...(description != null && { description }),
    ...(parameters != null && { parameters }),
    ...(strict != null && { strict })
  })
}

/** The items of one turn are one message: what was thought, said and called, in its order. */
const messages = (input: ReadonlyArray<Item | Message>): Result.Result<ReadonlyArray<Message>, Reason> =>
  Result.gen(function* () {
    const all: Array<Message> = []
    let turn: Array<AssistantPart> | undefined
    for (const entry of input) {
      const read = "type" in entry ? yield* item(entry) : entry
      if (Array.isArray(read)) {
        if (turn === undefined) all.push({ role: "assistant", content: (turn = []) })
        turn.push(...read)
      } else {
        turn = undefined
        all.push(read)
      }
    }
    return all
  })

type Read = Result.Result<Message | Array<AssistantPart>, Reason>
const part = (part: AssistantPart): Read => Result.succeed([part])

const item = (item: Item): Read => {
  switch (item.type) {
    case "message":
      return message(item)
    case "function_call": {
      const { arguments: text, call_id: id, name } = item
      if (typeof text !== "string" || id == null || name == null) return malformed(item)
      const proof = { ...ResponsesParts.signatureOf(item), ...ResponsesParts.ownOf(item) }
      return part({ type: "tool-call", id, name, arguments: text, ...proof })
    }
    case "function_call_output": {
      const { call_id: toolCallId } = item
      if (toolCallId == null) return malformed(item)
      return Result.map(inputOf(item["output"], item), (content) => ({ role: "tool", toolCallId, content }))
    }
    case "reasoning":
      return part({ type: "reasoning", text: ResponsesParts.thoughtOf(item), ...sealOf(item["encrypted_content"]) })
    case "image_generation_call": {
      const source = ResponsesParts.imageOf(item)
      if (source === undefined) return malformed(item)
      return part({ type: "image", source, ...ResponsesParts.signatureOf(item) })
    }
    case "bifrost:other": {
      const { kind, value, wire } = item
      // without a wire it was told, and is not wanted back
      if (wire === undefined) return Result.succeed([])
      if (typeof kind !== "string" || typeof wire !== "string") return malformed(item)
      return part({ type: "other", kind, wire, value })
    }
    case "bifrost:audio": {
      const { spoken } = item
      return typeof spoken === "string" ? part({ type: "spoken", id: spoken }) : Result.succeed([])
    }
    default:
      return Protocol.unsupported(`an item of type "${item.type}" through chat`, "leave it out, or say it in a message")
  }
}

const malformed = ({ type }: Item): Result.Result<never, Rejected> =>
  Result.fail(new Rejected({ description: `the ${type} item in the input is not as the standard has it` }))

const sealOf = (content: unknown): ReasoningSeal.Seal =>
  typeof content === "string" ? ReasoningSeal.read(content) : {}

const inputOf = (content: unknown, of: Item): Result.Result<string | ReadonlyArray<InputPart>, Reason> => {
  if (typeof content === "string") return Result.succeed(content)
  return Array.isArray(content) ? Result.all(content.map(ResponsesParts.input)) : malformed(of)
}

const message = (item: Item): Read => {
  const { content, role } = item
  switch (role) {
    case "user":
      return Result.map(inputOf(content, item), (content) => ({ role, content }))
    case "system":
    case "developer":
      return Result.map(inputOf(content, item), (content) => ({ role, content: ResponsesParts.textOf(content) }))
    case "assistant":
      if (typeof content === "string") return part({ type: "text", text: content })
      if (!Array.isArray(content)) return malformed(item)
      return Result.map(Result.all(content.map(ResponsesParts.said)), (parts) => [...parts])
    default:
      return malformed(item)
  }
}
