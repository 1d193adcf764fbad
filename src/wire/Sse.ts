/**
 * Server-sent events, by the WHATWG standard, with two differences that a request calls for where a subscription
 * does not: `retry:` is ignored, and at the end of the body a last event may lack its blank line.
 */
import type { Unintelligible } from "../../schemas/Reason.ts"
import type { Framing } from "../Framing.ts"
import * as Lines from "./Lines.ts"

export interface SseFrame {
  /** `message` unless the server named it. */
  readonly event: string
  readonly data: string
  /** The last id the server sent; `""` until it sent one. */
  readonly id: string
}

const COLON = 58
const SPACE = 32
const BOM = 0xfeff

export const sse: Framing<SseFrame> = (emit, limits) => {
  const lines = Lines.make(limits, { anyEnd: true })
  let isFirstLine = true
  let event = "message"
  let id = ""
  let data: string | undefined
  let more: Array<string> = [] // few events have data in several lines
  let bytes = 0 // of these lines, counted where there are several
  let failure: Unintelligible | undefined

  const dispatch = () => {
    if (data !== undefined) emit({ event, data: more.length === 0 ? data : [data, ...more].join("\n"), id })
    event = "message"
    data = undefined
    if (more.length > 0) more = []
  }
  const add = (value: string) => {
    if (data === undefined) {
      data = value
      return
    }
    if (more.length === 0) bytes = Lines.sizeOf(`data: ${data}`)
    more.push(value)
    bytes += Lines.sizeOf(`data: ${value}\n`)
    if (bytes > limits.maxFrameBytes) failure = Lines.tooLong("an event", value, limits)
  }
  const field = (line: string) => {
    const colon = line.indexOf(":")
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? "" : line.slice(line.charCodeAt(colon + 1) === SPACE ? colon + 2 : colon + 1)
    if (name === "data") add(value)
    else if (name === "event") event = value || "message"
    else if (name === "id" && !value.includes("\0")) id = value
  }
  /** Reads lines that all have their end, until one is refused. */
  const read = (text: string) => {
    let at = isFirstLine && text.charCodeAt(0) === BOM ? 1 : 0
    if (text !== "") isFirstLine = false
    while (at < text.length && failure === undefined) {
      const end = text.indexOf("\n", at)
      if (end === at) dispatch()
      else if (Lines.isTooLong(text, at, end, limits)) failure = Lines.tooLong("a line", text.slice(at, end), limits)
      else if (text.startsWith("data: ", at)) add(text.slice(at + 6, end))
      else if (text.startsWith("event: ", at)) event = text.slice(at + 7, end) || "message"
      else if (text.charCodeAt(at) !== COLON) field(text.slice(at, end))
      at = end + 1
    }
  }
  return {
    feed: (bytes) => {
      if (failure === undefined) lines.feed(bytes, read)
      return (failure ??= lines.failure())
    },
    flush: () => {
      if (failure === undefined) read(lines.flush())
      if (failure === undefined) dispatch()
      return failure
    }
  }
}
