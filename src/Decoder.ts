/**
 * The sans-IO heart: bytes in, whole arrays of chunks out. A decoder knows no host, key, vendor or dialect; the kinds
 * below (`events`, `bytes`, `whole`) drive every wire, so that what is unknown, malformed, failed or cut short is
 * judged in one place.
 */
import type { RateLimit } from "../schemas/Chunk.ts"
import type { Reason } from "../schemas/Reason.ts"
import type { Limits } from "./Framing.ts"

export { byBeginning, bytes, whole } from "./decoder/Body.ts"
export { type Events, events } from "./decoder/Events.ts"
export { anything, Ignored, json, jsonByType } from "./wire/Json.ts"
export type { Reader } from "./wire/Memo.ts"

/** What a decoder is told once the response headers are in. */
export interface Head {
  readonly provider: string
  /** As it was asked for; the answer may say it better. */
  readonly model: string
  readonly warnings: ReadonlyArray<string>
  /** The response's content type, parameters included. */
  readonly contentType?: string
  readonly requestId?: string
  readonly rateLimit?: RateLimit
  /** Whether chunks carry the wire events they were made from. */
  readonly includeRaw: boolean
  readonly limits: Limits
  /** Whether JSON is read with a memory of the events before (`Memo`): the same chunks for less. Default: yes. */
  readonly memo?: boolean
}

/** One per answer. */
export interface Decoder<Chunk> {
  readonly read: (bytes: Uint8Array) => ReadonlyArray<Chunk>
  /** Whether the answer's own end, or a failure, was read; nothing after it counts. */
  readonly isDone: () => boolean
  readonly end: () => Ending<Chunk>
}

/** How an answer ended. */
export interface Ending<Chunk> {
  /** The last chunks. */
  readonly chunks: ReadonlyArray<Chunk>
  /** Why the answer is not whole, if it is not. */
  readonly failure?: Reason
  /** Beside a failure: the last chunk as it would have been, with the usage known so far. Never delivered. */
  readonly unsaid?: Chunk
}

/** The start of an answer, as far as its response head tells; what its events say comes over it. */
export const start = (head: Head) => ({
  _tag: "Start" as const,
  provider: head.provider,
  model: head.model,
  warnings: head.warnings,
  ...(head.requestId !== undefined && { requestId: head.requestId }),
  ...(head.rateLimit !== undefined && { rateLimit: head.rateLimit })
})
