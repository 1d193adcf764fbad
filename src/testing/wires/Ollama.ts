/** Ollama's chat and generate, as they are written: lines of JSON, each call in one piece. */
import type { FinishReason } from "../../../schemas/Chunk.ts"
import type { Usage } from "../../../schemas/Usage.ts"
import type { Said } from "../../wire/Fault.ts"
import * as Tools from "./Tools.ts"
import * as Wire from "./Wire.ts"

const words: Wire.Words = {
  stop: "stop",
  length: "length",
  "tool-calls": "stop",
  "content-filter": "stop",
  error: "stop",
  other: "stop"
}

const shared = {
  isStreamed: ({ fields }: Wire.Asked) => fields["stream"] !== false,
  model: Wire.modelOf,
  contentType: () => "application/x-ndjson",
  error: ({ description }: Said) => ({ error: description }),
  failure: ({ description }: Said) => [Wire.line({ error: description })]
}

const lines = (asked: Wire.Asked) => (fields: object) =>
  Wire.line({ model: Wire.modelOf(asked), created_at: "2025-10-09T08:53:20Z", ...fields })

const end = (reason: FinishReason | undefined, { input, output }: Partial<Usage> = {}) => ({
  done: true,
  done_reason: words[reason ?? "stop"],
  ...(input !== undefined && { prompt_eval_count: input }),
  ...(output !== undefined && { eval_count: output })
})

export const chat = Wire.make<"chat">({
  ...shared,
  id: "ollama",
  operation: "chat",
  isFor: ({ path }) => path.endsWith("/api/chat"),
  writer: (asked) => {
    const calls = Tools.make()
    const write = lines(asked)
    const say = (message: object) => write({ message: { role: "assistant", content: "", ...message }, done: false })
    return (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return []
        case "Text":
          return [say({ content: chunk.delta })]
        case "Reasoning":
          return [say({ thinking: chunk.delta })]
        case "ToolCall":
          calls.add(chunk)
          return []
        case "Finish": {
          const called = calls
            .take()
            .map(({ id, input, name }, index) => ({ id, function: { index, name, arguments: input } }))
          const message = { role: "assistant", content: "" }
          return [
            ...called.map((call) => say({ tool_calls: [call] })),
            write({ message, ...end(chunk.choices[0]?.reason, chunk.usage) })
          ]
        }
        default:
          throw Wire.wordless("ollama", chunk)
      }
    }
  }
})

export const generate = Wire.make<"text">({
  ...shared,
  id: "ollama-generate",
  operation: "text",
  isFor: ({ path }) => path.endsWith("/api/generate"),
  writer: (asked) => {
    const write = lines(asked)
    return (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return []
        case "Text":
          return [write({ response: chunk.delta, done: false })]
        case "Finish":
          return [write({ response: "", ...end(chunk.choices[0]?.reason, chunk.usage) })]
        case "Seam":
          throw Wire.wordless("ollama-generate", chunk)
      }
    }
  }
})
