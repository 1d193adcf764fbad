/** What is measured: something that asks a provider and hears its answer to the end. */
import type { Work } from "./Work.ts"

/** What a client heard, and what it is to do meanwhile. */
export class Ear {
  words = 0
  length = 0
  /** When the first word came, in the milliseconds of `performance.now()`. */
  firstAt = 0
  readonly onFirst: () => void
  /** Milliseconds of pause after each hundred words. */
  readonly pauseMillis: number

  constructor(onFirst: () => void = () => {}, pauseMillis = 0) {
    this.onFirst = onFirst
    this.pauseMillis = pauseMillis
  }

  hear(length: number): void {
    if (this.words++ === 0) {
      this.firstAt = performance.now()
      this.onFirst()
    }
    this.length += length
  }
}

export interface Call {
  readonly work: Work
  /** What the server calls this answer; "0" where nobody will ask. */
  readonly id: string
  readonly ear: Ear
  readonly signal?: AbortSignal
}

export type Client = (call: Call) => Promise<void>

/** Makes a client of the server at this address. */
export type Connect = (origin: string) => Client
