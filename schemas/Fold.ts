/**
 * How an operation's chunks become one answer. A fold has no IO and no clock: `Collect`, `partial`,
 * the command line and accounting all use the same one, a column of the Operation table.
 */
import type { Digest } from "./Digest.ts"

/** Grows with each chunk; it is used for one answer. */
export interface Fold<Chunk, Answer> {
  readonly add: (chunk: Chunk) => void
  /** What was received so far, without audio. */
  readonly digest: () => Digest
  /** The answer; `undefined` until its last chunk was added. */
  readonly answer: () => Answer | undefined
}
