/**
 * A protocol as the matrix meets it: its fixtures' whole answers, one of each media type, in the pieces that its wire
 * is made of; and what its decoder makes of a part of one. A protocol joins by its fixtures.
 */
import type { Operation } from "effect-bifrost/schemas/Operation"
import { Laws } from "effect-bifrost/testing"
import { type AnyWire, protocols } from "../../src/cli/protocols.ts"
import { type Fields, hearing } from "../../src/testing/Hearing.ts"
import * as Fixtures from "../fixtures.ts"

/** What ends an answer: an event of its own, the body's end, or the end of one document. */
export type Kind = "events" | "bytes" | "document"

export interface Heard {
  readonly chunks: ReadonlyArray<Fields>
  /** The reason's tag; `undefined` for a whole answer. */
  readonly failure: string | undefined
  readonly isRetryable: boolean
  /** Whether the answer's own end was read: nothing after it counts. */
  readonly isDone: boolean
}

export interface Wire {
  readonly name: string
  readonly operation: Operation
  readonly wire: AnyWire
  readonly kind: Kind
  readonly contentType: string
  /** A whole answer: together its body, each an event where there are events. */
  readonly pieces: ReadonlyArray<Uint8Array>
  /** An event by which this wire tells of a failure, alone. */
  readonly errorEvent: Uint8Array | undefined
  readonly hear: (body: Uint8Array) => Heard
}

const pattern = /(?<=\n\n|\r\n\r\n)/
const split = (bytes: Uint8Array, contentType: string): ReadonlyArray<Uint8Array> => {
  if (contentType === "application/vnd.amazon.eventstream") return frames(bytes)
  const text = Buffer.from(bytes).toString("latin1")
  const cut = (at: RegExp) =>
    text
      .split(at)
      .filter((piece) => piece.length > 0)
      .map((piece) => Buffer.from(piece, "latin1"))
  if (contentType === "text/event-stream") return cut(pattern)
  if (contentType === "application/x-ndjson") return cut(/(?<=\n)/)
  const size = Math.ceil(bytes.length / 4)
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size))
}

/** Each begins with its length. */
const frames = (bytes: Uint8Array): ReadonlyArray<Uint8Array> => {
  const found: Array<Uint8Array> = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = Math.max(4, view.getUint32(at))
    found.push(bytes.subarray(at, at + length))
    at += length
  }
  return found
}

const kindOf = (contentType: string): Kind => {
  if (contentType.startsWith("audio/")) return "bytes"
  return /event-?stream|ndjson/.test(contentType) ? "events" : "document"
}

export const join = (pieces: ReadonlyArray<Uint8Array>): Uint8Array => new Uint8Array(Buffer.concat(pieces))

const hearWith =
  ({ decoder, operation }: AnyWire, contentType: string) =>
  (body: Uint8Array): Heard => {
    // the decoder and its operation belong together, which a union of wires has forgotten
    const wire = { operation, decoder } as Laws.Wire<Operation>
    const { chunks, failure } = hearing(wire)(contentType, [body])
    const limits = { maxFrameBytes: 10_000_000 }
    const running = decoder({ provider: "", model: "", warnings: [], contentType, includeRaw: false, limits })
    running.read(body)
    return {
      chunks,
      failure: failure === undefined ? undefined : String(failure["_tag"]),
      isRetryable: retryable.has(String(failure?.["_tag"])),
      isDone: running.isDone()
    }
  }

/** As design.md's table says. */
const retryable = new Set(["Unreachable", "Overloaded", "ServerFailed", "Truncated", "Unintelligible", "RateLimited"])
const ownFailures = new Set(["Truncated", "Unintelligible"])

/** The answer that a wire is known for: a text, in the most pieces. */
const best = (all: ReadonlyArray<Fixtures.Fixture>): Fixtures.Fixture | undefined =>
  all.find(({ name }) => name.startsWith("text.")) ??
  [...all].sort((a, b) => split(b.body, b.contentType).length - split(a.body, a.contentType).length)[0]

export const wires: ReadonlyArray<Wire> = [...protocols].flatMap(([id, wire]) => {
  const fixtures = Fixtures.of(id).filter(({ contentType }) => !/html|vtt/.test(contentType))
  const types = [...new Set(fixtures.map(({ contentType }) => contentType))]
  return types.flatMap((contentType) => {
    const hear = hearWith(wire, contentType)
    const all = fixtures.filter((fixture) => fixture.contentType === contentType)
    const whole = best(all.filter(({ body }) => hear(body).failure === undefined))
    if (whole === undefined) return []
    const isError = (piece: Uint8Array) => {
      const { failure } = hear(piece)
      return failure !== undefined && !ownFailures.has(failure)
    }
    return {
      name: `${id}, ${whole.kind}`,
      operation: wire.operation,
      wire,
      kind: kindOf(contentType),
      contentType,
      pieces: split(whole.body, contentType),
      errorEvent: all.flatMap(({ body }) => split(body, contentType)).find(isError),
      hear
    }
  })
})
