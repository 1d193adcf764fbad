/** How Bedrock's Converse writes a conversation, its tools and the shape of an answer. */
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import type { ChatRequest } from "../../schemas/Chat.ts"
import type {
  AssistantPart,
  FilePart,
  InputPart,
  Message,
  ReasoningPart,
  Source,
  SystemMessage
} from "../../schemas/Content.ts"
import type { JsonObject, Tool } from "../../schemas/Generation.ts"
import type { Reason } from "../../schemas/Reason.ts"
import * as JsonSchema from "../wire/JsonSchema.ts"
import * as Calls from "./Calls.ts"
import * as Instructions from "./Instructions.ts"
import * as OtherParts from "./OtherParts.ts"
import { unsupported } from "../Protocol.ts"

type Encoded<A> = Result.Result<A, Reason>
type Parts = ReadonlyArray<JsonObject>

export const wire = "bedrock-converse"
/** Thoughts that came this way go back this way only: Bedrock encodes what its models seal. */
export const reasoningFormat = "bedrock-converse-v1"

/** Instructions stand apart from the turns, wherever they come; turns of one side are one. */
export const conversation = (messages: ReadonlyArray<Message>): Encoded<JsonObject> =>
  Result.gen(function* () {
    const system = messages.flatMap((message) =>
      Instructions.isInstruction(message) ? instructions(message.content) : []
    )
    const turns: Array<{ readonly role: string; readonly content: Array<JsonObject> }> = []
    for (const message of messages) {
      if (Instructions.isInstruction(message)) continue
      const content = yield* contentOf(message)
      const role = message.role === "assistant" ? "assistant" : "user"
      const last = turns.at(-1)
      if (last?.role === role) last.content.push(...content)
      else if (content.length > 0) turns.push({ role, content: [...content] })
    }
    return { ...(system.length > 0 && { system }), messages: turns }
  })

/** The wire takes no empty text. */
const text = (text: string): Parts => (text === "" ? [] : [{ text }])
const instructions = (content: SystemMessage["content"]): Parts =>
  (typeof content === "string" ? [content] : content.map((part) => part.text)).flatMap(text)

const contentOf = (message: Exclude<Message, Instructions.Instruction>): Encoded<Parts> => {
  const { content } = message
  switch (message.role) {
    case "user":
      return inputs(message.content)
    case "assistant":
      return typeof content === "string" ? Result.succeed(text(content)) : all(message.content, saidPart)
    case "tool":
      return Result.map(inputs(message.content), (content) => [
        { toolResult: { toolUseId: message.toolCallId, content } }
      ])
  }
}

const all = <Part>(parts: string | ReadonlyArray<Part>, one: (part: Part) => Encoded<Parts>): Encoded<Parts> =>
  typeof parts === "string"
    ? Result.succeed(text(parts))
    : Result.map(Result.all(parts.map(one)), (parts) => parts.flat())

const inputs = (content: string | ReadonlyArray<InputPart>): Encoded<Parts> => all(content, input)

const input = (part: InputPart): Encoded<Parts> => {
  switch (part.type) {
    case "text":
      return Result.succeed(text(part.text))
    case "image":
      return Result.map(media(part.source, imageFormats, "an image"), (image) => [{ image }])
    case "audio":
      return Result.map(media(part.source, audioFormats, "audio"), (audio) => [{ audio }])
    case "file":
      return Result.map(media(part.source, documentFormats, "a file"), (document) => [
        { document: { ...document, name: nameOf(part) } }
      ])
  }
}

/** Bytes, or an object in S3, in a format that the wire has a word for. */
const media = (source: Source, formats: ReadonlyMap<string, string>, what: string): Encoded<JsonObject> => {
  if ("fileId" in source) return unsupported(`${what} by file id`, "give its bytes")
  const type = "url" in source ? `.${source.url.split(".").at(-1)?.toLowerCase() ?? ""}` : source.mediaType
  const format = formats.get(type) ?? [...formats.values()].find((name) => `.${name}` === type)
  if ("url" in source && !source.url.startsWith("s3://")) return unsupported(`${what} by URL`, "give its bytes")
  if (format === undefined) return unsupported(`${what} of type ${type}`, `give ${[...formats.keys()].join(", ")}`)
  return Result.succeed({
    format,
    source: "url" in source ? { s3Location: { uri: source.url } } : { bytes: Base64.encode(source.data) }
  })
}

const imageFormats = new Map([
  ["image/png", "png"],
  ["image/jpeg", "jpeg"],
  ["image/gif", "gif"],
  ["image/webp", "webp"]
])
const audioFormats = new Map([
  ["audio/mpeg", "mp3"],
  ["audio/wav", "wav"],
  ["audio/ogg", "ogg"],
  ["audio/flac", "flac"],
  ["audio/aac", "aac"],
  ["audio/mp4", "m4a"],
  ["audio/webm", "webm"]
])
const documentFormats = new Map([
  ["application/pdf", "pdf"],
  ["text/csv", "csv"],
  ["text/html", "html"],
  ["text/markdown", "md"],
  ["text/plain", "txt"],
  ["application/msword", "doc"],
  ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"],
  ["application/vnd.ms-excel", "xls"],
  ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"]
])

/** The wire demands a name, and takes letters, digits, single blanks, hyphens and brackets there. */
const nameOf = ({ name = "document" }: FilePart): string =>
  name
    .replace(/[^A-Za-z0-9()[\]-]+/g, " ")
    .trim()
    .slice(0, 200) || "document"

const saidPart = (part: AssistantPart): Encoded<Parts> => {
  switch (part.type) {
    case "text":
      return Result.succeed(text(part.text))
    case "refusal":
      return Result.succeed(text(part.refusal))
    case "reasoning":
      return Result.succeed(isForeign(part) ? [] : thoughts(part))
    case "tool-call":
      return Result.map(Calls.argumentsOf(part), (input) => [
        { toolUse: { toolUseId: part.id, name: part.name, input } }
      ])
    case "image":
      return Result.map(media(part.source, imageFormats, "an image"), (image) => [{ image }])
    case "other":
      return Result.succeed(OtherParts.own(part, wire))
    case "spoken":
    case "file":
      return unsupported(`${part.type} in an assistant message`, "send it in a user message")
  }
}

const thoughts = ({ encrypted, signature, text }: ReasoningPart): Parts => [
  ...(text === "" && signature === undefined
    ? []
    : [{ reasoningContent: { reasoningText: { text, ...(signature !== undefined && { signature }) } } }]),
  ...(encrypted === undefined ? [] : [{ reasoningContent: { redactedContent: encrypted } }])
]

/** Of another wire, or of a model that does not sign: those do not want their thoughts back. */
const isForeign = ({ encrypted, format, signature }: ReasoningPart): boolean =>
  (signature === undefined && encrypted === undefined) || (format !== undefined && format !== reasoningFormat)

export const warnings = (messages: ReadonlyArray<Message>): ReadonlyArray<string> => [
  ...Instructions.warnings(messages),
  ...OtherParts.warnings(messages, wire, {
    isForeign,
    warning: "Reasoning of earlier turns that did not come this way, signed, is not sent."
  })
]

/** The tools and which of them may be called: to allow none is to send none. */
export const tools = ({ toolChoice, tools }: ChatRequest): Encoded<JsonObject> => {
  if (tools === undefined) return Result.succeed({})
  if (toolChoice === "none") return unsupported("tools that may not be called", "send no tools")
  const choice =
    typeof toolChoice === "object"
      ? { toolChoice: { tool: { name: toolChoice.name } } }
      : toolChoice === "required"
        ? { toolChoice: { [atLeastOne]: {} } }
        : {}
  return Result.succeed({ toolConfig: { tools: tools.map(tool), ...choice } })
}

const atLeastOne = "any"

const tool = ({ description, name, parameters, strict }: Tool): JsonObject => ({
  toolSpec: {
    name,
    ...(description !== undefined && { description }),
    inputSchema: { json: parameters === undefined ? { type: "object", properties: {} } : JsonSchema.from(parameters) },
    ...(strict !== undefined && { strict })
  }
})

/** How hard to try, and the answer's shape. Budgets and summaries of thoughts are the models' own. */
export const output = ({ reasoning, responseFormat: format }: ChatRequest): Encoded<JsonObject> => {
  const { budgetTokens, effort, summary } = reasoning ?? {}
  if (budgetTokens !== undefined || summary !== undefined) {
    const what = budgetTokens === undefined ? "a summary of thoughts" : "a budget of thoughts"
    return unsupported(what, "give the model's own field in providerOptions, in additionalModelRequestFields")
  }
  if (format === "json") return unsupported("JSON of any shape", "give a shape")
  return Result.succeed({
    ...(effort !== undefined && { effort }),
    ...(typeof format === "object" && {
      textFormat: {
        type: "json_schema",
        structure: {
          jsonSchema: {
            schema: JSON.stringify(JsonSchema.from(format.schema)),
            ...(format.name !== undefined && { name: format.name }),
            ...(format.description !== undefined && { description: format.description })
          }
        }
      }
    })
  })
}
