/** OpenAI completions, as they are written. */
import * as OpenAi from "./OpenAi.ts"
import * as Wire from "./Wire.ts"

export const wire = Wire.make<"text">({
  id: "openai-completions",
  operation: "text",
  isFor: ({ path }) => /(?<!\/chat)\/completions$/.test(path),
  isStreamed: ({ fields }) => fields["stream"] === true,
  model: Wire.modelOf,
  contentType: () => "text/event-stream; charset=utf-8",
  writer: (asked) => {
    const head = { id: "cmpl-fake", object: "text_completion", created: 1760000000, model: Wire.modelOf(asked) }
    const write = (fields: object) => Wire.sse({ ...head, ...fields })
    return (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return []
        case "Text":
          return [write({ choices: [{ index: chunk.choice, text: chunk.delta, logprobs: null, finish_reason: null }] })]
        case "Finish":
          return OpenAi.ending(chunk, write, { text: "" })
        case "Seam":
          throw Wire.wordless("openai-completions", chunk)
      }
    }
  },
  error: OpenAi.error,
  failure: OpenAi.failure
})
