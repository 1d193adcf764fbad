/**
 * How a wire is written: the other side of a protocol, for a server that a test scripts. Pure. Chunks in, what goes
 * on the wire out; what a wire has no words for is a mistake of the script, and thrown.
 */
import type { FinishReason } from "../../../schemas/Chunk.ts"
import type { ChunkOf, Operation } from "../../../schemas/Operation.ts"
import type { Said } from "../../wire/Fault.ts"

/** A request as it came. */
export interface Asked {
  /** Without host and query. */
  readonly path: string
  /** Its fields, where the body is JSON; a form's fields, where it is a form. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** What is sent for a chunk; nothing for some. */
export type Piece = string | Uint8Array

export interface Wire<O extends Operation> {
  /** The protocol that reads it. */
  readonly id: string
  readonly operation: O
  readonly isPath: (path: string) => boolean
  /** Whether a request asks for a stream, where the wire has both. A stream is all that is written. */
  readonly isStreamed: (asked: Asked) => boolean
  readonly model: (asked: Asked) => string
  readonly contentType: (asked: Asked) => string
  /** Starts one answer. */
  readonly writer: (asked: Asked) => (chunk: ChunkOf<O>) => ReadonlyArray<Piece>
  /** The body of an error answer. */
  readonly error: (said: Said, status: number) => unknown
  /** What is sent where an answer fails in its middle. */
  readonly failure: (said: Said, status: number) => ReadonlyArray<Piece>
}

export const make = <O extends Operation>(wire: Wire<O>): Wire<O> => wire

/** A server-sent event. */
export const sse = (data: unknown, event?: string): string =>
  `${event === undefined ? "" : `event: ${event}\n`}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`

/** One whose name is the type of its data. */
export const typed = (data: { readonly type: string; readonly [field: string]: unknown }): string =>
  sse(data, data.type)

/** A line of newline-delimited JSON. */
export const line = (data: unknown): string => `${JSON.stringify(data)}\n`

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "")
export const modelOf = ({ fields }: Asked): string => textOf(fields["model"])

/** A wire's own words for why an answer ended. */
export type Words = Readonly<Record<FinishReason, string>>

export const wordless = (wire: string, chunk: object): Error =>
  new Error(`${wire} has no words for ${JSON.stringify(chunk).slice(0, 200)}: take it out of the script`)
