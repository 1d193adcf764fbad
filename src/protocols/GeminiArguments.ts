/** The arguments of one call that Gemini streams in pieces, each with its JSON path: put together they are JSON text. */
import type { GeminiPartialArg } from "../../schemas/wire/Gemini.ts"

/** Objects and arrays alike; an array's keys are numbers. */
type Value = string | number | boolean | null | Node
interface Node extends Map<string | number, Value> {}

export interface GeminiArguments {
  readonly add: (pieces: ReadonlyArray<GeminiPartialArg>) => void
  readonly json: () => string
}

export const make = (): GeminiArguments => {
  const root: Node = new Map()
  return {
    add: (pieces) => {
      for (const piece of pieces) put(root, stepsOf(piece.jsonPath), valueOf(piece))
    },
    json: () => jsonOf(root)
  }
}

/** `$.stops[0].city` as `stops`, `0`, `city`; keys may be quoted. */
const stepsOf = (path: string): ReadonlyArray<string | number> =>
  [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/g)].map(
    ([, plain, index, single, double]) => plain ?? (index === undefined ? (single ?? double ?? "") : Number(index))
  )

const valueOf = ({ boolValue, numberValue, stringValue }: GeminiPartialArg): Value =>
  stringValue ?? numberValue ?? boolValue ?? null

/** Pieces of one text come one after the other at one path. */
const put = (node: Node, [step, ...rest]: ReadonlyArray<string | number>, value: Value): void => {
  if (step === undefined) return
  const there = node.get(step)
  if (rest.length === 0) {
    return void node.set(step, typeof there === "string" && typeof value === "string" ? there + value : value)
  }
  const inner: Node = there instanceof Map ? there : new Map()
  node.set(step, inner)
  put(inner, rest, value)
}

const jsonOf = (value: Value): string => {
  if (!(value instanceof Map)) return JSON.stringify(value)
  const entries = [...value]
  return typeof entries[0]?.[0] === "number"
    ? `[${entries.map(([, item]) => jsonOf(item)).join(",")}]`
    : `{${entries.map(([key, item]) => `${JSON.stringify(String(key))}:${jsonOf(item)}`).join(",")}}`
}
