/** The parts of an answer on Gemini's wire: text, thoughts, calls whole or in pieces, media, and what its own tools do. */
import type { ChatChunk } from "../../schemas/Chat.ts"
import type { Logprob } from "../../schemas/Chunk.ts"
import type { GeminiFunctionCall, GeminiPart } from "../../schemas/wire/Gemini.ts"
import * as Base64 from "../wire/Base64.ts"
import type { Misfit } from "../wire/Misfit.ts"
import * as ToolCalls from "../wire/ToolCalls.ts"
import * as GeminiArguments from "./GeminiArguments.ts"
import * as GeminiContent from "./GeminiContent.ts"

type Say = (chunk: ChatChunk) => void

export interface Parts {
  /** `logprobs` are those of the part's text. */
  readonly add: (choice: number, part: GeminiPart, logprobs: ReadonlyArray<Logprob>, say: Say) => void
  /** No more parts of this choice will come. */
  readonly end: (choice: number, say: Say) => void
  readonly hasCalls: (choice: number) => boolean
  readonly flaw: () => Misfit | undefined
}

/** A call whose arguments are still coming. */
interface Pending {
  readonly index: number
  readonly arguments: GeminiArguments.GeminiArguments
}

export const make = (): Parts => {
  const calls = ToolCalls.make()
  const pending = new Map<number, Pending>()
  const callers = new Set<number>()

  const end = (choice: number, say: Say) => {
    const call = pending.get(choice)
    if (call === undefined) return
    pending.delete(choice)
    say({ _tag: "ToolCall", choice, index: call.index, delta: call.arguments.json() })
  }
  const begin = (choice: number, name: string, call: GeminiFunctionCall, signature: string | undefined, say: Say) => {
    end(choice, say)
    callers.add(choice)
    const isWhole = !call.willContinue && call.partialArgs == null
    const heard = calls.add({ choice, id: call.id, name, delta: isWhole ? JSON.stringify(call.args ?? {}) : "" })
    if (heard === undefined) return
    say(signature === undefined ? heard : { ...heard, signature })
    if (!isWhole) pending.set(choice, { index: heard.index, arguments: GeminiArguments.make() })
  }
  const call = (choice: number, call: GeminiFunctionCall, signature: string | undefined, say: Say) => {
    if (call.name) begin(choice, call.name, call, signature, say)
    const open = pending.get(choice)
    if (open === undefined) return
    if (!call.name && signature !== undefined) {
      say({ _tag: "ToolCall", choice, index: open.index, delta: "", signature })
    }
    open.arguments.add(call.partialArgs ?? [])
    if (!call.willContinue) end(choice, say)
  }

  return {
    add: (choice, part, logprobs, say) => {
      const { fileData, functionCall, inlineData, text, thought } = part
      const signature = part.thoughtSignature || undefined
      if (functionCall) return call(choice, functionCall, signature, say)
      const signed = signature === undefined ? {} : { signature }
      if (inlineData) {
        const data = Base64.decode(inlineData.data)
        const { mimeType: mediaType } = inlineData
        return mediaType.startsWith("audio/")
          ? say({ _tag: "Audio", choice, data })
          : say({ _tag: "File", choice, source: { data, mediaType }, ...signed })
      }
      if (fileData) return say({ _tag: "File", choice, source: { url: fileData.fileUri }, ...signed })
      const kind = Object.keys(part).find((name) => !common.has(name))
      if (text == null && kind !== undefined) {
        return say({ _tag: "Other", choice, kind, value: part, wire: GeminiContent.wire })
      }
      const delta = text ?? ""
      if (delta === "" && signature === undefined && logprobs.length === 0) return
      if (thought) {
        return say({ _tag: "Reasoning", choice, delta, ...signed, format: GeminiContent.reasoningFormat })
      }
      say({ _tag: "Text", choice, delta, ...(logprobs.length > 0 && { logprobs }), ...signed })
    },
    end,
    hasCalls: (choice) => callers.has(choice),
    flaw: calls.flaw
  }
}

/** Fields that say how a part is meant, not what it is. */
const common = new Set(["text", "thought", "thoughtSignature", "partMetadata", "videoMetadata", "mediaResolution"])
