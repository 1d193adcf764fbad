/** A wire that speaks or writes down, as the conversation meets it: what must be asked on it, and its vendor's bytes. */
import type { Protocol } from "effect-bifrost"
import type { Gap, Piece, Refused, Says } from "../wire.ts"
import type { Name, Sounding } from "./scenarios.ts"

export interface Answered<O extends Sounding> {
  /** What must have been asked, or the scenario was not: JSON, a form's fields, a query, the recording. */
  readonly sends: Partial<Sent>
  readonly answers: ReadonlyArray<Piece>
  readonly contentType?: string
  /** Another way of the same vendor, or another model's. */
  readonly by?: Protocol.Protocol<O>
  readonly says?: Says
}

/** A request, whatever form it has. */
export interface Sent {
  readonly path: string
  readonly query: object
  readonly json: object
  readonly form: object
  /** Base64, and of which type. */
  readonly recording: { readonly bytes?: string; readonly type?: string }
}

export type Cell<O extends Sounding> = Answered<O> | Refused | Gap

export interface Wire<O extends Sounding> {
  readonly name: string
  readonly operation: O
  readonly protocol: Protocol.Protocol<O>
  readonly path: string
  readonly contentType: string
  readonly cells: Readonly<Record<Name<O>, Cell<O>>>
}
export type AnyWire = { readonly [O in Sounding]: Wire<O> }[Sounding]
export type AnyAnswered = { readonly [O in Sounding]: Answered<O> }[Sounding]

export const make = <O extends Sounding>(wire: Wire<O>): Wire<O> => wire

/** Bytes in pieces. */
export const pieces = (bytes: Uint8Array): ReadonlyArray<Uint8Array> => [
  bytes.subarray(0, 1),
  bytes.subarray(1, 30),
  bytes.subarray(30)
]
export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64")
