/** How OpenAI's chat wire writes a conversation, its tools and the shape of an answer. */
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import type {
  AssistantMessage,
  AudioPart,
  FilePart,
  ImagePart,
  InputPart,
  Message,
  Source,
  TextPart
} from "../../schemas/Content.ts"
import type { JsonObject, ResponseFormat, Tool, ToolChoice } from "../../schemas/Generation.ts"
import { Unsupported } from "../../schemas/Reason.ts"
import * as JsonSchema from "../wire/JsonSchema.ts"
import * as OpenAiDialect from "./OpenAiDialect.ts"
import * as OpenAiThoughts from "./OpenAiThoughts.ts"
import { unsupported } from "../Protocol.ts"

type Encoded<A> = Result.Result<A, Unsupported>

export const messages = (
  conversation: ReadonlyArray<Message>,
  dialect: OpenAiDialect.Dialect
): Encoded<ReadonlyArray<JsonObject>> => Result.all(conversation.map((one) => message(one, dialect)))

const message = (message: Message, dialect: OpenAiDialect.Dialect): Encoded<JsonObject> => {
  const isNamed = "name" in message && message.name !== undefined
  const named = isNamed ? { name: message.name } : {}
  switch (message.role) {
    case "system":
    case "developer": {
      const role = message.role === "developer" ? dialect.developer : "system"
      return Result.succeed({ role, content: instructions(message.content), ...named })
    }
    case "user":
      if (typeof message.content === "string")
        return Result.succeed({ ...named, role: "user", content: message.content })
      return Result.map(Result.all(message.content.map((part) => inputPart(part, dialect))), (content) => ({
        role: "user",
        content,
        ...named
      }))
    case "tool": {
      const { content, toolCallId } = message
      const whole = (content: JsonObject[string]) => ({
        role: "tool",
        tool_call_id: callId(toolCallId, dialect),
        content
      })
      if (typeof content === "string") return Result.succeed(whole(content))
      return Result.map(Result.all(content.map(toolPart)), whole)
    }
    case "assistant":
      return Result.map(assistant(message.content, dialect), (fields) => ({ role: "assistant", ...fields, ...named }))
  }
}

const text = ({ text }: TextPart): JsonObject => ({ type: "text", text })
const instructions = (content: string | ReadonlyArray<TextPart>) =>
  typeof content === "string" ? content : content.map(text)

const inputPart = (part: InputPart, { media }: OpenAiDialect.Dialect): Encoded<JsonObject> => {
  switch (part.type) {
    case "text":
      return Result.succeed(text(part))
    case "image":
      return image(part)
    case "audio":
      return audio[media](part)
    case "file":
      return file[media](part)
  }
}

const toolPart = (part: InputPart): Encoded<JsonObject> =>
  part.type === "text"
    ? Result.succeed(text(part))
    : unsupported(`${part.type} in a tool message`, "describe it in text, or send it in a user message")

/** Media here, as a URL that holds them. */
export const dataUrl = ({ data, mediaType }: Extract<Source, { readonly data: Uint8Array }>) =>
  `data:${mediaType};base64,${Base64.encode(data)}`

const image = ({ detail, source }: ImagePart): Encoded<JsonObject> => {
  if ("fileId" in source) return unsupported("an image by file id", "give its URL or its bytes")
  const url = "url" in source ? source.url : dataUrl(source)
  return Result.succeed({ type: "image_url", image_url: { url, ...(detail !== undefined && { detail }) } })
}

type Written<Part> = { readonly [K in OpenAiDialect.Dialect["media"]]: (part: Part) => Encoded<JsonObject> }

const audio = {
  openai: ({ source }: AudioPart): Encoded<JsonObject> => {
    if (!("data" in source)) return unsupported("audio by URL or file id", "give its bytes")
    const format = audioFormats.get(source.mediaType)
    if (format === undefined) return unsupported(`audio of type ${source.mediaType}`, "give wav or mp3")
    return Result.succeed({ type: "input_audio", input_audio: { data: Base64.encode(source.data), format } })
  },
  mistral: ({ source }: AudioPart): Encoded<JsonObject> =>
    "fileId" in source
      ? unsupported("audio by file id", "give its URL or its bytes")
      : Result.succeed({ type: "input_audio", input_audio: "url" in source ? source.url : Base64.encode(source.data) })
} as const satisfies Written<AudioPart>

const audioFormats = new Map([
  ["audio/wav", "wav"],
  ["audio/x-wav", "wav"],
  ["audio/wave", "wav"],
  ["audio/mpeg", "mp3"],
  ["audio/mp3", "mp3"]
])

const file = {
  openai: ({ name, source }: FilePart): Encoded<JsonObject> => {
    if ("url" in source)
      return unsupported("a file by URL", "give its bytes or its file id, or use the responses operation")
    const content =
      "fileId" in source ? { file_id: source.fileId } : { filename: name ?? "file", file_data: dataUrl(source) }
    return Result.succeed({ type: "file", file: content })
  },
  mistral: ({ name, source }: FilePart): Encoded<JsonObject> => {
    if ("fileId" in source) return Result.succeed({ type: "file", file_id: source.fileId })
    const url = "url" in source ? source.url : dataUrl(source)
    return Result.succeed({
      type: "document_url",
      document_url: url,
      ...(name !== undefined && { document_name: name })
    })
  }
} as const satisfies Written<FilePart>

const callId = (id: string, { callIds }: OpenAiDialect.Dialect) => (callIds === "nine" ? OpenAiDialect.nine(id) : id)

const assistant = (content: AssistantMessage["content"], dialect: OpenAiDialect.Dialect): Encoded<JsonObject> => {
  if (typeof content === "string") return Result.succeed({ content })
  const said: Array<JsonObject> = []
  const calls: Array<JsonObject> = []
  const thoughts = OpenAiThoughts.write(content, dialect)
  let spoken: JsonObject = {}
  for (const part of content) {
    switch (part.type) {
      case "text":
        said.push(text(part))
        break
      case "refusal":
        said.push({ type: "refusal", refusal: part.refusal })
        break
      case "tool-call":
        calls.push({
          id: callId(part.id, dialect),
          type: "function",
          function: { name: part.name, arguments: part.arguments }
        })
        break
      case "spoken":
        spoken = { audio: { id: part.id } }
        break
      case "reasoning":
        break
      case "image":
      case "file":
        return unsupported(`${part.type} in an assistant message`, "send it in a user message")
    }
  }
  const isBare = calls.length === 0 && Object.keys(spoken).length === 0
  const all = [...thoughts.content, ...said]
  return Result.succeed({
    content: all.length > 0 ? all : isBare ? "" : null,
    ...thoughts.fields,
    ...(calls.length > 0 && { tool_calls: calls }),
    ...spoken
  })
}

export const tools = (tools: ReadonlyArray<Tool>): ReadonlyArray<JsonObject> =>
  tools.map((tool) => ({ type: "function", function: functionOf(tool) }))

/** A function as both of OpenAI's wires describe it. */
export const functionOf = ({ description, name, parameters, strict }: Tool): JsonObject => ({
  name,
  ...(description !== undefined && { description }),
  parameters: parameters === undefined ? { type: "object", properties: {} } : JsonSchema.from(parameters),
  ...(strict !== undefined && { strict })
})

export const toolChoice = (choice: ToolChoice): JsonObject[string] =>
  typeof choice === "string" ? choice : { type: "function", function: { name: choice.name } }

/** A shape as both of OpenAI's wires describe it. Strict where the shape allows it and the request does not say. */
export const shapeOf = (format: Exclude<ResponseFormat, string>): JsonObject => {
  const schema = JsonSchema.from(format.schema)
  return {
    name: format.name ?? "answer",
    ...(format.description !== undefined && { description: format.description }),
    schema,
    strict: format.strict ?? JsonSchema.isClosed(schema)
  }
}

export const responseFormat = (format: ResponseFormat): JsonObject => {
  if (format === "text") return { type: "text" }
  if (format === "json") return { type: "json_object" }
  return { type: "json_schema", json_schema: shapeOf(format) }
}
