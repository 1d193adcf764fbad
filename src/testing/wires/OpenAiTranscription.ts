/** OpenAI's transcription, as it is written: events where the form asks for a stream, else one document. */
import * as OpenAi from "./OpenAi.ts"
import * as Wire from "./Wire.ts"

const isSse = ({ fields }: Wire.Asked) => fields["stream"] === "true"

export const wire = Wire.make<"transcription">({
  id: "openai-transcription",
  operation: "transcription",
  isFor: ({ path }) => path.endsWith("/audio/transcriptions"),
  isStreamed: () => true,
  model: Wire.modelOf,
  contentType: (asked) => (isSse(asked) ? "text/event-stream; charset=utf-8" : "application/json"),
  writer: (asked) => {
    const segments: Array<object> = []
    return (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return []
        case "Text":
          return isSse(asked) ? [Wire.sse({ type: "transcript.text.delta", delta: chunk.delta })] : []
        case "Segment": {
          const { _tag: _, raw: __, ...segment } = chunk
          const id = `seg_${segments.length}`
          segments.push({ id: segments.length, ...segment })
          return isSse(asked) ? [Wire.sse({ type: "transcript.text.segment", id, ...segment })] : []
        }
        case "Word":
          throw Wire.wordless("openai-transcription", chunk)
        case "Finish": {
          const { duration, language, text, usage: counts } = chunk
          const { input, output, total } = counts ?? {}
          const tokens = { type: "tokens", input_tokens: input, output_tokens: output, total_tokens: total }
          const end = { text, ...(counts && { usage: tokens }) }
          if (isSse(asked)) return [Wire.sse({ type: "transcript.text.done", ...end }), Wire.sse("[DONE]")]
          return [JSON.stringify({ ...end, language, duration, ...(segments.length > 0 && { segments }) })]
        }
      }
    }
  },
  error: OpenAi.error,
  failure: (said, _, asked) => (isSse(asked) ? [Wire.sse({ type: "error", ...OpenAi.error(said) })] : undefined)
})
