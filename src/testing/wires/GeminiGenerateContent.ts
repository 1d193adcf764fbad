/** Gemini's streamGenerateContent, as it is written: each call in one piece. */
import type { Said } from "../../wire/Fault.ts"
import * as Tools from "./Tools.ts"
import * as Wire from "./Wire.ts"

const words: Wire.Words = {
  stop: "STOP",
  length: "MAX_TOKENS",
  "tool-calls": "STOP",
  "content-filter": "SAFETY",
  error: "OTHER",
  other: "OTHER"
}

const statuses: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE"
}

const error = ({ description, type }: Said, status: number) => ({
  error: { code: status, message: description, status: type ?? statuses[status] ?? "UNKNOWN" }
})

const path = /\/models\/([^/:]+):streamGenerateContent$/
const modelOf = ({ path: asked }: Wire.Asked) => path.exec(asked)?.[1] ?? ""

export const wire = Wire.make<"chat">({
  id: "gemini-generate-content",
  operation: "chat",
  isPath: (asked) => path.test(asked),
  isStreamed: () => true,
  model: modelOf,
  contentType: () => "text/event-stream",
  writer: (asked) => {
    const calls = Tools.make()
    const write = (index: number, parts: ReadonlyArray<object>, more: object = {}, usage: object = {}) =>
      Wire.sse({
        candidates: [{ content: { role: "model", parts }, ...more, index }],
        ...usage,
        modelVersion: modelOf(asked),
        responseId: "resp_fake"
      })
    return (chunk) => {
      switch (chunk._tag) {
        case "Start":
          return []
        case "Text":
          return [write(chunk.choice, [{ text: chunk.delta }])]
        case "Reasoning": {
          const { choice, delta: text, signature } = chunk
          return [
            write(choice, [{ text, thought: true, ...(signature !== undefined && { thoughtSignature: signature }) }])
          ]
        }
        case "ToolCall":
          calls.add(chunk)
          return []
        case "Finish": {
          const parts = calls.take().map(({ id, input, name }) => ({ functionCall: { id, name, args: input } }))
          const { cachedInput, input, output, reasoning, total } = chunk.usage ?? {}
          const counts = {
            promptTokenCount: input,
            candidatesTokenCount: output === undefined ? undefined : output - (reasoning ?? 0),
            thoughtsTokenCount: reasoning,
            cachedContentTokenCount: cachedInput,
            totalTokenCount: total ?? (input ?? 0) + (output ?? 0)
          }
          return chunk.choices.map(({ index, reason }, place) =>
            write(
              index,
              place === 0 && parts.length > 0 ? parts : [{ text: "" }],
              { finishReason: words[reason] },
              chunk.usage && { usageMetadata: counts }
            )
          )
        }
        default:
          throw Wire.wordless("gemini-generate-content", chunk)
      }
    }
  },
  error,
  failure: (said, status) => [Wire.sse(error(said, status))]
})
