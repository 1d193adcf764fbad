/** How OpenAI's Responses wire writes a conversation, its tools and the shape of an answer. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { AssistantMessage, InputPart, Message, ReasoningPart } from "../../schemas/Content.ts"
import { JsonObject, type ResponseFormat, type Tool, type ToolChoice } from "../../schemas/Generation.ts"
import { Rejected, Unsupported } from "../../schemas/Reason.ts"
import type { HostedTool, Item, ResponsesRequest } from "../../schemas/Responses.ts"
import * as OpenAiMessages from "./OpenAiMessages.ts"
import { unsupported } from "../Protocol.ts"

type Items = Result.Result<ReadonlyArray<JsonObject>, Unsupported | Rejected>
type Part = Result.Result<JsonObject, Unsupported>

/** Messages become items; the items of earlier answers stay as they are. */
export const input = (
  input: ResponsesRequest["input"]
): Result.Result<string | ReadonlyArray<JsonObject>, Unsupported | Rejected> =>
  typeof input === "string"
    ? Result.succeed(input)
    : Result.map(Result.all(input.map((entry) => (isItem(entry) ? verbatim(entry) : message(entry)))), (items) =>
        items.flat()
      )

const isItem = (entry: Item | Message): entry is Item => "type" in entry

const isJson = Schema.is(JsonObject)
const verbatim = (item: Item): Items =>
  isJson(item)
    ? Result.succeed([item])
    : Result.fail(new Rejected({ description: `the ${item.type} item in the input is not JSON` }))

const message = (message: Message): Items => {
  if ("name" in message && message.name !== undefined) {
    return unsupported("the name of a message", "say it in the message, or use the chat operation")
  }
  switch (message.role) {
    case "system":
    case "developer": {
      const { content, role } = message
      return Result.succeed([{ role, content: typeof content === "string" ? content : content.map(inputText) }])
    }
    case "user": {
      const whole = (content: JsonObject[string]) => [{ role: "user", content }]
      return Result.map(contentOf(message.content), whole)
    }
    case "tool": {
      const whole = (output: JsonObject[string]) => [
        { type: "function_call_output", call_id: message.toolCallId, output }
      ]
      return Result.map(contentOf(message.content), whole)
    }
    case "assistant":
      return assistant(message.content)
  }
}

const inputText = ({ text }: { readonly text: string }): JsonObject => ({ type: "input_text", text })

const contentOf = (
  content: string | ReadonlyArray<InputPart>
): Result.Result<string | ReadonlyArray<JsonObject>, Unsupported> =>
  typeof content === "string" ? Result.succeed(content) : Result.all(content.map(inputPart))

const inputPart = (part: InputPart): Part => {
  switch (part.type) {
    case "text":
      return Result.succeed(inputText(part))
    case "image": {
      const { detail, source } = part
      const image = "fileId" in source ? { file_id: source.fileId } : { image_url: urlOf(source) }
      return Result.succeed({ type: "input_image", ...image, ...(detail !== undefined && { detail }) })
    }
    case "file": {
      const { name, source } = part
      if ("fileId" in source) return Result.succeed({ type: "input_file", file_id: source.fileId })
      if ("url" in source) return Result.succeed({ type: "input_file", file_url: source.url })
      const file = { filename: name ?? "file", file_data: OpenAiMessages.dataUrl(source) }
      return Result.succeed({ type: "input_file", ...file })
    }
    case "audio":
      return unsupported("audio in a message", "use the chat operation with a model that hears")
  }
}

const urlOf = (source: { readonly url: string } | { readonly data: Uint8Array; readonly mediaType: string }) =>
  "url" in source ? source.url : OpenAiMessages.dataUrl(source)

/** One turn is several items: what was said, thought and called, each in its place. */
const assistant = (content: AssistantMessage["content"]): Items => {
  if (typeof content === "string") return Result.succeed([{ role: "assistant", content }])
  const items: Array<JsonObject> = []
  let said: Array<JsonObject> | undefined
  const say = (part: JsonObject) => {
    if (said === undefined) items.push({ type: "message", role: "assistant", content: (said = []) })
    said.push(part)
  }
  for (const part of content) {
    switch (part.type) {
      case "text":
        say({ type: "output_text", text: part.text })
        continue
      case "refusal":
        say({ type: "refusal", refusal: part.refusal })
        continue
      case "tool-call":
        items.push({ type: "function_call", call_id: part.id, name: part.name, arguments: part.arguments })
        break
      case "reasoning":
        if (isForeign(part)) continue
        items.push(reasoning(part))
        break
      case "spoken":
        return unsupported("audio of an earlier turn", "use the chat operation")
      case "image":
      case "file":
        return unsupported(`an ${part.type} in an assistant message`, "send it in a user message")
    }
    said = undefined
  }
  return Result.succeed(items)
}

const reasoning = ({ encrypted, id, text }: ReasoningPart): JsonObject => ({
  type: "reasoning",
  ...(id !== undefined && { id }),
  summary: text === "" ? [] : [{ type: "summary_text", text }],
  ...(encrypted !== undefined && { encrypted_content: encrypted })
})

/** Thoughts that this provider neither numbered nor sealed: another's, which it would not take. */
const isForeign = ({ encrypted, id }: ReasoningPart): boolean => encrypted === undefined && id === undefined

export const hasForeignReasoning = (input: ResponsesRequest["input"]): boolean =>
  typeof input !== "string" &&
  input.some(
    (entry) =>
      !isItem(entry) &&
      entry.role === "assistant" &&
      typeof entry.content !== "string" &&
      entry.content.some((part) => part.type === "reasoning" && isForeign(part))
  )

const isHosted = (tool: HostedTool | Tool): tool is HostedTool => "type" in tool

export const tools = (tools: ReadonlyArray<HostedTool | Tool>): ReadonlyArray<JsonObject> =>
  tools.map((tool) => (isHosted(tool) ? tool : { type: "function", ...OpenAiMessages.functionOf(tool) }))

/** By name: a function, or a hosted tool by its type. */
export const toolChoice = (choice: ToolChoice, tools: ResponsesRequest["tools"] = []): JsonObject[string] => {
  if (typeof choice === "string") return choice
  const hosted = tools.some((tool) => isHosted(tool) && tool.type === choice.name)
  return hosted ? { type: choice.name } : { type: "function", name: choice.name }
}

export const format = (format: ResponseFormat): JsonObject => {
  if (format === "text") return { type: "text" }
  if (format === "json") return { type: "json_object" }
  return { type: "json_schema", ...OpenAiMessages.shapeOf(format) }
}
