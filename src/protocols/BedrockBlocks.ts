/** The content blocks of an answer on Bedrock's wire: text needs no beginning, tools do, and each ends. */
import type { ChatChunk } from "../../schemas/Chat.ts"
import type { BedrockBlockStart, BedrockCitation, BedrockDelta } from "../../schemas/wire/Bedrock.ts"
import * as Base64 from "../wire/Base64.ts"
import type { Misfit } from "../wire/Misfit.ts"
import * as ToolCalls from "../wire/ToolCalls.ts"
import * as Answer from "./Answer.ts"
import * as BedrockContent from "./BedrockContent.ts"

type Say = (chunk: ChatChunk) => void

export interface Blocks {
  /** `index` is the wire's number of the block. */
  readonly begin: (index: number, start: BedrockBlockStart, say: Say) => void
  readonly go: (index: number, delta: BedrockDelta, say: Say) => void
  readonly end: (index: number, say: Say) => void
  readonly flaw: () => Misfit | undefined
}

/** A block that is said whole: what a tool of the host's was asked, or what it found. */
interface Hosted {
  readonly start: BedrockBlockStart
  input: string
  content: Array<unknown>
}

export const make = (): Blocks => {
  const calls = ToolCalls.make()
  const hosted = new Map<number, Hosted>()
  const formats = new Map<number, string>()

  const call = (piece: ToolCalls.Piece, say: Say) => {
    const heard = calls.add(piece)
    if (heard) say(heard)
  }

  return {
    begin: (index, start, say) => {
      const { image, toolResult, toolUse } = start
      formats.set(index, image?.format ?? "png")
      if (toolResult != null || toolUse?.type === hostsOwn)
        return void hosted.set(index, { start, input: "", content: [] })
      if (toolUse == null) return
      call({ choice: 0, number: index, id: toolUse.toolUseId, name: toolUse.name, delta: "" }, say)
    },
    go: (index, { citation, image, reasoningContent, text, toolResult, toolUse }, say) => {
      const open = hosted.get(index)
      if (text) say({ _tag: "Text", choice: 0, delta: text })
      if (reasoningContent?.text) say({ _tag: "Reasoning", choice: 0, delta: reasoningContent.text })
      if (reasoningContent?.signature) say(sealed({ signature: reasoningContent.signature }))
      if (reasoningContent?.redactedContent) say(sealed({ encrypted: reasoningContent.redactedContent }))
      if (citation != null) cite(citation, say)
      if (image?.source?.bytes) {
        const mediaType = `image/${formats.get(index) ?? "png"}`
        say({ _tag: "File", choice: 0, source: { data: Base64.decode(image.source.bytes), mediaType } })
      }
      if (open !== undefined) {
        open.input += toolUse?.input ?? ""
        open.content.push(...(toolResult ?? []))
      } else if (toolUse != null) call({ choice: 0, number: index, delta: toolUse.input }, say)
    },
    end: (index, say) => {
      const open = hosted.get(index)
      if (open === undefined) return
      hosted.delete(index)
      const { content, input, start } = open
      const value =
        start.toolUse == null
          ? { toolResult: { ...start.toolResult, content } }
          : { toolUse: { ...start.toolUse, input: parsed(input) } }
      say({ ...Answer.other(0, start.toolUse == null ? "toolResult" : "toolUse", value), wire: BedrockContent.wire })
    },
    flaw: calls.flaw
  }
}

/** The type of calls that the host answers itself. */
const hostsOwn = "server_tool_use"

/** A thought's proof, or a thought that only its model can read. */
const sealed = (seal: { readonly signature: string } | { readonly encrypted: string }): ChatChunk => ({
  _tag: "Reasoning",
  choice: 0,
  delta: "",
  ...seal,
  format: BedrockContent.reasoningFormat
})

const cite = ({ location, source, sourceContent, title }: BedrockCitation, say: Say): void => {
  const [place] = Object.values(location ?? {})
  const index = place?.documentIndex
  const text = (sourceContent ?? []).map(({ text }) => text ?? "").join("")
  const origin = source ?? (index == null ? undefined : String(index))
  say({
    _tag: "Citation",
    choice: 0,
    ...(place?.url && { url: place.url }),
    ...(title && { title }),
    ...(origin && { source: origin }),
    ...(text && { text })
  })
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json === "" ? "{}" : json)
  } catch {
    return json
  }
}
