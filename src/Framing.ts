/** How a wire cuts its bytes into frames. Pure: bytes in, frames out. A value, so that a protocol can change its framing. */
import * as Sse from "effect/encoding/Sse"
import { type Reason, Unintelligible } from "../schemas/Reason.ts"

export interface Limits {
  /** How long one frame may grow, in bytes. Beyond it the answer is `Unintelligible` and its socket is closed. */
  readonly maxFrameBytes: number
}

/** Twice the largest event seen in recordings is 200 kB; an inlined image is some MB. */
export const defaultLimits: Limits = { maxFrameBytes: 10 * 1024 * 1024 }

/** Starts one reader of frames. `feed` gets what the network brought; `flush` says that no more will come. */
export type Framing<Frame> = (
  emit: (frame: Frame) => void,
  limits: Limits
) => {
  readonly feed: (bytes: Uint8Array) => Reason | undefined
  readonly flush: () => Reason | undefined
}

export interface SseFrame {
  /** `message` unless the server named it. */
  readonly event: string
  readonly data: string
  /** The last id the server sent, if any. */
  readonly id: string | undefined
}

/**
 * Server-sent events, by the WHATWG standard, with two differences that a request calls for where a subscription
 * does not: `retry:` is ignored, and at the end of the body a last event may lack its blank line.
 */
export const sse: Framing<SseFrame> = (emit, { maxFrameBytes }) => {
  const text = new TextDecoder("utf-8", { ignoreBOM: true })
  const parser = Sse.makeParser(
    (event) => {
      if (event._tag === "Event") emit(event)
    },
    { maxEventSize: maxFrameBytes }
  )
  const feed = (chunk: string) => {
    const error = parser.feed(chunk)
    return (
      error &&
      new Unintelligible({
        where: "an event",
        expected: `at most ${maxFrameBytes} bytes long`,
        sample: chunk.slice(0, 200)
      })
    )
  }
  return {
    feed: (bytes) => feed(text.decode(bytes, { stream: true })),
    flush: () => feed(`${text.decode()}\n\n`)
  }
}
