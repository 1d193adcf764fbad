/**
 * What is asked for: an answer of so many words, in a wire, and how the server is to send it. It travels as the
 * request's model, which every provider's wire has, so that one client serves all work as one client serves an app.
 */
import type { WireName } from "./wires.ts"

export type Pace =
  /** As fast as the socket takes it, 64 KiB at a time. */
  | "burst"
  /** One write per event. */
  | "each"
  /** An event every `gapMillis`. */
  | "paced"
  /** All of it, and the end of the response `gapMillis` later. */
  | "late"
  /** Some words, then silence. */
  | "stall"

export interface Work {
  readonly wire: WireName
  readonly pace: Pace
  readonly words: number
  readonly gapMillis?: number
}

/** The work's name, and `id` for what the server is asked about this answer. */
export const toModel = ({ gapMillis = 0, pace, wire, words }: Work, id: string): string =>
  [wire, pace, words, gapMillis, id].join("-")

/** Undefined where a request does not tell. */
export const fromModel = (text: string): { readonly work: Work; readonly id: string } | undefined => {
  const found = /(\w+)-(burst|each|paced|late|stall)-(\d+)-(\d+)-(\w+)/.exec(text)
  if (found === null) return undefined
  const [, wire, pace, words, gap, id = ""] = found
  return { work: { wire: wire as WireName, pace: pace as Pace, words: Number(words), gapMillis: Number(gap) }, id }
}
