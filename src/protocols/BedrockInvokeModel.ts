/**
 * Bedrock's InvokeModelWithResponseStream: each model's own events, in envelopes. Requests are Anthropic's, for Claude;
 * for other models ConverseStream says it in one language. Answers are read in every family's language: the first
 * event tells which.
 */
import * as Result from "effect/Result"
import type { ChatChunk } from "../../schemas/Chat.ts"
import { BedrockFamily } from "../../schemas/wire/Bedrock.ts"
import * as Bytes from "../wire/Bytes.ts"
import * as Decoder from "../Decoder.ts"
import * as Protocol from "../Protocol.ts"
import * as AnthropicMessages from "./AnthropicMessages.ts"
import * as BedrockCompletion from "./BedrockCompletion.ts"
import * as BedrockConverse from "./BedrockConverse.ts"
import * as BedrockFrames from "./BedrockFrames.ts"
import * as OpenAiChat from "./OpenAiChat.ts"

const encode: typeof AnthropicMessages.encode = (request) =>
  Result.map(AnthropicMessages.encode(request), ({ fields, ...encoded }) => {
    const { model: _m, stream: _s, ...body } = fields
    return {
      ...encoded,
      path: `/model/${encodeURIComponent(request.model)}/invoke-with-response-stream`,
      fields: { anthropic_version: "bedrock-2023-05-31", ...body }
    }
  })

type Read = (head: Decoder.Head) => Decoder.Decoder<ChatChunk>

const families = [
  {
    event: Decoder.json(BedrockFamily.anthropic, "an event"),
    read: AnthropicMessages.decoderOver(BedrockFrames.invokeModel)
  },
  { event: Decoder.json(BedrockFamily.nova, "an event"), read: BedrockConverse.decoderOver(BedrockFrames.invokeModel) },
  { event: Decoder.json(BedrockFamily.openai, "an event"), read: OpenAiChat.decoderOver(BedrockFrames.invokeModel) }
]

const decoder: Read = (head) => {
  const held = Bytes.make()
  let first: string | undefined
  const peek = BedrockFrames.invokeModel(({ data }) => void (first ??= data), head.limits)
  let chosen: Decoder.Decoder<ChatChunk> | undefined

  const choose = () => {
    chosen = familyOf(first ?? "")(head)
    return chosen.read(held.take())
  }
  return {
    read: (bytes) => {
      if (chosen !== undefined) return chosen.read(bytes)
      held.add(bytes)
      const failure = peek.feed(bytes)
      return first === undefined && failure === undefined ? [] : choose()
    },
    isDone: () => chosen?.isDone() ?? false,
    end: () => {
      const before = chosen === undefined ? choose() : []
      const { chunks = [], ...ending } = chosen?.end() ?? {}
      return { ...ending, chunks: [...before, ...chunks] }
    }
  }
}

export const protocol = Protocol.make<"chat">({ id: "bedrock-invoke-model", encode, decoder })

const familyOf = (event: string): Read =>
  families.find((family) => Result.isSuccess(family.event(event)))?.read ?? BedrockCompletion.decoder
