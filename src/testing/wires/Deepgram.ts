/** Deepgram over HTTP, as it is written: raw audio, and a transcript as one document. What is asked stands in the query. */
import type { Said } from "../../wire/Fault.ts"
import * as Wire from "./Wire.ts"

const codes: Readonly<Record<number, string>> = {
  401: "INVALID_AUTH",
  402: "ASR_PAYMENT_REQUIRED",
  403: "INSUFFICIENT_PERMISSIONS",
  429: "TOO_MANY_REQUESTS"
}

const shared = {
  isStreamed: () => true,
  model: ({ query }: Wire.Asked) => query.get("model") ?? "",
  error: ({ code, description }: Said, status: number) => ({
    err_code: codes[status] ?? code ?? "ERROR",
    err_msg: description,
    request_id: "req_fake"
  }),
  failure: () => undefined
}

const types: Readonly<Record<string, string>> = { linear16: "audio/l16", opus: "audio/ogg" }

export const speech = Wire.make<"speech">({
  ...shared,
  id: "deepgram-speech",
  operation: "speech",
  isFor: ({ path }) => path.endsWith("/speak"),
  contentType: ({ query }) => {
    const encoding = query.get("encoding") ?? "mpeg"
    return types[encoding] ?? `audio/${encoding}`
  },
  writer: () => (chunk) => (chunk._tag === "Audio" ? [chunk.data] : [])
})

export const transcription = Wire.make<"transcription">({
  ...shared,
  id: "deepgram-transcription",
  operation: "transcription",
  isFor: ({ path }) => path.endsWith("/listen"),
  contentType: () => "application/json",
  writer: () => {
    const utterances: Array<object> = []
    const words: Array<object> = []
    return (chunk) => {
      switch (chunk._tag) {
        case "Start":
        case "Text":
          return []
        case "Segment": {
          const { end, speaker, start, text: transcript } = chunk
          utterances.push({ start, end, transcript, ...(speaker !== undefined && { speaker: Number(speaker) || 0 }) })
          return []
        }
        case "Word": {
          const { end, start, text } = chunk
          words.push({ word: text.toLowerCase(), punctuated_word: text, start, end })
          return []
        }
        case "Finish": {
          const { duration, language, text: transcript } = chunk
          const channel = { detected_language: language, alternatives: [{ transcript, confidence: 1, words }] }
          const results = { channels: [channel], ...(utterances.length > 0 && { utterances }) }
          return [JSON.stringify({ metadata: { request_id: "req_fake", duration, channels: 1 }, results })]
        }
      }
    }
  }
})
