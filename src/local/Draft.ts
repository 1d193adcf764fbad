/** An answer of the local engine before it is streamed: in tokens, cut where the request says to stop. Pure. */
import type { FinishReason } from "../../schemas/Chunk.ts"
import type { Part } from "./Composer.ts"
import * as Tokens from "./Tokens.ts"

/** A part in the tokens that will be streamed. */
export type Drafted = Part & { readonly tokens: ReadonlyArray<string> }

export interface Draft {
  readonly parts: ReadonlyArray<Drafted>
  readonly reason: Extract<FinishReason, "stop" | "length" | "tool-calls">
  /** How many tokens it has. */
  readonly output: number
}

export interface Limits {
  readonly stop?: string | ReadonlyArray<string> | undefined
  readonly maxTokens?: number | undefined
}

/** `stop` ends a text before it, and is not part of it; `maxTokens` ends an answer wherever it is. */
export const make = (parts: ReadonlyArray<Part>, { maxTokens = Infinity, stop = [] }: Limits): Draft => {
  const stops = typeof stop === "string" ? [stop] : stop
  const drafted: Array<Drafted> = []
  let left = maxTokens
  for (const part of parts) {
    if (left <= 0) break
    const text = part.type === "text" ? before(part.text, stops) : part.text
    const tokens = Tokens.split(text).slice(0, left)
    left -= tokens.length
    drafted.push({ ...part, text: tokens.join(""), tokens })
    if (tokens.join("") !== text) left = -1
  }
  const output = drafted.reduce((sum, { tokens }) => sum + tokens.length, 0)
  const isCut = left < 0 || drafted.length < parts.length
  return { parts: drafted, reason: isCut ? "length" : drafted.some(isCall) ? "tool-calls" : "stop", output }
}

const isCall = ({ type }: Part) => type === "call"

const before = (text: string, stops: ReadonlyArray<string>): string => {
  const ends = stops.filter((stop) => stop !== "").map((stop) => text.indexOf(stop))
  return text.slice(0, Math.min(text.length, ...ends.filter((at) => at >= 0)))
}
