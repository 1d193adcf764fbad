/**
 * How a wire is written: the other side of a protocol, for a server that a test scripts. Pure. Chunks in, what goes
 * on the wire out; what a wire has no words for is a mistake of the script, and thrown.
 */
import type { FinishReason } from "../../../schemas/Chunk.ts"
import type { ChunkOf, Operation } from "../../../schemas/Operation.ts"
import type { Said } from "../../wire/Fault.ts"
import * as Latin1 from "../Latin1.ts"

/** A request as it came. */
export interface Asked {
  /** Without host and query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Its fields, where the body is JSON; a form's fields, where it is a form. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** What is sent for a chunk; nothing for some. */
export type Piece = string | Uint8Array

export interface Wire<O extends Operation> {
  /** The protocol that reads it. */
  readonly id: string
  readonly operation: O
  readonly isFor: (asked: Asked) => boolean
  /** Whether a request asks for a stream, where the wire has both. A stream is all that is written. */
  readonly isStreamed: (asked: Asked) => boolean
  readonly model: (asked: Asked) => string
  readonly contentType: (asked: Asked) => string
  /** Starts one answer. */
  readonly writer: (asked: Asked) => (chunk: ChunkOf<O>) => ReadonlyArray<Piece>
  /** The body of an error answer. */
  readonly error: (said: Said, status: number) => unknown
  /** The headers of an error answer, where the body does not say all. */
  readonly errorHeaders?: (said: Said, status: number) => Readonly<Record<string, string>>
  /** What is sent where an answer fails in its middle. `undefined`: nothing can be said, and the connection breaks. */
  readonly failure: (said: Said, status: number, asked: Asked) => ReadonlyArray<Piece> | undefined
  /** What is answered first, with 201, where a wire makes an answer and streams it from a second address. */
  readonly creates?: (address: string) => unknown
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

/** Bytes as Base64. */
export const base64 = (bytes: Uint8Array): string => btoa(Latin1.fromBytes(bytes))

/** A field of what may be an object. */
export const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? new Map<string, unknown>(Object.entries(value)).get(name) : undefined

/** Whether it is a list with such an element. */
export const has = (list: unknown, isSuch: (element: unknown) => boolean): boolean =>
  Array.isArray(list) && list.some(isSuch)

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "")
export const modelOf = ({ fields }: Asked): string => textOf(fields["model"])

/** A wire's own words for why an answer ended. */
export type Words = Readonly<Record<FinishReason, string>>

export const wordless = (wire: string, chunk: object): Error =>
  new Error(`${wire} has no words for ${JSON.stringify(chunk).slice(0, 200)}: take it out of the script`)
