/** Bedrock's ConverseStream, as it is written: blocks in frames; only tools have a start. */
import type { ChatChunk } from "../../../schemas/Chat.ts"
import * as Bedrock from "./Bedrock.ts"
import * as EventStream from "./EventStream.ts"
import * as Wire from "./Wire.ts"

const words: Wire.Words = {
  stop: "end_turn",
  length: "max_tokens",
  "tool-calls": "tool_use",
  "content-filter": "content_filtered",
  error: "malformed_model_output",
  other: "end_turn"
}

export const wire = Wire.make<"chat">({
  ...Bedrock.at("converse-stream"),
  id: "bedrock-converse",
  writer: () => {
    const blocks = blocksOf()
    return (chunk) => {
      if (chunk._tag === "Start") return [EventStream.event("messageStart", { role: "assistant" })]
      if (chunk._tag !== "Finish") return blocks.write(chunk)
      const { cacheWrite = 0, cachedInput = 0, input = 0, output = 0 } = chunk.usage ?? {}
      const usage = {
        inputTokens: input - cachedInput - cacheWrite,
        outputTokens: output,
        totalTokens: input + output,
        cacheReadInputTokens: cachedInput,
        cacheWriteInputTokens: cacheWrite
      }
      return [
        ...blocks.close(),
        EventStream.event("messageStop", { stopReason: words[chunk.choices[0]?.reason ?? "stop"] }),
        EventStream.event("metadata", { usage, metrics: { latencyMs: 1 } })
      ]
    }
  }
})

const blocksOf = () => {
  let index = -1
  let open: string | undefined
  const close = (): ReadonlyArray<Uint8Array> => {
    if (open === undefined) return []
    open = undefined
    return [EventStream.event("contentBlockStop", { contentBlockIndex: index })]
  }
  const begin = (name: string, start?: object): ReadonlyArray<Uint8Array> => {
    if (open === name) return []
    const end = close()
    index++
    open = name
    const event = EventStream.event("contentBlockStart", { contentBlockIndex: index, start })
    return start === undefined ? end : [...end, event]
  }
  const delta = (delta: object) => EventStream.event("contentBlockDelta", { contentBlockIndex: index, delta })
  const thought = (reasoningContent: object) => delta({ reasoningContent })

  const write = (chunk: ChatChunk): ReadonlyArray<Uint8Array> => {
    switch (chunk._tag) {
      case "Text":
        return [...begin("text"), delta({ text: chunk.delta })]
      case "Reasoning": {
        const { delta: text, encrypted, signature } = chunk
        if (encrypted !== undefined) {
          return [...close(), ...begin("redacted"), thought({ redactedContent: encrypted }), ...close()]
        }
        return [
          ...begin("thinking"),
          ...(text === "" ? [] : [thought({ text })]),
          ...(signature === undefined ? [] : [thought({ signature })])
        ]
      }
      case "ToolCall": {
        const { delta: input, id, index: call, name = "" } = chunk
        const toolUse = { toolUseId: id ?? `tooluse_${call + 1}`, name }
        return [...begin(`call ${call}`, { toolUse }), ...(input === "" ? [] : [delta({ toolUse: { input } })])]
      }
      default:
        throw Wire.wordless("bedrock-converse", chunk)
    }
  }
  return { write, close }
}
