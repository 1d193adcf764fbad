/** Cohere's chat, version 2, as it is written: contents and calls, each with a start and an end. */
import type { ChatChunk } from "../../../schemas/Chat.ts"
import * as Wire from "./Wire.ts"

const words: Wire.Words = {
  stop: "COMPLETE",
  length: "MAX_TOKENS",
  "tool-calls": "TOOL_CALL",
  "content-filter": "ERROR_TOXIC",
  error: "ERROR",
  other: "COMPLETE"
}

export const wire = Wire.make<"chat">({
  id: "cohere-v2",
  operation: "chat",
  isFor: ({ path }) => /(?<!\/api)\/chat$/.test(path),
  isStreamed: ({ fields }) => fields["stream"] === true,
  model: Wire.modelOf,
  contentType: () => "text/event-stream",
  writer: () => {
    const contents = contentsOf()
    return (chunk) => {
      if (chunk._tag === "Start") {
        const message = { role: "assistant", content: [], tool_plan: "", tool_calls: [], citations: [] }
        return [Wire.typed({ type: "message-start", id: "c1", delta: { message } })]
      }
      if (chunk._tag !== "Finish") return contents.write(chunk)
      const { input, output } = chunk.usage ?? {}
      const tokens = { input_tokens: input, output_tokens: output }
      const usage = chunk.usage && { billed_units: tokens, tokens, cached_tokens: chunk.usage.cachedInput }
      const delta = { finish_reason: words[chunk.choices[0]?.reason ?? "stop"], ...(usage && { usage }) }
      return [...contents.close(), Wire.typed({ type: "message-end", delta }), Wire.sse("[DONE]")]
    }
  },
  error: ({ description }) => ({ id: "req_fake", message: description }),
  failure: ({ description }) => [
    Wire.typed({ type: "message-end", delta: { finish_reason: "ERROR", error: description } }),
    Wire.sse("[DONE]")
  ]
})

const contentsOf = () => {
  let index = -1
  let calls = -1
  let open: { readonly name: string; readonly end: string } | undefined
  const close = (): ReadonlyArray<string> => {
    const end = open?.end
    open = undefined
    return end === undefined ? [] : [end]
  }
  const content = (type: "text" | "thinking", delta: string): ReadonlyArray<string> => {
    const start: Array<string> = []
    if (open?.name !== type) {
      start.push(...close())
      index++
      open = { name: type, end: Wire.typed({ type: "content-end", index }) }
      start.push(Wire.typed({ type: "content-start", index, delta: { message: { content: { type, [type]: "" } } } }))
    }
    return [...start, Wire.typed({ type: "content-delta", index, delta: { message: { content: { [type]: delta } } } })]
  }
  const write = (chunk: ChatChunk): ReadonlyArray<string> => {
    switch (chunk._tag) {
      case "Text":
        return content("text", chunk.delta)
      case "Reasoning":
        return content("thinking", chunk.delta)
      case "ToolCall": {
        const { delta, id, index: number, name } = chunk
        const start: Array<string> = []
        if (calls !== number) {
          start.push(...close())
          calls = number
          open = { name: "call", end: Wire.typed({ type: "tool-call-end", index: number }) }
          const call = { id: id ?? `call_${number + 1}`, type: "function", function: { name, arguments: "" } }
          start.push(Wire.typed({ type: "tool-call-start", index: number, delta: { message: { tool_calls: call } } }))
        }
        if (delta === "") return start
        const piece = { message: { tool_calls: { function: { arguments: delta } } } }
        return [...start, Wire.typed({ type: "tool-call-delta", index: number, delta: piece })]
      }
      default:
        throw Wire.wordless("cohere-v2", chunk)
    }
  }
  return { write, close }
}
