/** What a cell must come to: from the row, and from what the wire's decoder makes of the bytes alone. */
import { type Operation, operations } from "effect-bifrost/schemas/Operation"
import { Schema } from "effect"
import type { Fields } from "../../src/testing/Hearing.ts"
import type { Answer, Row } from "./faults.ts"
import type { PolicyName } from "./play.ts"
import { join, type Wire } from "./wires.ts"

export interface Expected {
  readonly chunks: ReadonlyArray<Fields>
  readonly reason: string | undefined
  /** Requests that reach the provider, and its backup. */
  readonly requests: number
  readonly backups: number
  /** Other attempts that the error tells of. */
  readonly attempts: number
}

/** The table's own verdict: that each chunk has the right one, `commit.test.ts` tests. */
const rulesOf = (operation: Operation): { readonly [K in "isPreamble" | "isLast"]: (chunk: Fields) => boolean } => {
  const { isLast, isPreamble } = operations[operation]
  return { isLast: (chunk) => isLast(chunk as never), isPreamble: (chunk) => isPreamble(chunk as never) }
}

/** Without what differs by provider, time and network reads: audio is one piece. */
export const normal = (chunks: ReadonlyArray<Fields>): ReadonlyArray<Fields> => {
  const audio = chunks.flatMap(({ _tag, data }) => (_tag === "Audio" ? [Buffer.from(String(data), "base64")] : []))
  const others = chunks
    .filter(({ _tag }) => _tag !== "Audio" || audio.length === 0)
    .map(({ model: _m, provider: _p, timing: _t, ...chunk }) => chunk)
  return audio.length === 0 ? others : [...others, { audio: Buffer.concat(audio).toString("base64") }]
}

export const inJson = (operation: Operation, chunks: ReadonlyArray<unknown>): ReadonlyArray<Fields> => {
  const encode = Schema.encodeSync(Schema.toCodecJson(operations[operation].chunk) as never)
  return chunks.map((chunk) => encode(chunk as never) as Fields)
}

interface Base {
  readonly chunks: ReadonlyArray<Fields>
  readonly reason: string | undefined
  readonly isRetryable?: boolean
}

const baseOf = (wire: Wire, row: Row, answer: Answer | "refused"): Base => {
  const { isLast, isPreamble } = rulesOf(wire.operation)
  // preamble alone is not heard
  const audible = (chunks: ReadonlyArray<Fields>) => (chunks.every(isPreamble) ? [] : chunks)
  const whole = { chunks: wire.hear(join(wire.pieces)).chunks, reason: undefined }
  if (row.reason === "none") return whole
  const heard = wire.hear(join(answer === "refused" ? [] : (answer.body ?? [])))
  if (row.reason === "own" || row.reason === "cut") {
    return { chunks: audible(heard.chunks), reason: heard.failure, isRetryable: heard.isRetryable }
  }
  const soFar = audible(heard.chunks.filter((chunk) => !isLast(chunk)))
  if (row.reason === "broken") return heard.isDone ? whole : { chunks: soFar, reason: "Unreachable" }
  return { chunks: row.reason === "Truncated" ? soFar : [], reason: row.reason }
}

const final = new Set(["Rejected", "ContentFiltered"])

export const expected = (wire: Wire, row: Row, answer: Answer | "refused", policy: PolicyName): Expected => {
  const { chunks, isRetryable, reason } = baseOf(wire, row, answer)
  const sent = answer === "refused" ? 0 : 1
  const stands = { chunks, reason, requests: sent, backups: 0, attempts: 0 }
  if (policy === "none" || reason === undefined || chunks.length > 0) return stands
  const recovered = { chunks: wire.hear(join(wire.pieces)).chunks, reason: undefined, attempts: 0 }
  if (policy === "retry") {
    const again = isRetryable ?? row.retry === "whole"
    if (row.always === true) return { ...stands, requests: 2 * sent, attempts: 1 }
    return again ? { ...recovered, requests: 2, backups: 0 } : stands
  }
  const elsewhere = isRetryable === undefined ? row.fallback === "whole" : !final.has(reason)
  return elsewhere ? { ...recovered, requests: sent, backups: 1 } : stands
}
