/**
 * Mistral's transcription, as it is written. Its path is OpenAI's: a server tells them apart by `mistral` before it,
 * as in `http://127.0.0.1:41234/mistral/v1`.
 */
import type { Said } from "../../wire/Fault.ts"
import * as Wire from "./Wire.ts"

const error = ({ code, description, type }: Said) => ({
  object: "error",
  type: type ?? "error",
  message: description,
  code: code ?? null
})

export const wire = Wire.make<"transcription">({
  id: "mistral-transcription",
  operation: "transcription",
  isFor: ({ path }) => /mistral.*\/audio\/transcriptions$/.test(path),
  isStreamed: ({ fields }) => fields["stream"] === "true",
  model: Wire.modelOf,
  contentType: () => "text/event-stream",
  writer: (asked) => (chunk) => {
    switch (chunk._tag) {
      case "Start":
        return []
      case "Text":
        return [Wire.typed({ type: "transcription.text.delta", text: chunk.delta })]
      case "Segment": {
        const { end, speaker, start, text } = chunk
        return [
          Wire.typed({
            type: "transcription.segment",
            ...{ text, start, end },
            ...(speaker !== undefined && { speaker_id: speaker })
          })
        ]
      }
      case "Word": {
        const { end, start, text } = chunk
        return [Wire.typed({ type: "transcription.segment", text, start, end })]
      }
      case "Finish": {
        const { language = null, text, usage: counts } = chunk
        const { input, output, seconds, total } = counts ?? {}
        const usage = {
          prompt_audio_seconds: seconds ?? null,
          prompt_tokens: input ?? 0,
          completion_tokens: output ?? 0,
          total_tokens: total ?? (input ?? 0) + (output ?? 0)
        }
        const model = Wire.modelOf(asked)
        return [Wire.typed({ type: "transcription.done", model, text, language, segments: [], usage })]
      }
    }
  },
  error,
  failure: (said) => [Wire.typed({ ...error(said), type: "error" })]
})
