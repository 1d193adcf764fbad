/** Sarvam's /speech-to-text: a form with a file in, one document out. */
import * as Result from "effect/Result"
import { type Reason, Unsupported } from "../../schemas/Reason.ts"
import type { TranscriptionChunk, TranscriptionRequest } from "../../schemas/Transcription.ts"
import { SarvamTranscript } from "../../schemas/wire/Sarvam.ts"
import * as Decoder from "../Decoder.ts"
import * as MediaType from "../wire/MediaType.ts"
import * as Protocol from "../Protocol.ts"

const encode = (request: TranscriptionRequest): Result.Result<Protocol.Encoded, Reason> => {
  const { diarization, language, logprobs, model, timestamps } = request
  if (timestamps?.includes("word")) {
    return Result.fail(new Unsupported({ what: "timestamps of words", instead: "use segments" }))
  }
  const asked = { ...request, diarization: diarization || undefined, logprobs: logprobs || undefined }
  const refused = Protocol.refuse(asked, {
    prompt: "give words to expect in providerOptions, in keyterms",
    diarization: "",
    temperature: "",
    format: "",
    logprobs: ""
  })
  return Result.map(refused, () => ({
    path: "/speech-to-text",
    fields: {
      model,
      ...(language !== undefined && { language_code: codeOf(language) }),
      ...(timestamps?.includes("segment") && { with_timestamps: true })
    },
    warnings: [Protocol.comesWhole(model)],
    file: { field: "file", ...MediaType.named(request), content: request.audio }
  }))
}

/** It wants to hear of a country too, and has a code of its own for Odia. */
const codeOf = (language: string): string =>
  /^[a-z]{2,3}$/.test(language) ? `${language === "or" ? "od" : language}-IN` : language

const document = Decoder.whole<"transcription">()({
  operation: "transcription",
  document: Decoder.json(SarvamTranscript, "a transcript"),
  chunks: ({ language_code: language, request_id: id, timestamps, transcript: text }: SarvamTranscript, head) => [
    { ...Decoder.start(head), ...(id && { id }) },
    ...(text === "" ? [] : [{ _tag: "Text" as const, delta: text }]),
    ...segmentsOf(timestamps),
    { _tag: "Finish", reason: "stop", text, ...(language && { language }) }
  ]
})

export const protocol = Protocol.make<"transcription">({
  id: "sarvam-transcription",
  whole: true,
  encode,
  decoder: document
})

const segmentsOf = (times: SarvamTranscript["timestamps"]): ReadonlyArray<TranscriptionChunk> =>
  (times?.words ?? []).flatMap((text, at) => {
    const start = times?.start_time_seconds[at]
    const end = times?.end_time_seconds[at]
    return start === undefined || end === undefined ? [] : [{ _tag: "Segment" as const, text, start, end }]
  })
