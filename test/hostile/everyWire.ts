/** Answers in the bytes of every wire that writes, made by the other side of each: what is said in them is up to a test. */
import type { ChatChunk } from "effect-bifrost"
import { wordings } from "../../src/testing/Script.ts"
import * as AnthropicMessages from "../../src/testing/wires/AnthropicMessages.ts"
import * as BedrockConverse from "../../src/testing/wires/BedrockConverse.ts"
import * as BedrockInvokeModel from "../../src/testing/wires/BedrockInvokeModel.ts"
import * as CohereChat from "../../src/testing/wires/CohereChat.ts"
import * as GeminiGenerateContent from "../../src/testing/wires/GeminiGenerateContent.ts"
import * as Ollama from "../../src/testing/wires/Ollama.ts"
import * as OpenAiChat from "../../src/testing/wires/OpenAiChat.ts"
import * as OpenAiCompletions from "../../src/testing/wires/OpenAiCompletions.ts"
import * as OpenAiResponses from "../../src/testing/wires/OpenAiResponses.ts"
import * as Replicate from "../../src/testing/wires/Replicate.ts"
import * as TgiGenerate from "../../src/testing/wires/TgiGenerate.ts"
import type { Asked, Wire } from "../../src/testing/wires/Wire.ts"

/** An answer in a wire's bytes. */
interface Writer {
  readonly id: string
  readonly contentType: string
  readonly texts: (pieces: ReadonlyArray<string>) => Uint8Array
}
export interface ChatWriter extends Writer {
  readonly calls: (calls: ReadonlyArray<Call>) => Uint8Array
}
export interface Call {
  readonly id: string
  readonly name: string
  readonly arguments: string
}

const asked: Asked = {
  path: "/model/anthropic.claude-haiku/invoke-with-response-stream",
  query: new URLSearchParams({ alt: "sse" }),
  fields: { model: "m", stream: true, stream_options: { include_usage: true } }
}
const bytesOf = (pieces: ReadonlyArray<string | Uint8Array>) =>
  new Uint8Array(Buffer.concat(pieces.map((piece) => Buffer.from(piece))))

const nothing = { text: "", reasoning: "", refusal: "", toolCalls: [], finishReason: null, usage: null }

const writer = <O extends "text" | "chat" | "responses">(wire: Wire<O>): Writer => ({
  id: wire.id,
  contentType: wire.contentType(asked),
  texts: (pieces) => {
    const { finish, say, start } = wordings[wire.operation]
    const chunks = [
      start("", "m"),
      ...pieces.map((piece) => say(piece as never)),
      finish({ ...nothing, text: pieces.join("") }, "m")
    ]
    return bytesOf(chunks.flatMap(wire.writer(asked)))
  }
})

const chats = [
  OpenAiChat.wire,
  AnthropicMessages.wire,
  GeminiGenerateContent.wire,
  BedrockConverse.wire,
  BedrockInvokeModel.wire,
  CohereChat.wire,
  Ollama.chat
]
export const chatWriters: ReadonlyArray<ChatWriter> = chats.map((wire) => ({
  ...writer(wire),
  calls: (calls) => {
    const { finish, start } = wordings.chat
    const said = calls.map(({ arguments: delta, ...call }, index): ChatChunk => ({
      _tag: "ToolCall",
      choice: 0,
      index,
      ...call,
      delta
    }))
    return bytesOf([start("", "m"), ...said, finish({ ...nothing, toolCalls: calls }, "m")].flatMap(wire.writer(asked)))
  }
}))
export const writers: ReadonlyArray<Writer> = [
  ...chatWriters,
  writer(OpenAiResponses.wire),
  ...[OpenAiCompletions.wire, Ollama.generate, TgiGenerate.wire, Replicate.wire].map((wire) => writer(wire))
]
