/** ElevenLabs' /speech-to-text: a form with a file in, one document out. */
import * as Result from "effect/Result"
import { type Reason, Unsupported } from "../../schemas/Reason.ts"
import type { TranscriptionChunk, TranscriptionRequest } from "../../schemas/Transcription.ts"
import { ElevenLabsTranscript, type ElevenLabsWord } from "../../schemas/wire/ElevenLabs.ts"
import * as Decoder from "../Decoder.ts"
import * as MediaType from "../wire/MediaType.ts"
import * as Protocol from "../Protocol.ts"

const encode = (request: TranscriptionRequest): Result.Result<Protocol.Encoded, Reason> => {
  if (request.timestamps?.includes("segment") && !request.diarization) {
    return Result.fail(new Unsupported({ what: "timestamps of segments", instead: "use words, or diarization" }))
  }
  const asked = { ...request, logprobs: request.logprobs || undefined }
  const refused = Protocol.refuse(asked, {
    prompt: "give words to expect in providerOptions, in keyterms",
    format: "ask for more formats in providerOptions, in additional_formats",
    logprobs: ""
  })
  return Result.map(refused, () => ({
    path: "/speech-to-text",
    fields: Protocol.rename(request, spelling),
    warnings: [Protocol.comesWhole(request.model)],
    // as its own clients write their forms
    file: { field: "file", ...MediaType.named(request), content: request.audio, member: "", objects: "json" }
  }))
}

const spelling = {
  model: "model_id",
  language: "language_code",
  temperature: "temperature",
  diarization: "diarize"
} as const

/** The wire times each word, asked or not. */
const decoder = (withWords: boolean) =>
  Decoder.whole<"transcription">()({
    operation: "transcription",
    document: Decoder.json(ElevenLabsTranscript, "a transcript"),
    chunks: (document: ElevenLabsTranscript, head): ReadonlyArray<TranscriptionChunk> => {
      const { audio_duration_secs: duration, language_code: language, text, transcription_id: id } = document
      const words = document.words ?? []
      return [
        { ...Decoder.start(head), ...(id && { id }) },
        ...(text === "" ? [] : [{ _tag: "Text" as const, delta: text }]),
        ...segmentsOf(words),
        ...(withWords ? words.flatMap(wordOf) : []),
        {
          _tag: "Finish",
          reason: "stop",
          text,
          ...(language && { language }),
          ...(duration != null && { duration })
        }
      ]
    }
  })

export const protocol = Protocol.make<"transcription">({
  id: "elevenlabs-transcription",
  whole: true,
  encode,
  decoder: decoder(true),
  decoderFor: ({ timestamps }) => decoder(timestamps?.includes("word") ?? false)
})

const wordOf = ({ end, start, text, type }: ElevenLabsWord): ReadonlyArray<TranscriptionChunk> =>
  type === "spacing" || start == null || end == null ? [] : [{ _tag: "Word", text, start, end }]

/** What one speaker says on end. Where speakers are not told apart there are none. */
const segmentsOf = (words: ReadonlyArray<ElevenLabsWord>): ReadonlyArray<TranscriptionChunk> => {
  const segments: Array<{ text: string; readonly start: number; end: number; readonly speaker: string }> = []
  for (const { end, speaker_id: speaker, start, text } of words) {
    if (!speaker) continue
    const last = segments.at(-1)
    if (last?.speaker === speaker) {
      last.text += text
      last.end = end ?? last.end
    } else segments.push({ text, start: start ?? last?.end ?? 0, end: end ?? start ?? 0, speaker })
  }
  return segments.map((segment) => ({ _tag: "Segment", ...segment, text: segment.text.trim() }))
}
