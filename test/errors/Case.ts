/** One error answer of a vendor's, and what a caller is told. */
import type { Reason } from "effect-bifrost/schemas/Reason"

export interface Case {
  readonly vendor: string
  /** What happened, in few words. */
  readonly what: string
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** JSON, or a text as it stands. */
  readonly body: unknown
  readonly is: Expected
  /** Where the body was read: a page, an issue that quotes it, a file of the corpus; or `unverified`. */
  readonly source: string
}

/** What is not here must be absent, but for the text: where none is expected, any will do that is no JSON. */
export interface Expected {
  readonly reason: Reason["_tag"]
  readonly message?: string
  readonly code?: string
  readonly type?: string
  readonly param?: string
  readonly requestId?: string
  /** In milliseconds. */
  readonly retryAfter?: number
}

const github = (path: string) => `https://github.com/${path}`
export const issue = (repository: string, number: number) => github(`${repository}/issues/${number}`)
export const pull = (repository: string, number: number) => github(`${repository}/pull/${number}`)
export const unverified = "unverified"
