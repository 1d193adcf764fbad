/** The content blocks of an answer on Anthropic's wire: each begins, goes on by deltas, and ends. */
import type { ChatChunk } from "../../schemas/Chat.ts"
import { isJsonObject } from "../../schemas/Generation.ts"
import type { AnthropicBlock, AnthropicCitation, AnthropicDelta } from "../../schemas/wire/AnthropicMessages.ts"
import type { Misfit } from "../wire/Misfit.ts"
import * as ToolCalls from "../wire/ToolCalls.ts"
import * as Answer from "./Answer.ts"
import * as AnthropicContent from "./AnthropicContent.ts"

type Say = (chunk: ChatChunk) => void

export interface Blocks {
  /** `index` is the wire's number of the block. */
  readonly begin: (index: number, block: AnthropicBlock, say: Say) => void
  readonly go: (index: number, delta: AnthropicDelta, say: Say) => void
  readonly end: (index: number, say: Say) => void
  readonly flaw: () => Misfit | undefined
}

interface Open {
  readonly block: AnthropicBlock
  /** What came of its input, or of its content. */
  json: string
  content: string
  /** How much it said, and what must go back with it. */
  said: number
  readonly cited: Array<AnthropicCitation>
}

type Call = Extract<AnthropicBlock, { readonly type: "tool_use" }>

export const make = (): Blocks => {
  const calls = ToolCalls.make()
  const blocks = new Map<number, Open>()

  const call = (number: number, piece: Partial<Call>, delta: string, say: Say) => {
    const { caller, id, name } = piece
    const heard = calls.add({ choice: 0, number, id, name, delta })
    if (heard) say(isProgram(caller) ? { ...heard, own: { wire: AnthropicContent.wire, value: caller } } : heard)
  }

  return {
    begin: (index, block, say) => {
      const open: Open = { block, json: "", content: "", said: 0, cited: [] }
      blocks.set(index, open)
      switch (block.type) {
        case "text":
          if (block.text) speak(open, block.text, say)
          for (const citation of block.citations ?? []) cite(open, citation, say)
          return
        case "thinking":
          if (block.thinking) say({ _tag: "Reasoning", choice: 0, delta: block.thinking })
          if (block.signature) say(sealed({ signature: block.signature }))
          return
        case "redacted_thinking":
          return say(sealed({ encrypted: block.data }))
        case "tool_use":
          return call(index, block, "", say)
      }
    },
    go: (index, delta, say) => {
      const open = blocks.get(index)
      switch (delta.type) {
        case "text_delta":
          return delta.text === "" ? undefined : speak(open, delta.text, say)
        case "thinking_delta":
          return delta.thinking === "" ? undefined : say({ _tag: "Reasoning", choice: 0, delta: delta.thinking })
        case "signature_delta":
          return delta.signature === "" ? undefined : say(sealed({ signature: delta.signature }))
        case "citations_delta":
          return cite(open, delta.citation, say)
        case "input_json_delta":
          if (open) open.json += delta.partial_json
          // of a block that never began: a call without a name, which is a flaw of the answer
          if (open === undefined || open.block.type === "tool_use") {
            call(index, {}, delta.partial_json, say)
          }
          return
        case "compaction_delta":
          if (open) open.content += delta.content ?? ""
      }
    },
    end: (index, say) => {
      const open = blocks.get(index)
      if (open === undefined) return
      blocks.delete(index)
      const { block, content, json } = open
      switch (block.type) {
        case "text": {
          const { cited: values, said: length } = open
          if (values.length === 0) return
          return say({ _tag: "Text", choice: 0, delta: "", cited: { wire: AnthropicContent.wire, values, length } })
        }
        case "thinking":
        case "redacted_thinking":
          return
        case "tool_use": {
          const isWhole = json === "" && block.input != null && JSON.stringify(block.input) !== "{}"
          return isWhole ? call(index, {}, JSON.stringify(block.input), say) : undefined
        }
        default: {
          const input = json === "" ? {} : { input: parsed(json) }
          const value = { ...block, ...input, ...(content !== "" && { content }) }
          return say({ ...Answer.other(0, String(block.type), value), wire: AnthropicContent.wire })
        }
      }
    },
    flaw: calls.flaw
  }
}

/** The model itself needs no mention. */
const isProgram = (caller: unknown): boolean => isJsonObject(caller) && caller["type"] !== "direct"

/** A thought's proof, or a thought that only Anthropic can read. */
const sealed = (seal: { readonly signature: string } | { readonly encrypted: string }): ChatChunk => ({
  _tag: "Reasoning",
  choice: 0,
  delta: "",
  ...seal,
  format: AnthropicContent.reasoningFormat
})

const speak = (open: Open | undefined, delta: string, say: Say): void => {
  if (open) open.said += delta.length
  say({ _tag: "Text", choice: 0, delta })
}

const cite = (open: Open | undefined, citation: AnthropicCitation, say: Say): void => {
  if (citation.encrypted_index != null) open?.cited.push(citation)
  const { cited_text: text, document_index: index, document_title, file_id, source, url } = citation
  const title = citation.title ?? document_title
  const origin = file_id ?? source ?? (index == null ? undefined : String(index))
  say({
    _tag: "Citation",
    choice: 0,
    ...(url && { url }),
    ...(title && { title }),
    ...(origin && { source: origin }),
    ...(text && { text })
  })
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}
