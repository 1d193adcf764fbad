/** Tool calls put together again, for wires that say each in one piece. */
import type { ChatChunk } from "../../../schemas/Chat.ts"

export interface Call {
  readonly id: string
  readonly name: string
  /** As JSON. */
  arguments: string
}

type ToolCall = Extract<ChatChunk, { readonly _tag: "ToolCall" }>

export interface Calls {
  readonly add: (chunk: ToolCall) => void
  /** The calls since it was last asked; arguments as objects. */
  readonly take: () => ReadonlyArray<{ readonly id: string; readonly name: string; readonly input: unknown }>
}

export const make = (): Calls => {
  let calls = new Map<number, Call>()
  return {
    add: ({ delta, id, index, name }) => {
      const call = calls.get(index)
      if (call !== undefined) call.arguments += delta
      else calls.set(index, { id: id ?? `call_${index + 1}`, name: name ?? "", arguments: delta })
    },
    take: () => {
      const whole = [...calls.values()].map(({ arguments: text, id, name }) => {
        const input: unknown = JSON.parse(text === "" ? "{}" : text)
        return { id, name, input }
      })
      calls = new Map()
      return whole
    }
  }
}
