/**
 * AWS event streams (application/vnd.amazon.eventstream): binary frames that say how long they are, each with headers
 * and two checksums, which are checked. What a frame means is not known here, but for whether it tells of a failure.
 */
import { type Reason, Truncated } from "../../schemas/Reason.ts"
import * as Bytes from "./Bytes.ts"
import type { Framing } from "../Framing.ts"
import * as Misfit from "./Misfit.ts"

export interface EventStreamFrame {
  /** The header `:message-type`: an `exception` is one that the service's model knows, an `error` any other. */
  readonly kind: "event" | "exception" | "error"
  /** The type of the event or of the exception, or the error's code. */
  readonly name: string
  /** The payload as text; for an error its message. */
  readonly data: string
}

/** Lengths of the frame and of its headers, and their checksum. */
const preludeLength = 12
const checksumLength = 4

export const eventStream: Framing<EventStreamFrame> = (emit, { maxFrameBytes }) => {
  const partial = Bytes.make()
  let needed = preludeLength
  let length = 0 // of the frame whose prelude was read
  let count = 0
  let isForeign = false
  let failure: Reason | undefined

  const refuse = (what: string, expected: string, sample: string) => {
    failure = Misfit.at(`${what} of frame ${count + 1}`, { expected, sample })
  }
  const checked = (what: string, bytes: Uint8Array, end: number): boolean => {
    const expected = hex(crc32(bytes.subarray(0, end)))
    const actual = hex(uint32(bytes, end))
    if (actual !== expected) refuse(what, expected, actual)
    return actual === expected
  }
  const prelude = (bytes: Uint8Array): boolean => {
    if (!checked("the prelude crc", bytes, 8)) return false
    length = uint32(bytes, 0)
    const headers = uint32(bytes, 4)
    const least = preludeLength + headers + checksumLength
    if (length < least) refuse("the length", `at least ${least} bytes`, String(length))
    if (length > maxFrameBytes) refuse("the length", `at most ${maxFrameBytes} bytes`, String(length))
    needed = length
    return failure === undefined
  }
  const frame = (bytes: Uint8Array): void => {
    if (!checked("the message crc", bytes, length - checksumLength)) return
    const payloadAt = preludeLength + uint32(bytes, 4)
    const headers = headersOf(bytes.subarray(preludeLength, payloadAt))
    if (headers === undefined) return refuse("the headers", "whole, each of a known type", "")
    const text = utf8.decode(bytes.subarray(payloadAt, length - checksumLength))
    const header = (name: string) => headers.get(name) ?? ""
    count++
    needed = preludeLength
    length = 0
    switch (header(":message-type")) {
      case "event":
        return emit({ kind: "event", name: header(":event-type"), data: text })
      case "exception":
        return emit({ kind: "exception", name: header(":exception-type"), data: text })
      case "error":
        return emit({ kind: "error", name: header(":error-code"), data: header(":error-message") })
    }
  }

  return {
    feed: (bytes) => {
      let at = 0
      while (at < bytes.length && failure === undefined && !isForeign) {
        // frames are below 32 MB, texts begin higher
        if (count === 0 && partial.length() === 0 && (bytes[at] ?? 0) > 1) {
          isForeign = true
          break
        }
        const end = Math.min(bytes.length, at + needed - partial.length())
        partial.add(bytes.subarray(at, end))
        at = end
        if (partial.length() < needed) break
        const whole = partial.take()
        if (length > 0) frame(whole)
        else if (prelude(whole)) partial.add(whole.slice())
      }
      return failure
    },
    flush: () => {
      if (failure === undefined && partial.length() > 0) {
        failure = new Truncated({ description: "the stream ended in the middle of a frame" })
      }
      return failure
    }
  }
}

const utf8 = new TextDecoder()
const uint32 = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at)
const hex = (value: number): string => `0x${value.toString(16).padStart(8, "0")}`

const textType = 7
/** How long the value of a header is, by type; those that are not here say it themselves, in two bytes. */
const valueLengths = new Map([
  [0, 0],
  [1, 0],
  [2, 1],
  [3, 2],
  [4, 4],
  [5, 8],
  [8, 8],
  [9, 16]
])
const sizedTypes = new Set([6, textType])

/** The headers that are texts; `undefined` where they do not add up. */
const headersOf = (bytes: Uint8Array): ReadonlyMap<string, string> | undefined => {
  const headers = new Map<string, string>()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at < bytes.length) {
    const nameEnd = at + 1 + view.getUint8(at)
    if (nameEnd >= bytes.length) return undefined
    const name = utf8.decode(bytes.subarray(at + 1, nameEnd))
    const type = view.getUint8(nameEnd)
    at = nameEnd + 1
    let valueLength = valueLengths.get(type)
    if (valueLength === undefined) {
      if (!sizedTypes.has(type) || at + 2 > bytes.length) return undefined
      valueLength = view.getUint16(at)
      at += 2
    }
    if (at + valueLength > bytes.length) return undefined
    if (type === textType) headers.set(name, utf8.decode(bytes.subarray(at, at + valueLength)))
    at += valueLength
  }
  return headers
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

/** The checksum of zip and Ethernet. */
export const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0)
  return (crc ^ 0xffffffff) >>> 0
}
