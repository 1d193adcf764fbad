/** Transcription through Gemini's :streamGenerateContent: the audio goes with a prompt that asks for a transcript. */
import * as Result from "effect/Result"
import type { ChatChunk, ChatRequest } from "../../schemas/Chat.ts"
import { type Reason, Unsupported } from "../../schemas/Reason.ts"
import type { TranscriptionChunk, TranscriptionRequest } from "../../schemas/Transcription.ts"
import type * as Decoder from "../Decoder.ts"
import * as MediaType from "../wire/MediaType.ts"
import * as Protocol from "../Protocol.ts"
import * as GeminiGenerateContent from "./GeminiGenerateContent.ts"

const asChat = (request: TranscriptionRequest): Result.Result<ChatRequest, Reason> => {
  const { audio, diarization, includeRaw, language, logprobs, model, prompt, temperature, timestamps } = request
  const refused = Protocol.refuse(
    {
      timestamps: timestamps?.length ? timestamps : undefined,
      diarization: diarization || undefined,
      format: request.format
    },
    { timestamps: "", diarization: "ask for it in the prompt", format: "ask for it in the prompt" }
  )
  if (Result.isFailure(refused)) return Result.fail(refused.failure)
  if (!(audio instanceof Uint8Array)) {
    return Result.fail(new Unsupported({ what: "audio that comes as a stream", instead: "give its bytes" }))
  }
  const { mediaType } = MediaType.named(request)
  const words = [
    "Generate a transcript of the speech, and nothing else.",
    ...(language === undefined ? [] : [`It is in the language ${language}.`]),
    ...(prompt === undefined ? [] : [prompt])
  ]
  return Result.succeed({
    model,
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: words.join(" ") },
          { type: "audio", source: { data: audio, mediaType } }
        ]
      }
    ],
    ...(temperature !== undefined && { temperature }),
    ...(logprobs !== undefined && { logprobs }),
    ...(includeRaw !== undefined && { includeRaw })
  })
}

/** Of what a chat answers, its text. */
const decoder = (chat: Decoder.Decoder<ChatChunk>): Decoder.Decoder<TranscriptionChunk> => {
  let text = ""
  const asTranscript = (chunk: ChatChunk): ReadonlyArray<TranscriptionChunk> => {
    switch (chunk._tag) {
      case "Start":
        return [chunk]
      case "Text": {
        const { delta, logprobs, raw } = chunk
        text += delta
        if (delta === "" && logprobs === undefined) return []
        return [{ _tag: "Text", delta, ...(logprobs && { logprobs }), ...(raw && { raw }) }]
      }
      case "Finish": {
        const { choices, ...finish } = chunk
        return [{ ...finish, reason: choices[0]?.reason ?? "other", text }]
      }
      default:
        return []
    }
  }
  return {
    read: (bytes) => chat.read(bytes).flatMap(asTranscript),
    isDone: chat.isDone,
    end: () => {
      const { chunks, unsaid, ...ending } = chat.end()
      const said = chunks.flatMap(asTranscript)
      const told = unsaid === undefined ? undefined : asTranscript(unsaid).at(-1)
      return { ...ending, chunks: said, ...(told !== undefined && { unsaid: told }) }
    }
  }
}

export const protocol = Protocol.through<"transcription", "chat">(GeminiGenerateContent.protocol, {
  request: asChat,
  answer: decoder,
  warning: () => "The transcript is what the model answers to a prompt that asks for one."
})
