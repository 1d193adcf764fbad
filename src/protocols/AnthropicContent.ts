/** How Anthropic's wire writes a conversation, its tools, its thoughts and the shape of an answer. */
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import type { ChatRequest } from "../../schemas/Chat.ts"
import type {
  AssistantMessage,
  AssistantPart,
  FilePart,
  ImagePart,
  InputPart,
  Message,
  ReasoningPart,
  SystemMessage,
  TextPart,
  ToolCallPart
} from "../../schemas/Content.ts"
import { isJsonObject, type JsonObject, type Reasoning, type Tool } from "../../schemas/Generation.ts"
import type { Reason } from "../../schemas/Reason.ts"
import * as JsonSchema from "../wire/JsonSchema.ts"
import * as Calls from "./Calls.ts"
import * as Instructions from "./Instructions.ts"
import * as OtherParts from "./OtherParts.ts"
import { unsupported } from "../Protocol.ts"

type Encoded<A> = Result.Result<A, Reason>

export const wire = "anthropic-messages"
/** What gateways that carry several vendors' thoughts call Anthropic's. */
export const reasoningFormat = "anthropic-claude-v1"

/** Instructions that come first stand apart; later ones stay where they are, which newer models take. */
export const conversation = (messages: ReadonlyArray<Message>): Encoded<JsonObject> =>
  Result.gen(function* () {
    const first = messages.findIndex((message) => !Instructions.isInstruction(message))
    const head = messages.slice(0, first < 0 ? messages.length : first)
    const system = head.flatMap((message) => (Instructions.isInstruction(message) ? instructions(message.content) : []))
    const turns: Array<{ readonly role: string; readonly content: Array<JsonObject>; readonly isResult: boolean }> = []
    for (const message of messages.slice(head.length)) {
      const content = yield* contentOf(message)
      const last = turns.at(-1)
      const isResult = message.role === "tool"
      // the results of one turn's calls go together
      if (isResult && last?.isResult) last.content.push(...content)
      else if (content.length > 0) turns.push({ role: roles[message.role], content: [...content], isResult })
    }
    return {
      ...(system.length > 0 && { system }),
      messages: turns.map(({ content, role }) => ({ role, content }))
    }
  })

const roles = { system: "system", developer: "system", user: "user", tool: "user", assistant: "assistant" } as const

/** The wire takes no empty text. */
const text = (text: string): ReadonlyArray<JsonObject> => (text === "" ? [] : [{ type: "text", text }])
const instructions = (content: SystemMessage["content"]): ReadonlyArray<JsonObject> =>
  (typeof content === "string" ? [content] : content.map((part: TextPart) => part.text)).flatMap(text)

const contentOf = (message: Message): Encoded<ReadonlyArray<JsonObject>> => {
  switch (message.role) {
    case "system":
    case "developer":
      return Result.succeed(instructions(message.content))
    case "user":
      return inputs(message.content)
    case "assistant":
      return assistant(message.content)
    case "tool":
      return Result.map(inputs(message.content), (content) => [
        { type: "tool_result", tool_use_id: message.toolCallId, content }
      ])
  }
}

const inputs = (content: string | ReadonlyArray<InputPart>): Encoded<ReadonlyArray<JsonObject>> =>
  typeof content === "string"
    ? Result.succeed(text(content))
    : Result.map(Result.all(content.map(input)), (parts) => parts.flat())

const input = (part: InputPart): Encoded<ReadonlyArray<JsonObject>> => {
  switch (part.type) {
    case "text":
      return Result.succeed(text(part.text))
    case "image":
      return Result.succeed([{ type: "image", source: image(part) }])
    case "file":
      return Result.map(document(part), (source) => [
        { type: "document", source, ...(part.name !== undefined && { title: part.name }) }
      ])
    case "audio":
      return unsupported("audio in a message", "transcribe it first")
  }
}

const image = ({ source }: ImagePart): JsonObject => {
  if ("url" in source) return { type: "url", url: source.url }
  if ("fileId" in source) return { type: "file", file_id: source.fileId }
  return { type: "base64", media_type: source.mediaType, data: Base64.encode(source.data) }
}

const document = ({ source }: FilePart): Encoded<JsonObject> => {
  if ("url" in source) return Result.succeed({ type: "url", url: source.url })
  if ("fileId" in source) return Result.succeed({ type: "file", file_id: source.fileId })
  const { data, mediaType } = source
  if (mediaType === "application/pdf") {
    return Result.succeed({ type: "base64", media_type: mediaType, data: Base64.encode(data) })
  }
  if (mediaType.startsWith("text/")) {
    return Result.succeed({ type: "text", media_type: "text/plain", data: new TextDecoder().decode(data) })
  }
  return unsupported(`a file of type ${mediaType}`, "give a PDF or plain text")
}

const assistant = (content: AssistantMessage["content"]): Encoded<ReadonlyArray<JsonObject>> =>
  typeof content === "string"
    ? Result.succeed(text(content))
    : Result.map(Result.all(content.map(saidPart)), (parts) => parts.flat())

const saidPart = (part: AssistantPart): Encoded<ReadonlyArray<JsonObject>> => {
  switch (part.type) {
    case "text":
      return Result.succeed(text(part.text).map((block) => ({ ...block, ...cited(part) })))
    case "refusal":
      return Result.succeed(text(part.refusal))
    case "reasoning":
      return Result.succeed(isForeign(part) ? [] : thoughts(part))
    case "tool-call":
      return Result.map(Calls.argumentsOf(part), (input) => [
        { type: "tool_use", id: part.id, name: part.name, input, ...caller(part) }
      ])
    case "other":
      return Result.succeed(OtherParts.own(part, wire))
    case "spoken":
    case "image":
    case "file":
      return unsupported(`${part.type} in an assistant message`, "send it in a user message")
  }
}

/** Of its own searches, which it wants back as it gave them. */
const cited = ({ cited }: TextPart): JsonObject => {
  const citations = cited?.wire === wire ? cited.values.filter(isJsonObject) : []
  return citations.length > 0 ? { citations } : {}
}

/** The program of its own that made the call. */
const caller = ({ own }: ToolCallPart): JsonObject =>
  own?.wire === wire && isJsonObject(own.value) ? { caller: own.value } : {}

const thoughts = ({ encrypted, signature, text }: ReasoningPart): ReadonlyArray<JsonObject> => [
  ...(signature === undefined ? [] : [{ type: "thinking", thinking: text, signature }]),
  ...(encrypted === undefined ? [] : [{ type: "redacted_thinking", data: encrypted }])
]

/** Thoughts go back only with Anthropic's own proof. */
const isForeign = ({ encrypted, format, signature }: ReasoningPart): boolean =>
  (signature === undefined && encrypted === undefined) || (format !== undefined && format !== reasoningFormat)

export const warnings = (messages: ReadonlyArray<Message>): ReadonlyArray<string> =>
  OtherParts.warnings(messages, wire, {
    isForeign,
    warning: "Reasoning of earlier turns that Anthropic did not sign is not sent."
  })

export const tool = ({ description, name, parameters, strict }: Tool): JsonObject => ({
  name,
  ...(description !== undefined && { description }),
  input_schema: parameters === undefined ? { type: "object", properties: {} } : JsonSchema.from(parameters),
  ...(strict !== undefined && { strict })
})

/** Whether calls may come together is said with the choice. */
export const toolChoice = ({ parallelToolCalls, toolChoice, tools }: ChatRequest): JsonObject => {
  const alone = parallelToolCalls === false && tools !== undefined ? { disable_parallel_tool_use: true } : {}
  if (typeof toolChoice === "object") return { tool_choice: { type: "tool", name: toolChoice.name, ...alone } }
  if (toolChoice === "none") return { tool_choice: { type: "none" } }
  if (toolChoice === "required") return { tool_choice: { type: "any", ...alone } }
  return "disable_parallel_tool_use" in alone ? { tool_choice: { type: "auto", ...alone } } : {}
}

/** A budget is for models before 4.6, effort for those since. */
export const thinking = ({ budgetTokens, effort, summary }: Reasoning = {}): Encoded<JsonObject> => {
  if (summary !== undefined && summary !== "auto") return unsupported(`a ${summary} summary of thoughts`, 'use "auto"')
  if (effort === "none") return Result.succeed({ thinking: { type: "disabled" } })
  const display = summary === undefined ? {} : { display: "summarized" }
  if (budgetTokens !== undefined) {
    return Result.succeed({ thinking: { type: "enabled", budget_tokens: budgetTokens, ...display } })
  }
  return Result.succeed(
    effort === undefined && summary === undefined ? {} : { thinking: { type: "adaptive", ...display } }
  )
}

/** What the wire files under the output: how hard to try, and the answer's shape. */
export const output = ({ reasoning, responseFormat: format }: ChatRequest): Encoded<JsonObject> => {
  const effort = reasoning?.effort
  if (format === "json") return unsupported("JSON of any shape", "give a shape")
  return Result.succeed({
    ...(effort !== undefined && effort !== "none" && { effort }),
    ...(typeof format === "object" && { format: { type: "json_schema", schema: JsonSchema.from(format.schema) } })
  })
}
