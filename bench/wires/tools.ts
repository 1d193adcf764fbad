/** OpenAI chat completions that call one tool: its arguments, a JSON text, come in tiny deltas. */
import { type Wire } from "../Wire.ts"
import * as Words from "../words.ts"
import { chat, chunk, ended } from "./chat.ts"

const call = (first: object, pieceOfArguments: string) => ({
  tool_calls: [{ index: 0, ...first, function: { ...nameOf(first), arguments: pieceOfArguments } }]
})
const nameOf = (first: object) => ("id" in first ? { name: "write" } : {})

/** A word as a part of a JSON text. */
const written = (i: number): string => JSON.stringify(Words.word(i)).slice(1, -1)
const open = '{"text":"'
const close = '"}'

export const tools: Wire = {
  ...chat,
  head: () => [
    chunk(
      { role: "assistant", content: null, ...call({ id: `call_${Words.token(24, 2)}`, type: "function" }, "") },
      null,
      0
    ),
    chunk(call({}, open), null, 1)
  ],
  piece: (i) => chunk(call({}, written(i)), null, i),
  tail: (count) => [chunk(call({}, close), null, 2), ...ended(count, "tool_calls")],
  heard: (count) => open.length + close.length + JSON.stringify(Words.text(count)).length - 2
}
