/** Sarvam's own wires, as they are written: raw audio, and a transcript as one document. */
import type { Said } from "../../wire/Fault.ts"
import * as Wire from "./Wire.ts"

const codes: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "invalid_api_key_error",
  404: "not_found_error",
  422: "unprocessable_entity_error",
  429: "rate_limit_exceeded_error"
}

const shared = {
  isStreamed: () => true,
  model: Wire.modelOf,
  error: ({ code, description }: Said, status: number) => ({
    error: {
      message: description,
      code: codes[status] ?? code ?? (status < 500 ? "invalid_request_error" : "internal_server_error"),
      request_id: "req_fake"
    }
  }),
  failure: () => undefined
}

const types: Readonly<Record<string, string>> = { mp3: "audio/mpeg", linear16: "audio/l16", opus: "audio/ogg" }

export const speech = Wire.make<"speech">({
  ...shared,
  id: "sarvam-speech",
  operation: "speech",
  isFor: ({ path }) => path.endsWith("/text-to-speech/stream"),
  contentType: ({ fields }) => {
    const codec = Wire.textOf(fields["output_audio_codec"] ?? "mp3")
    return types[codec] ?? `audio/${codec}`
  },
  writer: () => (chunk) => (chunk._tag === "Audio" ? [chunk.data] : [])
})

export const transcription = Wire.make<"transcription">({
  ...shared,
  id: "sarvam-transcription",
  operation: "transcription",
  isFor: ({ fields, path }) => path.endsWith("/speech-to-text") && fields["model_id"] === undefined,
  contentType: () => "application/json",
  writer: () => {
    const words: Array<string> = []
    const starts: Array<number> = []
    const ends: Array<number> = []
    return (chunk) => {
      switch (chunk._tag) {
        case "Start":
        case "Text":
          return []
        case "Segment":
          words.push(chunk.text)
          starts.push(chunk.start)
          ends.push(chunk.end)
          return []
        case "Word":
          throw Wire.wordless("sarvam-transcription", chunk)
        case "Finish": {
          const { language, text: transcript } = chunk
          const timestamps = { words, start_time_seconds: starts, end_time_seconds: ends }
          return [
            JSON.stringify({
              request_id: "req_fake",
              transcript,
              ...(words.length > 0 && { timestamps }),
              language_code: language ?? null
            })
          ]
        }
      }
    }
  }
})
