/** Anthropic's Messages, as they are written: one block after the other. Bedrock and Vertex carry the same events. */
import type { ChatChunk } from "../../../schemas/Chat.ts"
import type { Usage } from "../../../schemas/Usage.ts"
import type { Said } from "../../wire/Fault.ts"
import * as Wire from "./Wire.ts"

type Event = Parameters<typeof Wire.typed>[0]

const words: Wire.Words = {
  stop: "end_turn",
  length: "max_tokens",
  "tool-calls": "tool_use",
  "content-filter": "refusal",
  error: "end_turn",
  other: "end_turn"
}

const types: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  503: "overloaded_error",
  529: "overloaded_error"
}

const error = ({ description, type }: Said, status: number) => ({
  type: "error",
  error: { type: type ?? types[status] ?? "api_error", message: description },
  request_id: "req_fake"
})

/** Starts an answer, as events. */
export const events = (model: string): ((chunk: ChatChunk) => ReadonlyArray<Event>) => {
  const blocks = blocksOf()
  return (chunk) => {
    if (chunk._tag === "Start") {
      const message = { id: "msg_fake", type: "message", role: "assistant", model, content: [] }
      const start = { ...message, stop_reason: null, stop_sequence: null, usage: { input_tokens: 0, output_tokens: 0 } }
      return [{ type: "message_start", message: start }]
    }
    if (chunk._tag !== "Finish") return blocks.write(chunk)
    const delta = { stop_reason: words[chunk.choices[0]?.reason ?? "stop"], stop_sequence: null }
    return [...blocks.close(), { type: "message_delta", delta, usage: usageOf(chunk.usage) }, { type: "message_stop" }]
  }
}

/** On Vertex the path names the model. */
const onVertex = /\/publishers\/anthropic\/models\/([^/:]+):streamRawPredict$/
const modelOf = (asked: Wire.Asked) => onVertex.exec(asked.path)?.[1] ?? Wire.modelOf(asked)

export const wire = Wire.make<"chat">({
  id: "anthropic-messages",
  operation: "chat",
  isFor: ({ path }) => path.endsWith("/messages") || onVertex.test(path),
  isStreamed: ({ fields }) => fields["stream"] === true,
  model: modelOf,
  contentType: () => "text/event-stream; charset=utf-8",
  writer: (asked) => {
    const write = events(modelOf(asked))
    return (chunk) => write(chunk).map(Wire.typed)
  },
  error,
  failure: (said, status) => [Wire.typed(error(said, status))]
})

/** This wire always counts; all input is told in three parts. */
const usageOf = ({ cacheWrite = 0, cachedInput = 0, input = 0, output = 0 }: Partial<Usage> = {}) => ({
  input_tokens: input - cachedInput - cacheWrite,
  cache_read_input_tokens: cachedInput,
  cache_creation_input_tokens: cacheWrite,
  output_tokens: output
})

const blocksOf = () => {
  let index = -1
  let open: string | undefined
  const close = (): ReadonlyArray<Event> => {
    if (open === undefined) return []
    open = undefined
    return [{ type: "content_block_stop", index }]
  }
  const begin = (name: string, block: object): ReadonlyArray<Event> => {
    if (open === name) return []
    const end = close()
    index++
    open = name
    return [...end, { type: "content_block_start", index, content_block: block }]
  }
  const delta = (delta: object): Event => ({ type: "content_block_delta", index, delta })

  const write = (chunk: ChatChunk): ReadonlyArray<Event> => {
    switch (chunk._tag) {
      case "Text":
        return [...begin("text", { type: "text", text: "" }), delta({ type: "text_delta", text: chunk.delta })]
      case "Reasoning": {
        const { delta: thinking, encrypted, signature } = chunk
        if (encrypted !== undefined) {
          return [...close(), ...begin("redacted", { type: "redacted_thinking", data: encrypted }), ...close()]
        }
        return [
          ...begin("thinking", { type: "thinking", thinking: "", signature: "" }),
          ...(thinking === "" ? [] : [delta({ type: "thinking_delta", thinking })]),
          ...(signature === undefined ? [] : [delta({ type: "signature_delta", signature })])
        ]
      }
      case "ToolCall": {
        const { delta: partial_json, id, index: call, name = "", own } = chunk
        const caller = own === undefined ? {} : { caller: own.value }
        const block = { type: "tool_use", id: id ?? `toolu_${call + 1}`, name, input: {}, ...caller }
        return [...begin(`call ${call}`, block), delta({ type: "input_json_delta", partial_json })]
      }
      default:
        throw Wire.wordless("anthropic-messages", chunk)
    }
  }
  return { write, close }
}
