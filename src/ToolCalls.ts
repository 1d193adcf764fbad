/**
 * Which tool call a delta belongs to. Wires number calls badly: not at all, all alike, with gaps, or by content
 * block; they repeat ids and names, or send them late. Here a choice's calls are counted from 0, and a call's id
 * and name come with its first piece. Pure bookkeeping of one answer.
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
  readonly number: number | undefined
  id: string | undefined
  /** Until it is known, what came of the arguments waits. */
  name: string | undefined
  waiting: string
}

export interface ToolCalls {
  /** What a caller hears of a piece; nothing while the call has no name. */
  readonly add: (piece: Piece) => Heard | undefined
  /** What is wrong with the calls of an answer that has ended. */
  readonly flaw: () => Misfit | undefined
}

export const make = (): ToolCalls => {
  const choices = new Map<number, Array<Call>>()

  return {
    add: ({ choice, delta, id, name, number }) => {
      let calls = choices.get(choice)
      if (calls === undefined) choices.set(choice, (calls = []))
      let call = find(calls, number ?? undefined, id || undefined, name || undefined)
      const isNew = call === undefined
      if (call === undefined) {
        call = { index: calls.length, number: number ?? undefined, id: undefined, name: undefined, waiting: "" }
        calls.push(call)
      }
      const wasNamed = call.name !== undefined
      call.id ??= id || undefined
      call.name ??= name || undefined
      if (call.name === undefined) {
        call.waiting += delta
        return undefined
      }
      if (wasNamed) return isNew || delta !== "" ? { _tag: "ToolCall", choice, index: call.index, delta } : undefined
      return {
        _tag: "ToolCall",
        choice,
        index: call.index,
        ...(call.id !== undefined && { id: call.id }),
        name: call.name,
        delta: call.waiting + delta
      }
    },
    flaw: () => {
      for (const calls of choices.values()) {
        const nameless = calls.find(({ name }) => name === undefined)
        if (nameless) return { expected: "a tool call with a name", sample: nameless.waiting }
      }
      return undefined
    }
  }
}

/** The open call a piece goes on with; `undefined` where it begins another. */
const find = (
  calls: ReadonlyArray<Call>,
  number: number | undefined,
  id: string | undefined,
  name: string | undefined
): Call | undefined => {
  const known = id === undefined ? undefined : calls.findLast((call) => call.id === id && call.number === number)
  if (known !== undefined) return known
  if (number === undefined) return id === undefined && name === undefined ? calls.at(-1) : undefined
  const numbered = calls.findLast((call) => call.number === number)
  // the number of an earlier call, with another id and a name: some servers number all calls alike
  const isOther = numbered?.id !== undefined && id !== undefined && name !== undefined
  return isOther ? undefined : numbered
}
