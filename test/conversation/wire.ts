/** A wire as the conversation meets it: for each scenario what must be asked on it, and what its vendor's bytes are. */
import type { Protocol } from "effect-bifrost"
import { type Ask, type Name, question, scenarios } from "./scenarios.ts"

/** The operations that write. */
export type Writing = "chat" | "text" | "responses"

/** As a vendor writes it: an event, a line or a frame. */
export type Piece = string | Uint8Array

export interface Answered<O extends Writing> {
  /** What must be in the body, or the scenario was not asked. */
  readonly sends: object
  readonly answers: ReadonlyArray<Piece>
  /** What this wire wants to be asked besides, or instead. */
  readonly more?: Partial<Ask> & { readonly include?: ReadonlyArray<string> }
  /** In a dialect of its own. */
  readonly by?: Protocol.Protocol<O>
  /** What must be in the body of the next turn, when the answer has become history. */
  readonly returns?: object
  /** Where the answer breaks off: what the vendor says of it. */
  readonly says?: Says
}

/** In the vendor's own words. */
export interface Says {
  readonly description: string
  readonly code?: string
  readonly type?: string
  readonly param?: string
  readonly retryAfterMillis?: number
}

/** An error answer. */
export interface Refused {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
  readonly says: Says
}

/**
 * Why a wire cannot serve a scenario. `refused`: it is `Unsupported`, before anything is sent. `unaskable`: the
 * operation's request has no word for it. `unsaid`: it can be asked, and the wire has no word to answer so.
 */
export interface Gap {
  readonly cannot: string
  readonly how: "refused" | "unaskable" | "unsaid"
  /** What is unsupported. */
  readonly what?: string
}

export type Cell<O extends Writing> = Answered<O> | Refused | Gap

export interface Wire<O extends Writing> {
  /** The protocol's id. */
  readonly name: string
  readonly operation: O
  readonly protocol: Protocol.Protocol<O>
  /** Where it is asked. */
  readonly path: string
  readonly contentType: string
  /** The header by which the vendor names a request. */
  readonly requestId?: string
  /** What is answered first, where the answer itself is read from a second address. */
  readonly creates?: (origin: string) => unknown
  /** What this wire never says of an answer, and why. */
  readonly silent?: { readonly usage?: string; readonly reason?: string }
  /** Whether another operation is spoken through it; then proofs are sealed, to be opened in the next turn. */
  readonly isConverted?: boolean
  readonly cells: Readonly<Record<Name, Cell<O>>>
}
export type AnyWire = { readonly [O in Writing]: Wire<O> }[Writing]
export type AnyAnswered = { readonly [O in Writing]: Answered<O> }[Writing]

export const make = <O extends Writing>(wire: Wire<O>): Wire<O> => wire

export const refused = (what: string, cannot: string): Gap => ({ cannot, how: "refused", what })
export const unaskable = (cannot: string): Gap => ({ cannot, how: "unaskable" })
export const unsaid = (cannot: string): Gap => ({ cannot, how: "unsaid" })

/** What no text wire can be asked, for its request is a prompt. */
export const beyondText = {
  system: unaskable("a text request is a prompt, without roles"),
  "several turns": unaskable("a text request is a prompt, without turns"),
  "image in": unaskable("a text request is a prompt of words"),
  "tool call": unaskable("a text request has no tools"),
  "two parallel calls": unaskable("a text request has no tools"),
  "call without arguments": unaskable("a text request has no tools"),
  "tool result": unaskable("a text request has no tools"),
  reasoning: unaskable("a text answer has no thoughts"),
  "reasoning with signature": unaskable("a text answer has no thoughts"),
  "structured output": unaskable("a text request has no shape"),
  refusal: unsaid("a text answer is the prompt's continuation, whatever it says")
} as const satisfies Partial<Record<Name, Gap>>

/** A text in the pieces that a model says. */
export const words = (text: string): ReadonlyArray<string> => text.split(/(?<=\s)/)
/** What the one outcome of a scenario says. */
export const saying = (name: Name): string => scenarios[name].hears.texts[0] ?? ""

export const sse = (data: unknown, event?: string): string =>
  `${event === undefined ? "" : `event: ${event}\n`}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`

/** The question, as most wires write it. */
export const asked = { messages: [{ role: "user", content: question }] }
