/** Deepgram's /listen over HTTP: an audio file as the body, one document out. What else is asked stands in the query. */
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { TranscriptionChunk, TranscriptionRequest } from "../../schemas/Transcription.ts"
import { DeepgramTranscript } from "../../schemas/wire/Deepgram.ts"
import * as Decoder from "../Decoder.ts"
import * as MediaType from "../wire/MediaType.ts"
import * as Multipart from "../wire/Multipart.ts"
import * as Protocol from "../Protocol.ts"
import * as DeepgramQuery from "./DeepgramQuery.ts"

const query = (request: TranscriptionRequest) => {
  const { diarization, language, model, timestamps } = request
  return {
    model,
    smart_format: true,
    ...(language === undefined ? { detect_language: true } : { language }),
    ...(diarization && { diarize: true }),
    ...((diarization || timestamps?.includes("segment")) && { utterances: true })
  }
}

const bodyOf = (request: TranscriptionRequest): HttpBody.HttpBody => {
  const { audio } = request
  const { mediaType } = MediaType.named(request)
  return audio instanceof Uint8Array
    ? HttpBody.uint8Array(audio, mediaType)
    : HttpBody.stream(
        Stream.mapError(audio, (cause) => new Multipart.Unreadable({ cause })),
        mediaType
      )
}

/** The wire times each word, asked or not. */
const decoder = (withWords: boolean) =>
  Decoder.whole<"transcription">()({
    operation: "transcription",
    document: Decoder.json(DeepgramTranscript, "a transcript"),
    chunks: (document: DeepgramTranscript, head) => chunksOf(document, head, withWords)
  })

export const protocol: Protocol.Protocol<"transcription"> = {
  id: "deepgram-transcription",
  whole: true,
  decoder: decoder(true),
  open: (request, options) => {
    const refused = Protocol.refuse(
      { ...request, logprobs: request.logprobs || undefined },
      { prompt: "give words to expect in providerOptions, in keyterm", temperature: "", format: "", logprobs: "" }
    )
    return Result.map(refused, () => ({
      request: HttpClientRequest.post(`/listen${DeepgramQuery.of({ ...query(request), ...options })}`).pipe(
        HttpClientRequest.setBody(bodyOf(request))
      ),
      warnings: [Protocol.comesWhole(request.model)],
      decoder: decoder(request.timestamps?.includes("word") ?? false)
    }))
  }
}

const chunksOf = (
  { metadata, results }: DeepgramTranscript,
  head: Decoder.Head,
  withWords: boolean
): ReadonlyArray<TranscriptionChunk> => {
  const [channel] = results.channels
  const { transcript: text, words } = channel?.alternatives?.[0] ?? { transcript: "" }
  const { duration, request_id: id } = metadata ?? {}
  const language = channel?.detected_language
  return [
    { ...Decoder.start(head), ...(id && { id }) },
    ...(text === "" ? [] : [{ _tag: "Text" as const, delta: text }]),
    ...(results.utterances ?? []).map(({ end, speaker, start, transcript }) => ({
      _tag: "Segment" as const,
      text: transcript,
      start,
      end,
      ...(speaker != null && { speaker: String(speaker) })
    })),
    ...(withWords ? (words ?? []) : []).map(({ end, punctuated_word, start, word }) => ({
      _tag: "Word" as const,
      text: punctuated_word ?? word,
      start,
      end
    })),
    {
      _tag: "Finish",
      reason: "stop",
      text,
      ...(language && { language }),
      ...(duration != null && { duration })
    }
  ]
}
