/**
 * Server-sent events, by the WHATWG standard, with two differences that a request calls for where a subscription
 * does not: `retry:` is ignored, and at the end of the body a last event may lack its blank line.
 *
 * Lines are cut as bytes: no line end hides inside a UTF-8 sequence, valid or not, so a line is decoded once, whole.
 */
import type { Unintelligible } from "../../schemas/Reason.ts"
import * as Bytes from "./Bytes.ts"
import type { Framing } from "../Framing.ts"
import * as Misfit from "./Misfit.ts"

export interface SseFrame {
  /** `message` unless the server named it. */
  readonly event: string
  readonly data: string
  /** The last id the server sent; `""` until it sent one. */
  readonly id: string
}

const LF = 10
const CR = 13
const COLON = 58
const SPACE = 32

export const sse: Framing<SseFrame> = (emit, { maxFrameBytes }) => {
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true })
  const partial = Bytes.make()
  let isFirstLine = true
  let afterCr = false // its LF, if one follows, belongs to it
  let event = ""
  let id = ""
  let data: Array<string> = []
  let eventBytes = 0
  let failure: Unintelligible | undefined

  const refuse = (what: string, sample: Uint8Array) => {
    const expected = `at most ${maxFrameBytes} bytes long`
    failure = Misfit.at(what, { expected, sample: utf8.decode(sample.subarray(0, 1000)) })
  }
  const dispatch = () => {
    const frame = data.length > 0 ? { event: event || "message", data: data.join("\n"), id } : undefined
    event = ""
    data = []
    eventBytes = 0
    if (frame) emit(frame)
  }
  const field = (line: Uint8Array) => {
    if (line[0] === COLON) return // a comment
    const text = utf8.decode(line)
    const colon = text.indexOf(":")
    const name = colon < 0 ? text : text.slice(0, colon)
    const value = colon < 0 ? "" : text.slice(text.charCodeAt(colon + 1) === SPACE ? colon + 2 : colon + 1)
    if (name === "event") event = value
    else if (name === "id" && !value.includes("\0")) id = value
    else if (name === "data") {
      eventBytes += data.length === 0 ? line.length : line.length + 1
      if (eventBytes > maxFrameBytes) return refuse("an event", line)
      data.push(value)
    }
  }
  const line = (whole: Uint8Array) => {
    if (whole.length > maxFrameBytes) return refuse("a line", whole)
    const bare = isFirstLine && hasBom(whole) ? whole.subarray(3) : whole
    isFirstLine = false
    if (bare.length === 0) dispatch()
    else field(bare)
  }

  return {
    feed: (bytes) => {
      let at = 0
      let cr = bytes.indexOf(CR)
      let lf = bytes.indexOf(LF)
      while (at < bytes.length && failure === undefined) {
        if (afterCr) {
          afterCr = false
          if (bytes[at] === LF) {
            at++
            continue
          }
        }
        if (cr >= 0 && cr < at) cr = bytes.indexOf(CR, at)
        if (lf >= 0 && lf < at) lf = bytes.indexOf(LF, at)
        const end = cr < 0 ? lf : lf < 0 ? cr : Math.min(cr, lf)
        if (end < 0) {
          partial.add(bytes.subarray(at))
          if (partial.length() > maxFrameBytes) refuse("a line", partial.take())
          break
        }
        const rest = bytes.subarray(at, end)
        if (partial.length() === 0) line(rest)
        else {
          partial.add(rest)
          line(partial.take())
        }
        afterCr = end === cr
        at = end + 1
      }
      return failure
    },
    flush: () => {
      if (failure === undefined && partial.length() > 0) line(partial.take())
      if (failure === undefined) dispatch()
      return failure
    }
  }
}

const hasBom = (line: Uint8Array) => line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf
