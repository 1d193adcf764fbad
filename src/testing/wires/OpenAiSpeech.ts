/** OpenAI's speech, as it is written: the file's bytes, or events where the request asks for them. */
import * as OpenAi from "./OpenAi.ts"
import * as Wire from "./Wire.ts"

const isSse = ({ fields }: Wire.Asked) => fields["stream_format"] === "sse"

export const wire = Wire.make<"speech">({
  id: "openai-speech",
  operation: "speech",
  isFor: ({ path }) => path.endsWith("/audio/speech"),
  isStreamed: () => true,
  model: Wire.modelOf,
  contentType: (asked) =>
    isSse(asked)
      ? "text/event-stream; charset=utf-8"
      : `audio/${Wire.textOf(asked.fields["response_format"]) || "mpeg"}`,
  writer: (asked) => (chunk) => {
    switch (chunk._tag) {
      case "Start":
        return []
      case "Audio":
        return isSse(asked)
          ? [Wire.typed({ type: "speech.audio.delta", audio: Wire.base64(chunk.data) })]
          : [chunk.data]
      case "Finish": {
        if (!isSse(asked)) return []
        const { input, output, total } = chunk.usage ?? {}
        const usage = {
          input_tokens: input,
          output_tokens: output,
          total_tokens: total ?? (input ?? 0) + (output ?? 0)
        }
        return [Wire.typed({ type: "speech.audio.done", ...(chunk.usage && { usage }) })]
      }
    }
  },
  error: OpenAi.error,
  failure: (said, _, asked) => (isSse(asked) ? [Wire.typed({ type: "error", ...OpenAi.error(said) })] : undefined)
})
