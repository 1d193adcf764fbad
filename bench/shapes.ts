/** The shapes of work that are measured, as data: what is asked, how it is measured, and how often. */
import type { Name, Options } from "./measure.ts"

export interface Shape {
  /** Its name, and its figure's. */
  readonly name: string
  readonly says: string
  readonly measure: Name
  readonly options: Options
  /** The value that counts. */
  readonly value: string
  /** Slices that are thrown away, for compilers and pools to settle. */
  readonly warmUp: number
  /** Slices of each client in each repetition. */
  readonly slices: number
  /** Memory is measured in processes that have done nothing else. */
  readonly fresh?: boolean
}

export const shapes = {
  burst: {
    name: "burst",
    says: "one answer of 20,000 words, as fast as the socket takes it; CPU per word",
    measure: "words",
    options: { work: { wire: "chat", pace: "burst", words: 20_000 } },
    value: "cpu",
    warmUp: 10,
    slices: 8
  },
  each: {
    name: "each",
    says: "one answer of 10,000 words, one write per event; CPU per word",
    measure: "words",
    options: { work: { wire: "chat", pace: "each", words: 10_000 } },
    value: "cpu",
    warmUp: 6,
    slices: 8
  },
  hundred: {
    name: "100 streams",
    says: "100 answers of 200 words at once; CPU per word",
    measure: "words",
    options: { work: { wire: "chat", pace: "burst", words: 200 }, streams: 100 },
    value: "cpu",
    warmUp: 6,
    slices: 8
  },
  paced: {
    name: "paced",
    says: "100 answers at once, 50 words a second each, as models speak; CPU per word",
    measure: "words",
    options: { work: { wire: "chat", pace: "paced", words: 75, gapMillis: 20 }, streams: 100 },
    value: "cpu",
    warmUp: 1,
    slices: 1
  },
  first: {
    name: "first chunk",
    says: "answers of one word, one after the other; time from asking to the word",
    measure: "first",
    options: { work: { wire: "chat", pace: "burst", words: 1 }, times: 50 },
    value: "first",
    warmUp: 16,
    slices: 6
  },
  slow: {
    name: "slow reader",
    says: "200,000 words that are there at once, 1 ms taken for every hundred; growth of the process",
    measure: "slow",
    options: { work: { wire: "chat", pace: "burst", words: 200_000 } },
    value: "rss",
    warmUp: 0,
    slices: 1,
    fresh: true
  }
} as const satisfies Record<string, Shape>
