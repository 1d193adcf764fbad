/**
 * One JSON array, each of its objects a frame as soon as it is whole. Brackets are counted in bytes, outside of
 * strings: no byte of a longer UTF-8 sequence looks like one. A body that is no array holds no frames.
 */
import type { Unintelligible } from "../../schemas/Reason.ts"
import * as Bytes from "./Bytes.ts"
import type { Framing } from "../Framing.ts"
import * as Misfit from "./Misfit.ts"

const TAB = 9
const LF = 10
const CR = 13
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const OPEN_ARRAY = 91
const ESCAPE = 92
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** JSON's white space. */
export const isBlank = (byte: number): boolean => byte === SPACE || byte === LF || byte === CR || byte === TAB

/** Whether a body that begins so may be an array. */
export const begins = (byte: number): boolean => byte === OPEN_ARRAY

export const jsonArray: Framing<string> = (emit, { maxFrameBytes }) => {
  const utf8 = new TextDecoder()
  const partial = Bytes.make()
  let place: "before" | "between" | "inside" | "after" = "before"
  let depth = 0
  let inString = false
  let escaped = false
  let failure: Unintelligible | undefined

  const refuse = (where: string, expected: string, sample: Uint8Array) => {
    failure = Misfit.at(where, { expected, sample: utf8.decode(sample.subarray(0, 1000)) })
  }
  const element = (whole: Uint8Array) => {
    if (whole.length > maxFrameBytes) return refuse("an element", `at most ${maxFrameBytes} bytes long`, whole)
    emit(utf8.decode(whole))
  }
  /** Where the element that is open ends in `bytes`; the length of `bytes` where it does not. */
  const endOf = (bytes: Uint8Array, from: number): number => {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]
      if (inString) {
        if (escaped) escaped = false
        else if (byte === ESCAPE) escaped = true
        else if (byte === QUOTE) inString = false
      } else if (byte === QUOTE) inString = true
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++
      else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --depth === 0) {
        place = "between"
        return at + 1
      }
    }
    return bytes.length
  }

  return {
    feed: (bytes) => {
      let at = 0
      while (at < bytes.length && failure === undefined && place !== "after") {
        if (place === "inside") {
          const end = endOf(bytes, at)
          partial.add(bytes.subarray(at, end))
          at = end
          if (place === "inside" && partial.length() <= maxFrameBytes) break
          element(partial.take())
          continue
        }
        const byte = bytes[at] ?? SPACE
        if (place === "between" && byte === OPEN_OBJECT) {
          place = "inside"
          continue
        }
        if (place === "between" && byte === CLOSE_ARRAY) place = "after"
        else if (place === "before" && begins(byte)) place = "between"
        else if (!isBlank(byte)) {
          if (place === "before") place = "after"
          else if (byte !== COMMA) refuse("between elements", "a JSON object", bytes.subarray(at))
        }
        at++
      }
      return failure
    },
    // an element that is not whole was cut short; what it said is lost
    flush: () => failure
  }
}
