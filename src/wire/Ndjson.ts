/** One JSON value a line; blank ones say nothing, the last may lack its end. */
import type { Framing } from "../Framing.ts"
import * as Lines from "./Lines.ts"
import type { Unintelligible } from "../../schemas/Reason.ts"

export const ndjson: Framing<string> = (emit, limits) => {
  const lines = Lines.make(limits, { anyEnd: false })
  let failure: Unintelligible | undefined

  const read = (text: string) => {
    let at = 0
    while (at < text.length && failure === undefined) {
      const end = text.indexOf("\n", at)
      if (Lines.isTooLong(text, at, end, limits)) failure = Lines.tooLong("a line", text.slice(at, end), limits)
      else {
        const line = text.slice(at, end).trim()
        if (line !== "") emit(line)
      }
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
      return failure
    }
  }
}
