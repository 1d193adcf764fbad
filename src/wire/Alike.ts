/**
 * Learns a `Template` from two JSON texts: it walks both in step, token by token, and makes a slot where strings or
 * counts differ. Where anything else does, they are not alike.
 */
import { endOfCount, endOfString, type Child, type Part, type Slot, type Template } from "./Template.ts"

/** Deeper or longer texts cost more to compare than they are worth. */
const limits = { depth: 16, length: 16_384, slots: 16 } as const

/** What was found where both texts have a value: the same, a way to make it, or (`undefined`) two that are not alike. */
type Found = Part | typeof same | undefined
const same = "same"

/** What both texts have in common, valid JSON each; `undefined` where it is too little. `value` is that of `text`. */
export const learn = (other: string, text: string, value: unknown): Template | undefined => {
  if (Math.max(other.length, text.length) > limits.length) return undefined
  const fixed: Array<string> = []
  const slots: Array<Slot> = []
  let i = 0 // in `other`
  let j = 0 // in `text`
  let fixedFrom = 0

  /** Steps over a character, if both have it here. */
  const both = (character: number): boolean => {
    if (other.charCodeAt(i) !== character || text.charCodeAt(j) !== character) return false
    i++
    j++
    return true
  }
  /** Steps over blanks that both have; one that only one has is seen by what comes next. */
  const blanks = (): void => {
    while (isBlank(text.charCodeAt(j)) && both(text.charCodeAt(j)));
  }

  /** Steps over what both have here up to these ends, which may differ only in a slot. */
  const leaf = (kind: Slot | undefined, [endI, endJ]: readonly [number, number]): Found => {
    const isSame = other.slice(i, endI) === text.slice(j, endJ)
    if (!isSame) {
      if (kind === undefined || slots.length === limits.slots) return undefined
      fixed.push(text.slice(fixedFrom, j))
      slots.push(kind)
      fixedFrom = endJ
    }
    i = endI
    j = endJ
    return isSame ? same : { kind: "slot", slot: slots.length - 1 }
  }
  const string = (): Found => {
    if (!both(QUOTE)) return undefined
    const found = leaf("string", [endOfString(other, i), endOfString(text, j)])
    return both(QUOTE) ? found : undefined
  }
  const scalar = (): Found => {
    const ends = [endOfScalar(other, i), endOfScalar(text, j)] as const
    const areCounts = endOfCount(other, i) === ends[0] && endOfCount(text, j) === ends[1]
    return leaf(areCounts ? "count" : undefined, ends)
  }
  const members = (open: number, close: number, member: () => boolean): boolean => {
    if (!both(open)) return false
    blanks()
    if (both(close)) return true
    for (;;) {
      if (!member()) return false
      blanks()
      if (both(close)) return true
      if (!both(COMMA)) return false
      blanks()
    }
  }
  const key = (): string | undefined => {
    const from = j
    if (string() !== same) return undefined
    const raw = text.slice(from + 1, j - 1)
    return raw.includes("\\") ? JSON.parse(`"${raw}"`) : raw
  }
  const object = (base: Readonly<Record<string, unknown>>, depth: number): Found => {
    const children: Array<Child<string>> = []
    const seen = new Set<string>() // a key that comes twice counts once: the last one
    const areAlike = members(OPEN_OBJECT, CLOSE_OBJECT, () => {
      const name = key()
      if (name === undefined || seen.has(name)) return false
      seen.add(name)
      blanks()
      if (!both(COLON)) return false
      blanks()
      const found = walk(base[name], depth)
      if (typeof found === "object") children.push({ key: name, part: found })
      return found !== undefined
    })
    if (!areAlike) return undefined
    return children.length > 0 || depth === 1 ? { kind: "object", base, children } : same
  }
  const array = (base: ReadonlyArray<unknown>, depth: number): Found => {
    const children: Array<Child<number>> = []
    let index = 0
    const areAlike = members(OPEN_ARRAY, CLOSE_ARRAY, () => {
      const found = walk(base[index], depth)
      if (typeof found === "object") children.push({ key: index, part: found })
      index++
      return found !== undefined
    })
    if (!areAlike) return undefined
    return children.length > 0 ? { kind: "array", base, children } : same
  }
  const walk = (value: unknown, above: number): Found => {
    const depth = above + 1
    if (depth > limits.depth) return undefined
    if (Array.isArray(value)) return array(value, depth)
    if (isObject(value)) return object(value, depth)
    return typeof value === "string" ? string() : scalar()
  }

  blanks()
  const found = walk(value, 0)
  if (typeof found !== "object") return undefined
  return { fixed: [...fixed, text.slice(fixedFrom)], slots, value: found }
}

const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_ARRAY = 91
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

const isBlank = (unit: number): boolean => unit === 32 || unit === 10 || unit === 13 || unit === 9

/** Where a number or a word of JSON ends. */
const endOfScalar = (text: string, from: number): number => {
  let end = from
  for (let unit = text.charCodeAt(end); unit > 0; unit = text.charCodeAt(++end)) {
    if (unit === COMMA || unit === CLOSE_ARRAY || unit === CLOSE_OBJECT || isBlank(unit)) break
  }
  return end
}
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null
