/** A wire's answer, as its vendor sends it, and what must stand in the next request where that vendor looks for it. */
import type { Protocol } from "effect-bifrost"

export interface Row {
  readonly wire: string
  readonly protocol: Protocol.Protocol<"chat">
  /** Default: `m`. */
  readonly model?: string
  readonly contentType: string
  readonly answer: string | Uint8Array
  /** The field of the next body that holds the conversation, from the answer's turn on. Results: `r0`, `r1`, … */
  readonly goesBack: readonly [field: string, turns: ReadonlyArray<unknown>]
  /** What the caller is told of what does not go back. */
  readonly warnings?: ReadonlyArray<string>
  /** Where it comes out otherwise once it went through the responses operation, and why. */
  readonly converted?: { readonly why: string; readonly turns: ReadonlyArray<unknown> }
}

export const sse = (...events: ReadonlyArray<object | string>) =>
  events.map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`).join("")
export const lines = (...events: ReadonlyArray<object>) => events.map((event) => `${JSON.stringify(event)}\n`).join("")

export const eventStream = "text/event-stream"
export const frames = "application/vnd.amazon.eventstream"
