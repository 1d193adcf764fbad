/** A way to measure one client at some work. One file for each in `measures/`, one row in `measures.ts`. */
import { type Client, Ear } from "./Client.ts"
import type { Work } from "./Work.ts"
import { wires } from "./wires.ts"

export interface Options {
  readonly work: Work
  /** So many at once. Default: 1. */
  readonly streams?: number
  /** So often, one after the other. Default: 1. */
  readonly times?: number
}

/** What was measured, by name (`units.ts`). */
export type Values = Readonly<Record<string, number>>

export type Measure = (client: Client, options: Options, origin: string) => Promise<Values>

/** Asks once and hears the answer to its end. Fails where it was another than was asked for: it is the same work. */
export const asking = (client: Client, work: Work) => {
  const expected = wires[work.wire].heard(work.words)
  return async (ear = new Ear()): Promise<Ear> => {
    await client({ work, id: "0", ear })
    if (ear.length !== expected) throw new Error(`heard ${ear.length} in ${ear.words} words, not ${expected}`)
    return ear
  }
}

export const together = (ask: () => Promise<Ear>, streams: number) =>
  Promise.all(Array.from({ length: streams }, () => ask()))

/** The microseconds of CPU, of all its threads, that this process has spent since. */
export const cpuSince = (before?: NodeJS.CpuUsage): number => {
  const { system, user } = process.cpuUsage(before)
  return user + system
}
