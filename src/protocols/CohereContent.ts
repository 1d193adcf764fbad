/** How Cohere's wire writes a conversation, its tools, its thoughts and the shape of an answer. */
import * as Result from "effect/Result"
import type {
  AssistantMessage,
  ImagePart,
  InputPart,
  Message,
  ReasoningPart,
  SystemMessage
} from "../../schemas/Content.ts"
import type { JsonObject, Reasoning, ResponseFormat, Tool, ToolChoice } from "../../schemas/Generation.ts"
import type { Reason } from "../../schemas/Reason.ts"
import * as JsonSchema from "../wire/JsonSchema.ts"
import * as OpenAiMessages from "./OpenAiMessages.ts"
import * as OtherParts from "./OtherParts.ts"
import { unsupported } from "../Protocol.ts"

type Encoded<A> = Result.Result<A, Reason>

export const wire = "cohere-v2"
/** The wire's word for what the model says before it calls tools. */
export const plan = "tool_plan"

export const messages = (conversation: ReadonlyArray<Message>): Encoded<ReadonlyArray<JsonObject>> =>
  Result.all(conversation.map(messageOf))

const messageOf = (message: Message): Encoded<JsonObject> => {
  switch (message.role) {
    case "system":
    case "developer":
      return Result.succeed({ role: "system", content: instructions(message.content) })
    case "user":
      return typeof message.content === "string"
        ? Result.succeed({ role: "user", content: message.content })
        : Result.map(Result.all(message.content.map(input)), (content) => ({ role: "user", content }))
    case "assistant":
      return assistant(message.content)
    case "tool": {
      const { content, toolCallId: tool_call_id } = message
      return typeof content === "string"
        ? Result.succeed({ role: "tool", tool_call_id, content })
        : Result.map(Result.all(content.map(resultPart)), (content) => ({ role: "tool", tool_call_id, content }))
    }
  }
}

const text = (text: string): JsonObject => ({ type: "text", text })
const instructions = (content: SystemMessage["content"]) =>
  typeof content === "string" ? content : content.map((part) => text(part.text))

const input = (part: InputPart): Encoded<JsonObject> => {
  switch (part.type) {
    case "text":
      return Result.succeed(text(part.text))
    case "image":
      return image(part)
    case "audio":
      return unsupported("audio in a message", "transcribe it first")
    case "file":
      return unsupported("a file in a message", "give its text, or documents by providerOptions")
  }
}

const image = ({ detail, source }: ImagePart): Encoded<JsonObject> => {
  if ("fileId" in source) return unsupported("an image by file id", "give its URL or its bytes")
  const url = "url" in source ? source.url : OpenAiMessages.dataUrl(source)
  return Result.succeed({ type: "image_url", image_url: { url, ...(detail !== undefined && { detail }) } })
}

const resultPart = (part: InputPart): Encoded<JsonObject> =>
  part.type === "text"
    ? Result.succeed(text(part.text))
    : unsupported(`${part.type} in a tool message`, "give its text")

const assistant = (content: AssistantMessage["content"]): Encoded<JsonObject> => {
  if (typeof content === "string") return Result.succeed({ role: "assistant", content })
  const said: Array<JsonObject> = []
  const calls: Array<JsonObject> = []
  let planned = ""
  for (const part of content) {
    switch (part.type) {
      case "text":
        said.push(text(part.text))
        break
      case "refusal":
        said.push(text(part.refusal))
        break
      case "reasoning":
        if (!isForeign(part)) said.push({ type: "thinking", thinking: part.text })
        break
      case "tool-call":
        calls.push({ id: part.id, type: "function", function: { name: part.name, arguments: part.arguments } })
        break
      case "other":
        if (part.wire === wire && part.kind === plan && typeof part.value === "string") planned += part.value
        break
      case "spoken":
      case "image":
      case "file":
        return unsupported(`${part.type} in an assistant message`, "send it in a user message")
    }
  }
  return Result.succeed({
    role: "assistant",
    ...(said.length > 0 && { content: said }),
    ...(planned !== "" && { tool_plan: planned }),
    ...(calls.length > 0 && { tool_calls: calls })
  })
}

/** Cohere's own thoughts are plain text; what is signed or enciphered is another's. */
const isForeign = ({ encrypted, format, signature }: ReasoningPart): boolean =>
  encrypted !== undefined || signature !== undefined || format !== undefined

export const warnings = (messages: ReadonlyArray<Message>): ReadonlyArray<string> =>
  OtherParts.warnings(messages, wire, {
    isForeign,
    warning: "Reasoning of earlier turns that another provider signed is not sent."
  })

export const tool = ({ description, name, parameters }: Tool): JsonObject => ({
  type: "function",
  function: {
    name,
    ...(description !== undefined && { description }),
    parameters: parameters === undefined ? { type: "object", properties: {} } : JsonSchema.from(parameters)
  }
})

/** The wire has no word for "auto", and none for one tool. */
export const toolChoice = (choice: ToolChoice | undefined): Encoded<JsonObject> => {
  if (typeof choice === "object") return unsupported("the choice of one tool", 'send that tool alone, with "required"')
  return Result.succeed(choice === "required" || choice === "none" ? { tool_choice: choice.toUpperCase() } : {})
}

export const thinking = ({ budgetTokens, effort, summary }: Reasoning = {}): Encoded<JsonObject> => {
  if (summary !== undefined) return unsupported("a summary of thoughts", "they are shown whole")
  if (effort === "none") return Result.succeed({ thinking: { type: "disabled" } })
  if (effort !== undefined) return unsupported(`reasoning effort "${effort}"`, "use budgetTokens")
  return Result.succeed(budgetTokens === undefined ? {} : { thinking: { type: "enabled", token_budget: budgetTokens } })
}

export const responseFormat = (format: ResponseFormat | undefined): JsonObject => {
  if (format === undefined || format === "text") return {}
  const shape = format === "json" ? {} : { json_schema: JsonSchema.from(format.schema) }
  return { response_format: { type: "json_object", ...shape } }
}
