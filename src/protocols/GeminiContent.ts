/** How Gemini's wire writes a conversation, its tools, its thoughts and the shape of an answer. */
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import * as CallId from "../../schemas/CallId.ts"
import type { ChatRequest } from "../../schemas/Chat.ts"
import type {
  AssistantPart,
  InputPart,
  Message,
  ReasoningPart,
  Source,
  SystemMessage,
  ToolCallPart,
  ToolMessage
} from "../../schemas/Content.ts"
import type { JsonObject, Reasoning, ResponseFormat, Tool } from "../../schemas/Generation.ts"
import type { Reason } from "../../schemas/Reason.ts"
import * as JsonSchema from "../wire/JsonSchema.ts"
import * as Calls from "./Calls.ts"
import * as Instructions from "./Instructions.ts"
import * as OtherParts from "./OtherParts.ts"
import { unsupported } from "../Protocol.ts"

type Encoded<A> = Result.Result<A, Reason>

export const wire = "gemini-generate-content"
/** What gateways that carry several vendors' thoughts call Google's. */
export const reasoningFormat = "google-gemini-v1"

/** Instructions stand apart from the turns, wherever they come. */
export const conversation = (messages: ReadonlyArray<Message>, model: string): Encoded<JsonObject> =>
  Result.gen(function* () {
    const system = messages.flatMap((message) =>
      Instructions.isInstruction(message) ? instructions(message.content) : []
    )
    const turns: Array<{ readonly role: string; readonly parts: Array<JsonObject>; readonly isResult: boolean }> = []
    const calls = Calls.answered(messages)
    for (const [at, message] of messages.entries()) {
      if (Instructions.isInstruction(message)) continue
      const parts = signed(yield* partsOf(message, calls[at]), model)
      const last = turns.at(-1)
      const isResult = message.role === "tool"
      // the results of one turn's calls go together
      if (isResult && last?.isResult) last.parts.push(...parts)
      else if (parts.length > 0) turns.push({ role: roles[message.role], parts: [...parts], isResult })
    }
    return {
      ...(system.length > 0 && { systemInstruction: { parts: system } }),
      contents: turns.map(({ parts, role }) => ({ role, parts }))
    }
  })

const roles = { user: "user", tool: "user", assistant: "model" } as const

const instructions = (content: SystemMessage["content"]): ReadonlyArray<JsonObject> =>
  typeof content === "string" ? [{ text: content }] : content.map(({ text }) => ({ text }))

const partsOf = (
  message: Exclude<Message, Instructions.Instruction>,
  call: ToolCallPart | undefined
): Encoded<ReadonlyArray<JsonObject>> => {
  switch (message.role) {
    case "user":
      return typeof message.content === "string"
        ? Result.succeed([{ text: message.content }])
        : Result.succeed(message.content.map(input))
    case "assistant":
      if (typeof message.content === "string") return Result.succeed(text(message.content))
      return Result.map(Result.all(message.content.map(saidPart)), (parts) => parts.flat())
    case "tool":
      return Result.flatMap(Calls.required(call, message.toolCallId), (call) => result(message, call))
  }
}

/**
 * Since Gemini 3 the first call of a turn must bear a signature, and one that Gemini did not make has none: Google's
 * word for such a one. Source: https://ai.google.dev/gemini-api/docs/thought-signatures (read 2026-11-24), for
 * Vertex as well.
 */
const signed = (parts: ReadonlyArray<JsonObject>, model: string): ReadonlyArray<JsonObject> => {
  const first = wantsProof.test(model) ? parts.find((part) => "functionCall" in part) : undefined
  return parts.map((part) => (part === first ? { thoughtSignature: notOurs, ...part } : part))
}
const notOurs = "skip_thought_signature_validator"
const wantsProof = /gemini-(?![12][.-])/

const text = (text: string): ReadonlyArray<JsonObject> => (text === "" ? [] : [{ text }])

const input = (part: InputPart): JsonObject => (part.type === "text" ? { text: part.text } : media(part.source))

const media = (source: Source): JsonObject => {
  if ("url" in source) {
    return { fileData: { fileUri: source.url, ...(source.mediaType !== undefined && { mimeType: source.mediaType }) } }
  }
  if ("fileId" in source) return { fileData: { fileUri: source.fileId } }
  return inline(source)
}
const inline = ({ data, mediaType }: Extract<Source, { readonly data: Uint8Array }>): JsonObject => ({
  inlineData: { mimeType: mediaType, data: Base64.encode(data) }
})

/** The wire wants a call's name with its result, and an object for a result. */
const result = ({ content }: ToolMessage, { id, name }: ToolCallPart): Encoded<ReadonlyArray<JsonObject>> => {
  const parts = typeof content === "string" ? [{ type: "text" as const, text: content }] : content
  const seen: Array<JsonObject> = []
  for (const part of parts) {
    if (part.type === "text") continue
    if (!("data" in part.source)) return unsupported(`${part.type} by URL or id in a tool message`, "give its bytes")
    seen.push(inline(part.source))
  }
  const output = parts.map((part) => (part.type === "text" ? part.text : "")).join("")
  return Result.succeed([
    {
      functionResponse: {
        ...(CallId.isGiven(id) && { id }),
        name,
        response: { output },
        ...(seen.length > 0 && { parts: seen })
      }
    }
  ])
}

const saidPart = (part: AssistantPart): Encoded<ReadonlyArray<JsonObject>> => {
  const proof = "signature" in part && part.signature !== undefined ? { thoughtSignature: part.signature } : {}
  switch (part.type) {
    case "text":
      return Result.succeed(part.signature === undefined ? text(part.text) : [{ text: part.text, ...proof }])
    case "refusal":
      return Result.succeed(text(part.refusal))
    case "reasoning":
      return Result.succeed(isForeign(part) ? [] : [{ text: part.text, thought: true, ...proof }])
    case "tool-call":
      return Result.map(Calls.argumentsOf(part), (args) => [
        { functionCall: { ...(CallId.isGiven(part.id) && { id: part.id }), name: part.name, args }, ...proof }
      ])
    case "image":
    case "file":
      return Result.succeed([{ ...media(part.source), ...proof }])
    case "other":
      return Result.succeed(OtherParts.own(part, wire))
    case "spoken":
      return unsupported("audio of an earlier turn", "send its text")
  }
}

const isForeign = ({ format }: ReasoningPart): boolean => format !== reasoningFormat

export const warnings = (messages: ReadonlyArray<Message>): ReadonlyArray<string> => [
  ...Instructions.warnings(messages),
  ...OtherParts.warnings(messages, wire, {
    isForeign,
    warning: "Reasoning of earlier turns that is not Gemini's is not sent."
  })
]

export const tool = ({ description, name, parameters }: Tool): JsonObject => ({
  name,
  ...(description !== undefined && { description }),
  ...(parameters !== undefined && { parametersJsonSchema: JsonSchema.from(parameters) })
})

/** Which tools may be called, and whether the arguments must keep to their shapes: so for all tools or for none. */
export const toolConfig = ({ toolChoice, tools }: ChatRequest): JsonObject => {
  const isStrict = tools?.some(({ strict }) => strict) ?? false
  const config = (mode: string, allowedFunctionNames?: ReadonlyArray<string>): JsonObject => ({
    toolConfig: { functionCallingConfig: { mode, ...(allowedFunctionNames && { allowedFunctionNames }) } }
  })
  if (typeof toolChoice === "object") return config("ANY", [toolChoice.name])
  if (toolChoice === "none") return config("NONE")
  if (toolChoice === "required") return config("ANY")
  return isStrict ? config("VALIDATED") : {}
}

export const shape = (format: ResponseFormat | undefined): JsonObject => {
  if (format === undefined || format === "text") return {}
  const json = { responseMimeType: "application/json" }
  return format === "json" ? json : { ...json, responseJsonSchema: JsonSchema.from(format.schema) }
}

/** Levels are for models since 3, budgets for 2.5. */
export const thinking = ({ budgetTokens, effort, summary }: Reasoning = {}): Encoded<JsonObject> => {
  if (summary !== undefined && summary !== "auto") return unsupported(`a ${summary} summary of thoughts`, 'use "auto"')
  const config = {
    ...(effort === "none" ? { thinkingBudget: 0 } : effort !== undefined && { thinkingLevel: effort }),
    ...(budgetTokens !== undefined && { thinkingBudget: budgetTokens }),
    ...(summary !== undefined && { includeThoughts: true })
  }
  return Result.succeed(Object.keys(config).length > 0 ? { thinkingConfig: config } : {})
}

/** A spoken answer is raw PCM, whatever the voice. */
export const spoken = ({ audio, modalities }: ChatRequest): Encoded<JsonObject> => {
  if (audio !== undefined && !pcm.has(audio.format)) {
    return unsupported(`spoken answers as ${audio.format}`, "use pcm16")
  }
  return Result.succeed({
    ...(modalities && { responseModalities: modalities.map((modality) => modality.toUpperCase()) }),
    ...(audio && { speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: audio.voice } } } })
  })
}
const pcm = new Set(["pcm", "pcm16"])
