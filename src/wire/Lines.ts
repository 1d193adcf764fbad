/**
 * The text of whole lines, from bytes that come in any pieces. No line end hides inside a UTF-8 sequence, valid or
 * not, so all lines that a read completes are decoded at once; only what comes after the last line end is kept.
 */
import type { Unintelligible } from "../../schemas/Reason.ts"
import * as Bytes from "./Bytes.ts"
import type { Limits } from "../Framing.ts"
import * as Misfit from "./Misfit.ts"

export interface Lines {
  /** Hands on what these bytes complete: texts of lines that end with `\n`, every one. */
  readonly feed: (bytes: Uint8Array, read: (lines: string) => void) => void
  /** The last line, where it lacks its end; it is given one. */
  readonly flush: () => string
  /** The refusal of what is unfinished and too long already. */
  readonly failure: () => Unintelligible | undefined
}

const LF = 10
const CR = 13

/** Whole lines leave nothing behind in it: one serves all. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true })

/** V8 keeps larger strings apart, where each costs a third of the time of reading it. */
const atOnce = 32 * 1024

/** `anyEnd`: CR and CRLF end a line as LF does, and are told as `\n`. */
export const make = (limits: Limits, { anyEnd }: { readonly anyEnd: boolean }): Lines => {
  const partial = Bytes.make()
  let failure: Unintelligible | undefined
  let afterCr = false // its LF, if one follows, belongs to it

  const keep = (bytes: Uint8Array) => {
    partial.add(bytes)
    if (partial.length() > limits.maxFrameBytes) failure = tooLong("a line", sampleOf(partial.take()), limits)
  }
  const sampleOf = (bytes: Uint8Array) => decoder.decode(bytes.subarray(0, 1000))
  const decode = (bytes: Uint8Array) => {
    if (partial.length() === 0) return decoder.decode(bytes)
    partial.add(bytes)
    return decoder.decode(partial.take())
  }
  const completed = (bytes: Uint8Array): string => {
    const from = afterCr && bytes[0] === LF ? 1 : 0
    if (bytes.length > 0) afterCr = false
    const lf = bytes.lastIndexOf(LF) + 1
    const end = anyEnd ? lf + bytes.subarray(lf).lastIndexOf(CR) + 1 : lf
    if (end <= from) {
      keep(bytes.subarray(from))
      return ""
    }
    const text = decode(from === 0 && end === bytes.length ? bytes : bytes.subarray(from, end))
    if (end < bytes.length) keep(bytes.subarray(end))
    if (!anyEnd || !text.includes("\r")) return text
    afterCr = end === bytes.length && text.endsWith("\r")
    return text.replace(/\r\n?/g, "\n")
  }
  return {
    feed: (bytes, read) => {
      if (bytes.length <= atOnce) return read(completed(bytes))
      for (let at = 0; at < bytes.length && failure === undefined; at += atOnce) {
        read(completed(bytes.subarray(at, at + atOnce)))
      }
    },
    flush: () => (partial.length() === 0 ? "" : decoder.decode(partial.take()) + "\n"),
    failure: () => failure
  }
}

const encoder = new TextEncoder()

/** A text's bytes on the wire. */
export const sizeOf = (text: string): number => encoder.encode(text).length

/** Whether a line of a text passes the limit. It is counted only where it might: no unit takes more than three bytes. */
export const isTooLong = (text: string, from: number, to: number, { maxFrameBytes }: Limits): boolean =>
  (to - from) * 3 > maxFrameBytes && sizeOf(text.slice(from, to)) > maxFrameBytes

export const tooLong = (what: string, sample: string, { maxFrameBytes }: Limits): Unintelligible =>
  Misfit.at(what, { expected: `at most ${maxFrameBytes} bytes long`, sample })
