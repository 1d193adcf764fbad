/**
 * The sans-IO heart: bytes in, whole arrays of chunks out. A decoder knows no host, key, vendor or dialect; the
 * three kinds here (`events`, `bytes`, `whole`) drive every wire, so that what is unknown, malformed, failed or
 * cut short is judged in one place.
 */
import * as Result from "effect/Result"
import type { RateLimit } from "../schemas/Chunk.ts"
import { type ChunkOf, type Operation, operations } from "../schemas/Operation.ts"
import { type Reason, Truncated } from "../schemas/Reason.ts"
import * as Bytes from "./wire/Bytes.ts"
import * as Foreign from "./wire/Foreign.ts"
import type { Framing, Limits } from "./Framing.ts"
import { Ignored } from "./wire/Guard.ts"
import * as Memo from "./wire/Memo.ts"
import * as Misfit from "./wire/Misfit.ts"

export { Ignored, json, jsonByType } from "./wire/Guard.ts"
export type { Parse } from "./wire/Memo.ts"

/** What a decoder is told once the response headers are in. */
export interface Head {
  readonly provider: string
  /** As it was asked for; the answer may say it better. */
  readonly model: string
  readonly warnings: ReadonlyArray<string>
  /** The response's content type, parameters included. */
  readonly contentType?: string
  readonly requestId?: string
  readonly rateLimit?: RateLimit
  /** Whether chunks carry the wire events they were made from. */
  readonly includeRaw: boolean
  readonly limits: Limits
  /** Whether JSON is read with a memory of the events before (`Memo`): the same chunks for less. Default: yes. */
  readonly memo?: boolean
}

/** One per answer. */
export interface Decoder<Chunk> {
  readonly read: (bytes: Uint8Array) => ReadonlyArray<Chunk>
  /** Whether the answer's own end, or a failure, was read; nothing after it counts. */
  readonly isDone: () => boolean
  readonly end: () => Ending<Chunk>
}

/** How an answer ended. */
export interface Ending<Chunk> {
  /** The last chunks. */
  readonly chunks: ReadonlyArray<Chunk>
  /** Why the answer is not whole, if it is not. */
  readonly failure?: Reason
  /** Beside a failure: the last chunk as it would have been, with the usage known so far. Never delivered. */
  readonly unsaid?: Chunk
}

/** The start of an answer, as far as its response head tells; what its events say comes over it. */
export const start = (head: Head) => ({
  _tag: "Start" as const,
  provider: head.provider,
  model: head.model,
  warnings: head.warnings,
  ...(head.requestId !== undefined && { requestId: head.requestId }),
  ...(head.rateLimit !== undefined && { rateLimit: head.rateLimit })
})

/** How to read a wire of streamed events: a state machine, and nothing else. */
export interface Events<O extends Operation, Frame, Event, State> {
  readonly operation: O
  readonly framing: Framing<Frame>
  /** Whether a frame says "the end" and nothing else, like `[DONE]`. */
  readonly isEnd: (frame: Frame) => boolean
  /** A frame as an event, or as what we need not know. `parse` reads the JSON of this one answer's events. */
  readonly event: (frame: Frame, parse: Memo.Parse) => Result.Result<Event | Ignored, Misfit.Misfit>
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
    const parse = head.memo === false ? JSON.parse : Memo.make()
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
      const event = wire.event(frame, parse)
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
        if (count === 0) unframed.keep(bytes)
        framed(() => frames.feed(bytes))
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

/** An answer whose bytes are its chunks. The end of the body is the end of the answer; an empty one is none. */
export const bytes =
  <O extends Operation>(wire: {
    readonly start: (head: Head) => ChunkOf<O>
    readonly chunk: (bytes: Uint8Array) => ChunkOf<O>
    readonly finish: ChunkOf<O>
    /** Content types that cannot be the answer. */
    readonly isForeign: (contentType: string) => boolean
  }) =>
  (head: Head): Decoder<ChunkOf<O>> => {
    if (head.contentType !== undefined && wire.isForeign(head.contentType)) return foreign(head.contentType)
    let started = false
    return {
      read: (bytes) => {
        if (bytes.length === 0) return []
        const chunk = wire.chunk(bytes)
        if (started) return [chunk]
        started = true
        return [wire.start(head), chunk]
      },
      isDone: () => false,
      end: () => (started ? { chunks: [wire.finish] } : { chunks: [], failure: empty() })
    }
  }

/** An answer that is one JSON document. */
export const whole =
  <O extends Operation>() =>
  <Document>(wire: {
    readonly operation: O
    readonly document: (text: string) => Result.Result<Document, Misfit.Misfit>
    readonly chunks: (document: Document, head: Head) => ReadonlyArray<ChunkOf<O>>
  }) =>
  (head: Head): Decoder<ChunkOf<O>> => {
    const utf8 = new TextDecoder()
    let text = ""
    let length = 0
    const isTooLong = () => length > head.limits.maxFrameBytes
    const fail = (failure: Reason): Ending<ChunkOf<O>> => ({ chunks: [], failure })
    return {
      read: (bytes) => {
        length += bytes.length
        if (!isTooLong()) text += utf8.decode(bytes, { stream: true })
        return []
      },
      isDone: isTooLong,
      end: () => {
        if (isTooLong()) {
          const expected = `at most ${head.limits.maxFrameBytes} bytes long`
          return fail(Misfit.at("the body", { expected, sample: text }))
        }
        text += utf8.decode()
        if (text.trim() === "") return fail(empty())
        const error = Foreign.failureIn(text)
        if (error !== undefined) return fail(error)
        const document = wire.document(text)
        if (Result.isFailure(document)) return fail(Misfit.at("the body", document.failure))
        const chunks = [...wire.chunks(document.success, head)]
        const [first] = chunks
        if (head.includeRaw && first !== undefined) {
          chunks[0] = operations[wire.operation].withRaw(first, [document.success])
        }
        return { chunks }
      }
    }
  }

/** So many bytes show whether a body is an event stream, a document or neither. */
const beginningBytes = 16

/** A body whose response does not say what it is: what it begins with, in Latin-1, chooses. */
export const byBeginning = <Chunk>(choose: (beginning: string) => Decoder<Chunk>): Decoder<Chunk> => {
  const held = Bytes.make()
  let chosen: Decoder<Chunk> | undefined
  const begin = (): ReadonlyArray<Chunk> => {
    const bytes = held.take()
    chosen = choose(String.fromCharCode(...bytes.subarray(0, beginningBytes)))
    return chosen.read(bytes)
  }
  return {
    read: (bytes) => {
      if (chosen !== undefined) return chosen.read(bytes)
      held.add(bytes)
      return held.length() < beginningBytes ? [] : begin()
    },
    isDone: () => chosen?.isDone() ?? false,
    end: () => {
      const first = chosen === undefined ? begin() : []
      const { chunks, ...ending } = chosen?.end() ?? { chunks: [] }
      return { ...ending, chunks: [...first, ...chunks] }
    }
  }
}

/** A body of another kind than the wire's. */
const foreign = <Chunk>(contentType: string): Decoder<Chunk> => {
  const body = Foreign.make()
  return {
    read: (bytes) => {
      body.keep(bytes)
      return []
    },
    isDone: body.isFull,
    end: () => ({ chunks: [], failure: body.failure(`the answer, not ${contentType}`) ?? empty() })
  }
}

const empty = () => new Truncated({ description: "the body is empty" })
