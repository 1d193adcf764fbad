/** OpenAI chat completions, as they are written; reasoning as DeepSeek and its like write it. */
import * as OpenAi from "./OpenAi.ts"
import * as Wire from "./Wire.ts"

/** Mistral's on Vertex; the path names its model. */
const onVertex = /\/publishers\/mistralai\/models\/[^/:]+:streamRawPredict$/

const choice = (index: number, delta: object) => ({
  choices: [{ index, delta, logprobs: null, finish_reason: null }]
})

export const wire = Wire.make<"chat">({
  id: "openai-chat",
  operation: "chat",
  isFor: ({ path }) => path.endsWith("/chat/completions") || onVertex.test(path),
  isStreamed: ({ fields }) => fields["stream"] === true,
  model: Wire.modelOf,
  contentType: () => "text/event-stream; charset=utf-8",
  writer: (asked) => {
    const head = {
      id: "chatcmpl-fake",
      object: "chat.completion.chunk",
      created: 1760000000,
      model: Wire.modelOf(asked)
    }
    const write = (fields: object) => Wire.sse({ ...head, ...fields })
    return (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return [write(choice(0, { role: "assistant", content: "" }))]
        case "Text":
          return [write(choice(chunk.choice, { content: chunk.delta }))]
        case "Reasoning":
          return [write(choice(chunk.choice, { reasoning_content: chunk.delta }))]
        case "Refusal":
          return [write(choice(chunk.choice, { refusal: chunk.delta }))]
        case "ToolCall": {
          const { choice: number, delta, id, index, name } = chunk
          const called = { ...(name !== undefined && { name }), arguments: delta }
          const call = { index, ...(id !== undefined && { id, type: "function" }), function: called }
          return [write(choice(number, { tool_calls: [call] }))]
        }
        case "Finish":
          return OpenAi.ending(chunk, write, { delta: {} })
        default:
          throw Wire.wordless("openai-chat", chunk)
      }
    }
  },
  error: OpenAi.error,
  failure: OpenAi.failure
})
