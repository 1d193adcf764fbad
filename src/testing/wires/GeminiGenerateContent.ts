/** Gemini's streamGenerateContent, as it is written: each call in one piece. */
import type { FinishReason } from "../../../schemas/Chunk.ts"
import type { Usage } from "../../../schemas/Usage.ts"
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

/** A tuned model of Vertex has an endpoint of its own. */
const path = /\/(?:models|endpoints)\/([^/:]+):streamGenerateContent$/
const modelOf = (asked: Wire.Asked) => path.exec(asked.path)?.[1] ?? ""

/** Whether an answer is to be heard. */
export const isSpoken = ({ fields }: Wire.Asked): boolean =>
  Wire.has(Wire.fieldOf(fields["generationConfig"], "responseModalities"), (modality) => modality === "AUDIO")

/** What all that goes through this path has in common. */
export const shared = {
  id: "gemini-generate-content",
  isFor: (asked: Wire.Asked) => path.test(asked.path) && !isSpoken(asked),
  isStreamed: () => true,
  model: modelOf,
  contentType: () => "text/event-stream",
  error,
  failure: (said: Said, status: number) => [Wire.sse(error(said, status))]
}
/** For those whose `isFor` is another. */
export const isPath = (asked: Wire.Asked): boolean => path.test(asked.path)

/** Writes the events of one answer. */
export const events =
  (asked: Wire.Asked) =>
  (index: number, parts: ReadonlyArray<object>, more: object = {}, usage: object = {}): string =>
    Wire.sse({
      candidates: [{ content: { role: "model", parts }, ...more, index }],
      ...usage,
      modelVersion: modelOf(asked),
      responseId: "resp_fake"
    })

export const finishReason = (reason: FinishReason) => ({ finishReason: words[reason] })

export const usageMetadata = (usage: Usage | undefined) => {
  if (usage === undefined) return undefined
  const { cachedInput, input, output, reasoning, total } = usage
  return {
    usageMetadata: {
      promptTokenCount: input,
      candidatesTokenCount: output === undefined ? undefined : output - (reasoning ?? 0),
      thoughtsTokenCount: reasoning,
      cachedContentTokenCount: cachedInput,
      totalTokenCount: total ?? (input ?? 0) + (output ?? 0)
    }
  }
}

export const wire = Wire.make<"chat">({
  ...shared,
  operation: "chat",
  writer: (asked) => {
    const calls = Tools.make()
    const write = events(asked)
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
          return chunk.choices.map(({ index, reason }, place) =>
            write(
              index,
              place === 0 && parts.length > 0 ? parts : [{ text: "" }],
              finishReason(reason),
              usageMetadata(chunk.usage)
            )
          )
        }
        default:
          throw Wire.wordless("gemini-generate-content", chunk)
      }
    }
  }
})
