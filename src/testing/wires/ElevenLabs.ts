/** ElevenLabs, as it is written: raw audio, audio with times in lines of JSON, and a transcript as one document. */
import type { Said } from "../../wire/Fault.ts"
import * as Wire from "./Wire.ts"

const statuses: Readonly<Record<number, string>> = {
  401: "invalid_api_key",
  402: "quota_exceeded",
  404: "voice_not_found",
  429: "too_many_concurrent_requests",
  503: "system_busy"
}

const error = ({ code, description }: Said, status: number) => ({
  detail: { status: statuses[status] ?? code ?? "error", message: description }
})

const shared = {
  isStreamed: () => true,
  model: ({ fields }: Wire.Asked) => Wire.textOf(fields["model_id"]),
  error
}

export const speech = Wire.make<"speech">({
  ...shared,
  id: "elevenlabs-speech",
  operation: "speech",
  isFor: ({ path }) => /\/text-to-speech\/[^/]+\/stream$/.test(path),
  contentType: ({ query }) => (/^pcm/.test(query.get("output_format") ?? "") ? "audio/pcm" : "audio/mpeg"),
  writer: () => (chunk) => (chunk._tag === "Audio" ? [chunk.data] : []),
  failure: () => undefined
})

export const timestamps = Wire.make<"speech">({
  ...shared,
  id: "elevenlabs-timestamps",
  operation: "speech",
  isFor: ({ path }) => /\/text-to-speech\/[^/]+\/stream\/with-timestamps$/.test(path),
  contentType: () => "application/json",
  writer: () => (chunk) => {
    if (chunk._tag !== "Audio") return []
    const alignment = chunk.spoken && {
      characters: chunk.spoken.map(({ text }) => text),
      character_start_times_seconds: chunk.spoken.map(({ start }) => start),
      character_end_times_seconds: chunk.spoken.map(({ end }) => end)
    }
    return [Wire.line({ audio_base64: Wire.base64(chunk.data), alignment: alignment ?? null })]
  },
  failure: (said, status) => [Wire.line(error(said, status))]
})

export const transcription = Wire.make<"transcription">({
  ...shared,
  id: "elevenlabs-transcription",
  operation: "transcription",
  isFor: ({ path }) => path.endsWith("/speech-to-text"),
  contentType: () => "application/json",
  writer: () => {
    const words: Array<object> = []
    return (chunk) => {
      switch (chunk._tag) {
        case "Start":
        case "Text":
          return []
        // who speaks is said of words alone
        case "Segment":
        case "Word": {
          const { end, start, text } = chunk
          const speaker = "speaker" in chunk && chunk.speaker !== undefined ? { speaker_id: chunk.speaker } : {}
          words.push({ text, start, end, type: "word", ...speaker })
          return []
        }
        case "Finish": {
          const { duration, language, text } = chunk
          const head = { language_code: language ?? "en", language_probability: 1, text, words }
          return [JSON.stringify({ ...head, audio_duration_secs: duration })]
        }
      }
    }
  },
  failure: () => undefined
})
