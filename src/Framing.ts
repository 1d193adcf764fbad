/** How a wire cuts its bytes into frames. Pure: bytes in, frames out. A value, so that a protocol can change its framing. */
import type { Reason } from "../schemas/Reason.ts"

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

export { eventStream, type EventStreamFrame } from "./wire/EventStream.ts"
export { begins as beginsArray, isBlank, jsonArray } from "./wire/JsonArray.ts"
export { ndjson } from "./wire/Ndjson.ts"
export { sse, type SseFrame } from "./wire/Sse.ts"
