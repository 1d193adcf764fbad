/**
 * Reads the JSON of one stream's events, most of which differ from an earlier one in a token. What an earlier one has
 * in common with them is read once, as a `Template`, and judged once, where the schema leaves the rest free
 * (`Indifference`). It gives what `JSON.parse` and the schema give, and throws what `JSON.parse` throws; its values
 * share what did not change.
 */
import type { Guard } from "../../schemas/Compiled.ts"
import * as Alike from "./Alike.ts"
import { isIndifferent } from "./Indifference.ts"
import * as Template from "./Template.ts"

/** How the events of one answer are read. */
export interface Reader {
  readonly parse: (text: string) => unknown
  /** Whether the value that was parsed last fits. */
  readonly fits: <A>(guard: Guard<A>, value: unknown) => value is A
}

/** Without a memory. */
export const none: Reader = {
  parse: (text) => JSON.parse(text),
  fits: (guard, value) => guard(value)
}

/** A template, and what the guard that was asked last says of it: of all that fits it, or of each value anew. */
interface Known extends Template.Template {
  guard?: Guard<unknown>
  isFree?: boolean
}

/** Streams mix a few kinds of events: text and reasoning, a call and its arguments, two choices. */
const maxTemplates = 4

/** `parse` reads what no template fits. */
export const make = (parse: Reader["parse"] = JSON.parse): Reader => {
  const templates: Array<Known> = [] // the last that fitted comes first
  let current: Known | undefined // of the value parsed last
  let last: string | undefined
  let misses = 0

  const remembered = (text: string): unknown => {
    for (let at = 0; at < templates.length; at++) {
      const template = templates[at]
      const value = template && Template.read(template, text)
      if (template === undefined || value === undefined) continue
      if (at > 0) {
        templates.splice(at, 1)
        templates.unshift(template)
      }
      current = template
      return value
    }
    current = undefined
    return undefined
  }
  const learn = (text: string, value: unknown) => {
    // short answers never repeat themselves; where nothing is alike, comparing gets rarer: after 3, 7, 15 events in vain
    const isWorthIt = misses > 2 && (misses & (misses + 1)) === 0
    const template = last !== undefined && isWorthIt ? Alike.learn(last, text, value) : undefined
    if (template !== undefined) {
      templates.unshift(template)
      templates.length = Math.min(templates.length, maxTemplates)
    }
    last = text
    misses++
  }
  return {
    parse: (text) => {
      const known = remembered(text)
      if (known !== undefined) {
        misses = 0
        return known
      }
      const value = parse(text)
      learn(text, value)
      return value
    },
    fits: <A>(guard: Guard<A>, value: unknown): value is A => {
      if (current === undefined) return guard(value)
      if (current.guard === guard && current.isFree) return true
      const isFit = guard(value)
      if (isFit && current.guard !== guard) {
        current.guard = guard
        current.isFree = isIndifferent(guard.ast, current.value, current.slots)
      }
      return isFit
    }
  }
}
