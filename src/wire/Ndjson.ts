/** One JSON value a line. Lines are cut as bytes and decoded whole; blank ones say nothing; the last may lack its end. */
import * as Bytes from "./Bytes.ts"
import type { Framing } from "../Framing.ts"
import * as Misfit from "./Misfit.ts"
import type { Unintelligible } from "../../schemas/Reason.ts"

const LF = 10

export const ndjson: Framing<string> = (emit, { maxFrameBytes }) => {
  const utf8 = new TextDecoder()
  const partial = Bytes.make()
  let failure: Unintelligible | undefined

  const refuse = (sample: Uint8Array) => {
    const expected = `at most ${maxFrameBytes} bytes long`
    failure = Misfit.at("a line", { expected, sample: utf8.decode(sample.subarray(0, 1000)) })
  }
  const line = (whole: Uint8Array) => {
    if (whole.length > maxFrameBytes) return refuse(whole)
    const text = utf8.decode(whole).trim()
    if (text !== "") emit(text)
  }

  return {
    feed: (bytes) => {
      let at = 0
      while (at < bytes.length && failure === undefined) {
        const end = bytes.indexOf(LF, at)
        if (end < 0) {
          partial.add(bytes.subarray(at))
          if (partial.length() > maxFrameBytes) refuse(partial.take())
          break
        }
        const rest = bytes.subarray(at, end)
        if (partial.length() === 0) line(rest)
        else {
          partial.add(rest)
          line(partial.take())
        }
        at = end + 1
      }
      return failure
    },
    flush: () => {
      if (failure === undefined && partial.length() > 0) line(partial.take())
      return failure
    }
  }
}
