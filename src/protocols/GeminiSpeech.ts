/** Speech through Gemini's :streamGenerateContent: what to say is the prompt, and the answer is raw PCM, whatever the voice. */
import * as Result from "effect/Result"
import type { ChatChunk, ChatRequest } from "../../schemas/Chat.ts"
import { type Reason, Truncated, Unsupported } from "../../schemas/Reason.ts"
import type { SpeechChunk, SpeechRequest } from "../../schemas/Speech.ts"
import type * as Decoder from "../Decoder.ts"
import * as Protocol from "../Protocol.ts"
import * as GeminiGenerateContent from "./GeminiGenerateContent.ts"

const asChat = (request: SpeechRequest): Result.Result<ChatRequest, Reason> => {
  const { format = "pcm", includeRaw, input, instructions, model, voice } = request
  const refused = Protocol.refuse(request, { speed: "say it in instructions" })
  if (Result.isFailure(refused)) return Result.fail(refused.failure)
  if (format !== "pcm") return Result.fail(new Unsupported({ what: `speech as ${format}`, instead: "use pcm" }))
  return Result.succeed({
    model,
    messages: [{ role: "user", content: instructions === undefined ? input : `${instructions}\n\n${input}` }],
    modalities: ["audio"],
    audio: { voice, format: "pcm16" },
    ...(includeRaw !== undefined && { includeRaw })
  })
}

/** As Google declares it. */
const mediaType = "audio/L16;codec=pcm;rate=24000"

/** Of what a chat answers, what is heard; `raw` keeps the rest. */
const decoder = (chat: Decoder.Decoder<ChatChunk>): Decoder.Decoder<SpeechChunk> => {
  let isHeard = false
  const asSpeech = (chunk: ChatChunk): ReadonlyArray<SpeechChunk> => {
    switch (chunk._tag) {
      case "Start":
        return [{ ...chunk, mediaType }]
      case "Audio": {
        const { data, raw } = chunk
        isHeard = true
        return [{ _tag: "Audio", data, ...(raw && { raw }) }]
      }
      case "Finish": {
        const { choices, ...finish } = chunk
        return [{ ...finish, reason: choices[0]?.reason ?? "other" }]
      }
      default:
        return []
    }
  }
  return {
    read: (bytes) => chat.read(bytes).flatMap(asSpeech),
    isDone: chat.isDone,
    end: () => {
      const { chunks, failure, unsaid } = chat.end()
      const said = chunks.flatMap(asSpeech)
      const told = unsaid === undefined ? undefined : asSpeech(unsaid).at(-1)
      const isSilent = failure === undefined && !isHeard
      const last = isSilent ? said.at(-1) : told
      const why = isSilent ? new Truncated({ description: "the answer ended before anything was said" }) : failure
      return {
        chunks: isSilent ? said.slice(0, -1) : said,
        ...(why !== undefined && { failure: why }),
        ...(last !== undefined && { unsaid: last })
      }
    }
  }
}

export const protocol = Protocol.through<"speech", "chat">(GeminiGenerateContent.protocol, {
  request: asChat,
  answer: decoder
})
