/**
 * Which tool call a delta belongs to. Wires number calls badly: not at all, all alike, with gaps, or by content
 * block; they repeat ids and names, or send them late. Here a choice's calls are counted from 0, and a call's name
 * comes with its first piece, as does its id unless the wire sends it later. Pure bookkeeping of one answer.
 */
import type { Misfit } from "./Misfit.ts"

/** A piece of a call as the wire sent it. */
export interface Piece {
  readonly choice: number
  /** The wire's own number, where it gives one. */
  readonly number?: number | null | undefined
  readonly id?: string | null | undefined
  readonly name?: string | null | undefined
  readonly delta: string
}

/** A piece as a caller hears it: a `ToolCall` chunk. */
export interface Heard {
  readonly _tag: "ToolCall"
  readonly choice: number
  readonly index: number
  readonly id?: string
  readonly name?: string
  readonly delta: string
}

interface Call {
  readonly index: number
  id: string | undefined
  /** Until it is known, what came of the arguments waits. */
  name: string | undefined
  waiting: string
}

/** The calls of one choice, and the last that each number and each id stands for. */
interface Calls {
  readonly all: Array<Call>
  readonly byNumber: Map<number, Call>
  readonly byId: Map<string, Call>
}

export interface ToolCalls {
  /** What a caller hears of a piece; nothing while the call has no name. */
  readonly add: (piece: Piece) => Heard | undefined
  /** What is wrong with the calls of an answer that has ended. */
  readonly flaw: () => Misfit | undefined
}

export const make = (): ToolCalls => {
  const choices = new Map<number, Calls>()

  return {
    add: (piece) => {
      const { choice, delta } = piece
      const number = piece.number ?? undefined
      const id = piece.id || undefined
      const name = piece.name || undefined
      let calls = choices.get(choice)
      if (calls === undefined) choices.set(choice, (calls = { all: [], byNumber: new Map(), byId: new Map() }))
      let call = find(calls, number, id, name)
      if (call === undefined) {
        call = { index: calls.all.length, id: undefined, name: undefined, waiting: "" }
        calls.all.push(call)
      }
      if (number !== undefined) calls.byNumber.set(number, call)
      if (id !== undefined) calls.byId.set(id, call)

      const isNamed = call.name !== undefined
      const newId = call.id === undefined ? id : undefined
      call.id ??= id
      call.name ??= name
      if (call.name === undefined) {
        call.waiting += delta
        return undefined
      }
      if (!isNamed) return heard(choice, call, call.waiting + delta, call.id, call.name)
      return delta === "" && newId === undefined ? undefined : heard(choice, call, delta, newId, undefined)
    },
    flaw: () => {
      for (const { all } of choices.values()) {
        const nameless = all.find(({ name }) => name === undefined)
        if (nameless) return { expected: "a tool call with a name", sample: nameless.waiting }
      }
      return undefined
    }
  }
}

const heard = (
  choice: number,
  { index }: Call,
  delta: string,
  id: string | undefined,
  name: string | undefined
): Heard => ({
  _tag: "ToolCall",
  choice,
  index,
  ...(id !== undefined && { id }),
  ...(name !== undefined && { name }),
  delta
})

/** The call a piece goes on with; `undefined` where it begins another. */
const find = (
  { all, byId, byNumber }: Calls,
  number: number | undefined,
  id: string | undefined,
  name: string | undefined
): Call | undefined => {
  const sameId = id === undefined ? undefined : byId.get(id)
  const isBare = id === undefined && name === undefined
  if (number === undefined) return sameId ?? (isBare ? all.at(-1) : undefined)
  const numbered = byNumber.get(number)
  if (numbered === undefined) return name === undefined ? sameId : undefined
  if (numbered === sameId) return numbered
  // some servers number all calls alike: another id with a name, or another name, begins another call
  const isOther =
    id !== undefined
      ? numbered.id !== undefined && name !== undefined
      : name !== undefined && numbered.name !== undefined && name !== numbered.name
  return isOther ? undefined : numbered
}
