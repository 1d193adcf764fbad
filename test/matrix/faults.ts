/**
 * The table of what may go wrong and what a caller hears of it: by no policy, with a retry, with a fallback, with a
 * hedge. One row a fault; `docs/faults.md` is made of it, `matrix.test.ts` plays it in every wire over real sockets.
 */
import type { Timeouts } from "effect-bifrost"
import { gzipSync } from "node:zlib"
import { join, type Kind, type Wire } from "./wires.ts"

/** What a server does with one request. */
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Written one after the other. */
  readonly body?: ReadonlyArray<Uint8Array>
  /** Then: ends (the default), breaks, says nothing more, or repeats this for ever: at once, or every so many milliseconds. */
  readonly then?: "end" | "break" | "silence" | { readonly repeat: Uint8Array; readonly everyMillis?: number }
  /** So few bytes at a time. */
  readonly drip?: number
}

/** `whole`: the whole answer is heard once, and no failure. `stands`: the failure is heard. */
export type Outcome = "whole" | "stands"

export interface Row {
  readonly name: string
  readonly kinds: ReadonlyArray<Kind>
  /** `refused`: nobody listens. `undefined`: this wire cannot have it. */
  readonly answer: (wire: Wire) => Answer | "refused" | undefined
  /**
   * The reason that is heard by no policy, `none` for a whole answer. `own` and `cut` are what the wire's decoder says
   * of these bytes alone, `broken` is `Unreachable` where the answer had not ended.
   */
  readonly reason: string
  /** Where nothing was heard before it; where something was, all stand. */
  readonly retry: Outcome
  readonly fallback: Outcome
  /** Whether it is met at every attempt, not at the first alone. */
  readonly always?: boolean
  /** Whether it shows in the head, before any wire is read: played in a third of the wires, in turn, unless all are asked for. */
  readonly isWireless?: boolean
  /** The clock by which alone it shows: a hedge asks another before it does. */
  readonly clock?: Timeouts.Timeouts
}

export const every: ReadonlyArray<Kind> = ["events", "bytes", "document"]
const events: ReadonlyArray<Kind> = ["events"]
const structured: ReadonlyArray<Kind> = ["events", "document"]

const text = new TextEncoder()
const isText = ({ contentType }: Wire) => contentType === "text/event-stream" || /ndjson|json/.test(contentType)

const whole = { retry: "whole", fallback: "whole" } as const
const status = (
  code: number,
  reason: string,
  outcomes: Pick<Row, "retry" | "fallback">,
  headers: Readonly<Record<string, string>> = {},
  note = ""
): Row => ({
  name: `status ${code}${note}`,
  kinds: every,
  answer: () => ({
    status: code,
    headers: { "content-type": "application/json", ...headers },
    body: [text.encode('{"error":{"message":"no"}}')]
  }),
  reason,
  isWireless: true,
  ...outcomes
})
const notHere = { retry: "stands", fallback: "whole" } as const
const nowhere = { retry: "stands", fallback: "stands" } as const

/** Bytes that are not the wire's. */
const garbage = (wire: Wire): Answer | undefined => {
  if (!isText(wire)) return { body: [text.encode("\u0000\u0000\u0000\u0010garbage-garbage-garbage")] }
  const event = wire.pieces.map((piece) => Buffer.from(piece).toString()).find((piece) => piece.includes("{"))
  const malformed = event === undefined ? undefined : text.encode(event.replace("{", "{bad"))
  // a wire whose events are texts has none that are malformed, and ends as well
  return malformed && wire.hear(malformed).failure !== undefined ? { body: [malformed] } : undefined
}

/** Of a whole answer, as much as lacks its end. */
const endless = (wire: Wire): ReadonlyArray<Uint8Array> => {
  let length = wire.pieces.length
  while (length > 0 && wire.hear(join(wire.pieces.slice(0, length))).failure === undefined) length--
  return wire.pieces.slice(0, length)
}

/** A body cut at a byte. */
const upTo = (wire: Wire, byte: number): Answer => ({ body: [join(wire.pieces).subarray(0, byte)] })

export const rows: ReadonlyArray<Row> = [
  { name: "no fault", kinds: every, answer: ({ pieces }) => ({ body: pieces }), reason: "none", ...whole },
  {
    name: "connection refused",
    kinds: every,
    answer: () => "refused",
    reason: "Unreachable",
    always: true,
    ...notHere
  },
  {
    name: "reset before the headers",
    kinds: every,
    answer: () => ({ status: 0, then: "break" }),
    reason: "Unreachable",
    ...whole
  },
  {
    name: "headers, then silence",
    kinds: every,
    answer: () => ({ then: "silence" }),
    reason: "TimedOut idle",
    clock: { idle: "100 millis" },
    ...whole
  },
  {
    name: "only pings",
    kinds: events,
    answer: (wire) => {
      if (!isText(wire)) return undefined
      const ping = text.encode(wire.contentType === "text/event-stream" ? ": ping\n\n" : "\n")
      return { body: [ping], then: { repeat: ping, everyMillis: 5 } }
    },
    reason: "TimedOut first-content",
    clock: { firstContent: "150 millis" },
    ...whole
  },
  {
    name: "a 200 with an error event first",
    kinds: events,
    answer: ({ errorEvent }) => errorEvent && { body: [errorEvent] },
    reason: "own",
    ...whole
  },
  {
    name: "an error event in the middle",
    kinds: events,
    answer: (wire) =>
      wire.errorEvent && { body: [...wire.pieces.slice(0, Math.ceil(wire.pieces.length / 2)), wire.errorEvent] },
    reason: "own",
    ...whole
  },
  {
    name: "cut inside UTF-8",
    kinds: structured,
    answer: (wire) => {
      const at = join(wire.pieces).findIndex((byte) => byte >= 0xc0)
      return at === -1 || !isText(wire) ? undefined : upTo(wire, at + 1)
    },
    reason: "cut",
    ...whole
  },
  {
    name: "cut inside an event, or a frame",
    kinds: structured,
    answer: (wire) => {
      const half = Math.floor(wire.pieces.length / 2)
      const before = join(wire.pieces.slice(0, half)).length
      return upTo(wire, before + Math.ceil((wire.pieces[half]?.length ?? 0) / 2))
    },
    reason: "cut",
    ...whole
  },
  { name: "malformed once", kinds: structured, answer: garbage, reason: "Unintelligible", ...whole },
  {
    name: "malformed for ever",
    kinds: structured,
    answer: garbage,
    reason: "Unintelligible",
    always: true,
    ...notHere
  },
  {
    name: "no terminal event",
    kinds: events,
    answer: (wire) => ({ body: endless(wire) }),
    reason: "Truncated",
    ...whole
  },
  {
    name: "the terminal event twice",
    kinds: events,
    answer: (wire) => {
      const { pieces } = wire
      const isTerminal = wire.hear(join(pieces)).isDone || wire.hear(join(pieces.slice(0, -1))).failure !== undefined
      return isTerminal ? { body: [...pieces, ...pieces.slice(-1)] } : undefined
    },
    reason: "none",
    ...whole
  },
  { name: "an empty body", kinds: every, answer: () => ({}), reason: "Truncated", ...whole },
  status(400, "Rejected", nowhere),
  status(401, "Unauthorized", notHere),
  status(402, "QuotaExceeded", notHere),
  status(403, "Forbidden", notHere),
  status(404, "NotFound", notHere),
  status(408, "ServerFailed", whole),
  status(413, "Rejected", nowhere),
  status(429, "RateLimited", whole),
  status(429, "RateLimited", whole, { "retry-after": "0" }, ", `Retry-After: 0`"),
  status(429, "RateLimited", whole, { "retry-after": "0.002" }, ", `Retry-After: 0.002`"),
  status(429, "RateLimited", whole, { "retry-after-ms": "2" }, ", `retry-after-ms: 2`"),
  status(429, "RateLimited", whole, { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }, ", a date that has passed"),
  status(429, "RateLimited", whole, { "retry-after": "soon" }, ", `Retry-After: soon`"),
  status(429, "RateLimited", notHere, { "retry-after": "3600" }, ", `Retry-After: 3600`, more than `maxDelay`"),
  status(429, "RateLimited", notHere, { "retry-after": "Fri, 31 Dec 2100 23:59:59 GMT" }, ", a date far away"),
  status(500, "ServerFailed", whole),
  status(502, "ServerFailed", whole),
  status(503, "Overloaded", whole),
  status(504, "ServerFailed", whole),
  status(529, "Overloaded", whole),
  {
    name: "a web page with status 200",
    kinds: every,
    answer: () => ({
      headers: { "content-type": "text/html" },
      body: [text.encode("<!doctype html>\n<html><head><title>Sign in</title></head>\n<body>Sign in</body></html>\n")]
    }),
    reason: "Unintelligible",
    ...whole
  },
  {
    name: "a web page with status 502",
    kinds: every,
    answer: () => ({
      status: 502,
      headers: { "content-type": "text/html" },
      body: [text.encode("<html><head><title>502 Bad Gateway</title></head></html>")]
    }),
    reason: "ServerFailed",
    ...whole
  },
  {
    name: "an endless event",
    kinds: events,
    answer: (wire) =>
      isText(wire)
        ? {
            body: [text.encode(wire.contentType === "text/event-stream" ? 'data: {"x":"' : '{"x":"')],
            then: { repeat: new Uint8Array(8192).fill(0x78) }
          }
        : undefined,
    reason: "Unintelligible",
    ...whole
  },
  {
    name: "an error with an endless body",
    kinds: every,
    answer: () => ({
      status: 500,
      headers: { "content-type": "text/plain" },
      then: { repeat: new Uint8Array(8192).fill(0x78) }
    }),
    reason: "ServerFailed",
    ...whole
  },
  {
    name: "an endless rest after the answer's end",
    kinds: events,
    answer: (wire) =>
      wire.hear(join(wire.pieces)).isDone && isText(wire)
        ? { body: wire.pieces, then: { repeat: new Uint8Array(8192).fill(0x0a) } }
        : undefined,
    reason: "none",
    ...whole
  },
  {
    name: "gzip, which nobody asked for",
    kinds: structured,
    answer: ({ pieces }) => ({ headers: { "content-encoding": "gzip" }, body: [gzipSync(join(pieces))] }),
    reason: "Unintelligible",
    ...whole
  },
  { name: "a slow drip", kinds: every, answer: ({ pieces }) => ({ body: pieces, drip: 97 }), reason: "none", ...whole }
]

/** Ended, and broken, after so many of its pieces. */
export const cuts = (after: number | string): ReadonlyArray<Row> => [
  {
    name: `ended after piece ${after}`,
    kinds: structured,
    answer: ({ pieces }) => ({ body: pieces.slice(0, Number(after)) }),
    reason: "cut",
    ...whole
  },
  {
    name: `broken after piece ${after}`,
    kinds: every,
    answer: ({ pieces }) => ({ body: pieces.slice(0, Number(after)), then: "break" }),
    reason: "broken",
    ...whole
  }
]
