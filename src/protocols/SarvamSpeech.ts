/** Sarvam's /text-to-speech/stream: a text in, raw audio bytes out as they are spoken. */
import * as Result from "effect/Result"
import type { Reason } from "../../schemas/Reason.ts"
import type { SpeechRequest } from "../../schemas/Speech.ts"
import * as Protocol from "../Protocol.ts"
import * as SpeechBytes from "./SpeechBytes.ts"

const encode = (request: SpeechRequest): Result.Result<Protocol.Encoded, Reason> =>
  Result.map(Protocol.refuse(request, { instructions: "choose another voice" }), () => ({
    path: "/text-to-speech/stream",
    fields: {
      ...Protocol.rename(request, spelling),
      ...(request.format !== undefined && { output_audio_codec: codecs.get(request.format) ?? request.format })
    }
  }))

const spelling = {
  input: "text",
  model: "model",
  voice: "speaker",
  speed: "pace"
} as const

/** What it calls otherwise. */
const codecs = new Map([["pcm", "linear16"]])

export const protocol = Protocol.make<"speech">({ id: "sarvam-speech", encode, decoder: SpeechBytes.decoder })
