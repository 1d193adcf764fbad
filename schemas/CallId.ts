/**
 * Ids for the calls of providers that give none (older Gemini and Ollama): a result names its call, and other
 * providers want ids in the history. Made once, when an answer is collected or converted; the wire that gave none is
 * not told of them, and matches results by name and order.
 */

/** `base` tells one answer from all others, `index` its calls. Letters, digits and `_`, at most 64: all wires take it. */
export const make = (base: string, index: number): string =>
  `${prefix}${base.replace(/[^A-Za-z0-9]/g, "").slice(-40)}_${index}`

const prefix = "call_made_"

interface Called {
  readonly id: string | undefined
  readonly name: string | undefined
  readonly arguments: string
}

/** An id for each call of an answer. Where nothing tells the answer from others, what was called must. */
export const all = <Call extends Called>(
  calls: ReadonlyArray<Call>,
  base: string | number | undefined
): ReadonlyMap<Call, string> => {
  const answer = String(base ?? calls.map(({ arguments: text, name }) => `${name}${text}`).join(""))
  return new Map(calls.map((call, index) => [call, call.id || make(answer, index)]))
}

/** Whether the provider knows it. */
export const isGiven = (id: string): boolean => id !== "" && !id.startsWith(prefix)
