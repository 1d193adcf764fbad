/**
 * The text of whole lines, from bytes that come in any pieces. No line end hides inside a UTF-8 sequence, valid or
 * not, so all lines that a read completes are decoded at once; only what comes after the last line end is kept.
 */
import type { Unintelligible } from "../../schemas/Reason.ts"
import * as Bytes from "./Bytes.ts"
import type { Limits } from "../Framing.ts"
import * as Misfit from "./Misfit.ts"

export interface Lines {
  /** What these bytes complete: lines that end with `\n`, every one, or nothing. */
  readonly feed: (bytes: Uint8Array) => string
  /** The last line, where it lacks its end; it is given one. */
  readonly flush: () => string
  /** The refusal of what is unfinished and too long already. */
  readonly failure: () => Unintelligible | undefined
}

const LF = 10
const CR = 13

/** `anyEnd`: CR and CRLF end a line as LF does, and are told as `\n`. */
export const make = (limits: Limits, { anyEnd }: { readonly anyEnd: boolean }): Lines => {
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true })
  const partial = Bytes.make()
  let failure: Unintelligible | undefined
  let afterCr = false // its LF, if one follows, belongs to it

  const keep = (bytes: Uint8Array) => {
    partial.add(bytes)
    if (partial.length() > limits.maxFrameBytes) failure = tooLong("a line", sampleOf(partial.take()), limits)
  }
  const sampleOf = (bytes: Uint8Array) => utf8.decode(bytes.subarray(0, 1000))
  const decode = (bytes: Uint8Array) => {
    if (partial.length() === 0) return utf8.decode(bytes)
    partial.add(bytes)
    return utf8.decode(partial.take())
  }
  return {
    feed: (bytes) => {
      const from = afterCr && bytes[0] === LF ? 1 : 0
      if (bytes.length > 0) afterCr = false
      const lf = bytes.lastIndexOf(LF)
      const cr = anyEnd ? bytes.lastIndexOf(CR) : -1
      const end = Math.max(lf, cr) + 1
      if (end <= from) {
        keep(bytes.subarray(from))
        return ""
      }
      const text = decode(bytes.subarray(from, end))
      if (end < bytes.length) keep(bytes.subarray(end))
      if (cr < 0) return text
      afterCr = cr === bytes.length - 1
      return text.replace(/\r\n?/g, "\n")
    },
    flush: () => (partial.length() === 0 ? "" : utf8.decode(partial.take()) + "\n"),
    failure: () => failure
  }
}

const utf8 = new TextEncoder()

/** A text's bytes on the wire. */
export const sizeOf = (text: string): number => utf8.encode(text).length

/** Whether a line of a text passes the limit. It is counted only where it might: no unit takes more than three bytes. */
export const isTooLong = (text: string, from: number, to: number, { maxFrameBytes }: Limits): boolean =>
  (to - from) * 3 > maxFrameBytes && sizeOf(text.slice(from, to)) > maxFrameBytes

export const tooLong = (what: string, sample: string, { maxFrameBytes }: Limits): Unintelligible =>
  Misfit.at(what, { expected: `at most ${maxFrameBytes} bytes long`, sample })
