/**
 * The same conversation as imitators of OpenAI's chat wire say it: calls whole and without a number (Mistral), usage
 * beside the reason (DeepSeek, OpenRouter), `null` and `""` for what is not there, no last word (Perplexity).
 */
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import { wire as openai } from "./openai-chat.ts"
import * as Wire from "./wire.ts"

interface Call {
  readonly id?: string
  readonly index?: number
  readonly function: { readonly name?: string; readonly arguments: string }
}
interface Chunk {
  usage: unknown
  readonly choices?: ReadonlyArray<{
    readonly delta: { tool_calls?: ReadonlyArray<Call> | null }
    finish_reason: string | null
  }>
}

const read = (piece: Wire.Piece): Chunk | undefined => {
  const data = /^data: (\{[^]*)/.exec(String(piece))?.[1]
  return data === undefined ? undefined : (JSON.parse(data) as Chunk)
}

const retold = (pieces: ReadonlyArray<Wire.Piece>): ReadonlyArray<Wire.Piece> => {
  const chunks = pieces.map(read).filter((chunk) => chunk !== undefined)
  const ended = chunks.findLast(({ choices }) => choices?.some(({ finish_reason }) => finish_reason !== null))
  const usage = chunks.find(({ choices, usage }) => choices?.length === 0 && usage != null)
  if (ended !== undefined && usage !== undefined) ended.usage = usage.usage
  const open = new Map<number, { readonly id?: string; readonly function: { name?: string; arguments: string } }>()
  for (const { choices } of chunks) {
    for (const choice of choices ?? []) {
      choice.finish_reason ??= ""
      const whole = (choice.delta.tool_calls ?? []).flatMap((call) => {
        const { function: called, id, index = 0 } = call
        const before = open.get(index)
        if (before !== undefined) before.function.arguments += called.arguments
        else open.set(index, { ...(id !== undefined && { id }), function: { ...called } })
        return before === undefined ? (open.get(index) ?? []) : []
      })
      choice.delta.tool_calls = whole.length > 0 ? whole : null
    }
  }
  return chunks.filter((chunk) => chunk !== usage).map((chunk) => Wire.sse(chunk))
}

const cells = Object.entries(openai.cells).map(([name, cell]) => [
  name,
  "answers" in cell ? { ...cell, answers: retold(cell.answers) } : cell
])

export const wire = Wire.make<"chat">({
  ...openai,
  name: "openai-chat as imitators say it",
  protocol: OpenAiChat.make({ maxTokens: "max_completion_tokens" }),
  cells: Object.fromEntries(cells) as typeof openai.cells
})
