/** Answers that come as a stream of events: what a wire says of them, as data, and the one loop that drives it. */
import * as Result from "effect/Result"
import { type ChunkOf, type Operation, operations } from "../../schemas/Operation.ts"
import { type Reason, Truncated } from "../../schemas/Reason.ts"
import type { Decoder, Head } from "../Decoder.ts"
import type { Framing } from "../Framing.ts"
import * as Foreign from "../wire/Foreign.ts"
import { Ignored } from "../wire/Json.ts"
import * as Memo from "../wire/Memo.ts"
import * as Misfit from "../wire/Misfit.ts"

/** How to read a wire of streamed events: a state machine, and nothing else. */
export interface Events<O extends Operation, Frame, Event, State> {
  readonly operation: O
  readonly framing: Framing<Frame>
  /** Whether a frame says "the end" and nothing else, like `[DONE]`. */
  readonly isEnd: (frame: Frame) => boolean
  /** A frame as an event, or as what we need not know. `reader` reads the JSON of this one answer's events. */
  readonly event: (frame: Frame, reader: Memo.Reader) => Result.Result<Event | Ignored, Misfit.Misfit>
  /** The failure an event reports inside a 200 answer, if it does. */
  readonly failure: (event: Event, head: Head) => Reason | undefined
  /** The state of one answer. `step` moves it; nothing else sees it. */
  readonly initial: (head: Head) => State
  /** What is said before whatever is said first; it stands from then on. */
  readonly start?: (state: State) => ChunkOf<O>
  /** Moves the machine by one event and says what the caller hears. */
  readonly step: (state: State, event: Event, say: (chunk: ChunkOf<O>) => void) => void
  /** Whether the answer is whole by what its events said. */
  readonly isDone: (state: State) => boolean
  /** Whether anything of an answer came, though nothing was said. An answer of which nothing came is none. */
  readonly isBegun: (state: State) => boolean
  /** What is wrong with an answer that has ended, though each of its events was right. */
  readonly flaw?: (state: State) => Misfit.Misfit | undefined
  /** Whether the answer may end here. `ended`: the wire's own end was read. */
  readonly isWhole: (state: State, ended: boolean) => boolean
  /** The last chunk, or what it would be, if the end came now. */
  readonly finish: (state: State) => ChunkOf<O> | undefined
}

/** Drives a state machine over the frames of one answer. */
export const events =
  <O extends Operation>() =>
  <Frame, Event, State>(wire: Events<O, Frame, Event, State>) =>
  (head: Head): Decoder<ChunkOf<O>> => {
    const { withRaw } = operations[wire.operation]
    const state = wire.initial(head)
    const reader = head.memo === false ? Memo.none : Memo.make()
    let failure: Reason | undefined
    let ended = false
    let count = 0
    let atEnd = false
    const unframed = Foreign.make() // what came instead of frames: an error page, a JSON error in a 200
    let raw: Array<unknown> = []
    let spoken = false
    let out: Array<ChunkOf<O>> = []

    const isDone = () => ended || failure !== undefined || wire.isDone(state)
    const isBegun = () => spoken || wire.isBegun(state)
    const say = (chunk: ChunkOf<O>): void => {
      if (!spoken) {
        spoken = true
        if (wire.start) out.push(wire.start(state))
      }
      out.push(chunk)
    }
    const frames = wire.framing((frame) => {
      count++
      if (isDone()) return
      if (wire.isEnd(frame)) return void (ended = true)
      const event = wire.event(frame, reader)
      if (Result.isFailure(event)) {
        // what is cut in the middle of its last event is cut short, not malformed
        if (!atEnd) failure = Misfit.at(`event ${count}`, event.failure)
        return
      }
      if (event.success instanceof Ignored) {
        if (head.includeRaw) raw.push(event.success.value)
        return
      }
      failure = wire.failure(event.success, head)
      const before = out.length
      wire.step(state, event.success, say)
      if (head.includeRaw) rawFrom(event.success, before)
    }, head.limits)
    /** Runs the framing, which hands on frames. */
    const framed = (run: () => Reason | undefined): void => {
      let error: Reason | undefined
      try {
        error = run() // its frames may set `failure`: not to be written as `failure ??= …`
      } catch (thrown) {
        // JSON may nest deeper than the stack: the sender's fault, not a defect
        if (!(thrown instanceof RangeError)) throw thrown
        error = Misfit.at(`event ${count}`, { expected: "less deeply nested", sample: "" })
      }
      failure ??= error
    }
    const rawFrom = (event: unknown, before: number) => {
      raw.push(event)
      const first = out[before]
      if (first === undefined) return
      out[before] = withRaw(first, raw)
      raw = []
    }
    const taken = () => {
      const chunks = out
      out = []
      return chunks
    }
    /** Why an answer without a failure is none. */
    const shortfall = (): Reason | undefined => {
      if (count === 0) {
        const foreign = unframed.failure("a stream of events")
        if (foreign) return foreign
      }
      if (!isBegun()) return new Truncated({ description: "the answer ended before anything was said" })
      if (!wire.isWhole(state, ended)) return new Truncated({ description: "the stream ended before the answer did" })
      const flaw = wire.flaw?.(state)
      return flaw && Misfit.at("the answer", flaw)
    }

    return {
      read: (bytes) => {
        framed(() => frames.feed(bytes))
        if (count === 0) unframed.keep(bytes)
        return taken()
      },
      isDone,
      end: () => {
        atEnd = true
        if (!isDone()) framed(frames.flush)
        failure ??= shortfall()
        const last = wire.finish(state)
        if (failure === undefined) {
          if (last !== undefined) say(last)
          const end = out.length - 1
          const chunk = out[end]
          if (raw.length > 0 && chunk !== undefined) out[end] = withRaw(chunk, raw)
          return { chunks: taken() }
        }
        return { chunks: taken(), failure, ...(isBegun() && last !== undefined && { unsaid: last }) }
      }
    }
  }
