/**
 * How an answer is cut short by the caller's own limit: what of a chunk counts, how a chunk says less, and what ends
 * an answer as a provider would that had reached a limit of its own. No IO and no clock.
 */

/** Grows with each chunk that is handed on; it is used for one answer. */
export interface Ending<Chunk> {
  readonly add: (chunk: Chunk) => void
  /** What ends the answer here. */
  readonly finish: () => ReadonlyArray<Chunk>
}

export interface Cut<Chunk> {
  /** What the model adds with this chunk: text of whatever kind, or sound. `undefined` for all else. */
  readonly said: (chunk: Chunk) => string | Uint8Array | undefined
  /**
   * The same chunk with the first of that alone, in UTF-16 code units or bytes. What belongs to the whole (log
   * probabilities, a signature, the wire's events) is left out.
   */
  readonly shortened: (chunk: Chunk, length: number) => Chunk
  readonly ending: () => Ending<Chunk>
}
