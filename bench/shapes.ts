/** The shapes of work that are measured, as data: what is asked, how it is measured, and how often. */
import type { Options } from "./Measure.ts"
import type { MeasureName } from "./measures.ts"

export interface Shape {
  /** Its name, and its figure's. */
  readonly name: string
  readonly says: string
  readonly measure: MeasureName
  readonly options: Options
  /** The value that counts. */
  readonly value: string
  /** Whether it counts as it is. Default: as a multiple of the floor's. */
  readonly absolute?: boolean
  /** Slices that are thrown away, for compilers and pools to settle. Default: none. */
  readonly warmUp?: number
  /** Slices of each client in each repetition. Default: 1. */
  readonly slices?: number
  /** Memory is measured in processes that have done nothing else. */
  readonly fresh?: boolean
  /** Default: 5. */
  readonly repetitions?: number
}

export const burst: Shape = {
  name: "burst",
  says: "one answer of 20,000 words, as fast as the socket takes it; CPU per word",
  measure: "words",
  options: { work: { wire: "chat", pace: "burst", words: 20_000 } },
  value: "cpu",
  warmUp: 10,
  slices: 8
}
export const each: Shape = {
  name: "each",
  says: "one answer of 10,000 words, one write per event; CPU per word",
  measure: "words",
  options: { work: { wire: "chat", pace: "each", words: 10_000 } },
  value: "cpu",
  warmUp: 6,
  slices: 8
}
export const first: Shape = {
  name: "first chunk",
  says: "answers of one word, one after the other; time from asking to the word",
  measure: "first",
  options: { work: { wire: "chat", pace: "burst", words: 1 }, times: 50 },
  value: "first",
  warmUp: 16,
  slices: 6
}

/** The shapes of the quick bench, one goal each. */
export const quick: ReadonlyArray<Shape> = [
  burst,
  each,
  {
    name: "100 streams",
    says: "100 answers of 200 words at once; CPU per word",
    measure: "words",
    options: { work: { wire: "chat", pace: "burst", words: 200 }, streams: 100 },
    value: "cpu",
    warmUp: 6,
    slices: 8
  },
  {
    name: "paced",
    says: "100 answers at once, 50 words a second each, as models speak; CPU per word",
    measure: "words",
    options: { work: { wire: "chat", pace: "paced", words: 60, gapMillis: 20 }, streams: 100 },
    value: "cpu",
    warmUp: 4
  },
  first,
  {
    name: "slow reader",
    says: "200,000 words that are there at once, 1 ms taken for every hundred; growth of the process",
    measure: "slow",
    options: { work: { wire: "chat", pace: "burst", words: 200_000 } },
    value: "rss",
    absolute: true,
    fresh: true,
    repetitions: 3
  }
]

/** A burst in another wire. */
const inWire = (name: string, wire: Options["work"]["wire"], words: number, says: string): Shape => ({
  name,
  says: `${says}, as fast as the socket takes it; CPU per word`,
  measure: "words",
  options: { work: { wire, pace: "burst", words } },
  value: "cpu",
  warmUp: 10,
  slices: 8
})

/** What the full bench measures of chat besides. */
export const more: ReadonlyArray<Shape> = [
  {
    name: "1,000 streams",
    says: "1,000 answers of 100 words at once; CPU per word",
    measure: "words",
    options: { work: { wire: "chat", pace: "burst", words: 100 }, streams: 1000 },
    value: "cpu",
    warmUp: 2,
    repetitions: 3
  },
  {
    name: "from 10 to 1,000 streams",
    says: "what a word of 1,000 answers at once costs, as a multiple of a word of ten; 200 words each",
    measure: "growth",
    options: { work: { wire: "chat", pace: "burst", words: 200 } },
    value: "growth",
    absolute: true,
    warmUp: 2
  },
  {
    name: "short answers",
    says: "50 times 20 answers of 8 words at once; CPU per word",
    measure: "words",
    options: { work: { wire: "chat", pace: "burst", words: 8 }, streams: 20, times: 50 },
    value: "cpu",
    warmUp: 2,
    slices: 2
  },
  {
    name: "late end",
    says: "answers of one word whose response ends 3 ms after [DONE]; is the connection used again, does the caller wait",
    measure: "first",
    options: { work: { wire: "chat", pace: "late", words: 1, gapMillis: 3 }, times: 50 },
    value: "whole",
    warmUp: 2
  },
  {
    name: "event loop",
    says: "100 answers of 200 words at once, three times; how late the event loop is",
    measure: "delay",
    options: { work: { wire: "chat", pace: "burst", words: 200 }, streams: 100, times: 3 },
    value: "p99",
    absolute: true,
    warmUp: 1
  },
  {
    name: "cancelled socket",
    says: "answers that fall silent after some words; from interrupting one until the server sees its socket closed",
    measure: "cancel",
    options: { work: { wire: "chat", pace: "stall", words: 4 }, times: 20 },
    value: "closed",
    absolute: true,
    warmUp: 1
  },
  {
    name: "10⁶ chunks, time",
    says: "one answer of 1,000,000 words; whether its end costs more than its beginning, and what is left in the heap",
    measure: "long",
    options: { work: { wire: "chat", pace: "burst", words: 1_000_000 } },
    value: "drift",
    absolute: true,
    fresh: true,
    repetitions: 3
  }
]

/** The other wires, each with a floor of its own. */
export const otherWires: ReadonlyArray<Shape> = [
  inWire("responses", "responses", 20_000, "a Responses answer of 20,000 words"),
  inWire("large responses", "largeResponses", 8, "a Responses answer in events of 100 kB"),
  inWire("anthropic", "anthropic", 20_000, "an Anthropic message of 20,000 words"),
  inWire("gemini", "gemini", 20_000, "a Gemini answer of 20,000 words"),
  inWire("tool call", "tools", 20_000, "a tool call whose arguments come in 20,000 deltas"),
  inWire("speech", "speech", 5_000, "20 MB of audio, of which a word is 4 KiB")
]

export const all: ReadonlyArray<Shape> = [...quick, ...more, ...otherWires]
