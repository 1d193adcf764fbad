/**
 * The sans-IO heart: bytes in, whole arrays of chunks out. A decoder knows no host, key, vendor or dialect; the
 * three kinds here (`events`, `bytes`, `whole`) drive every wire, so that what is unknown, malformed, failed or
 * cut short is judged in one place.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaJITCompiler from "effect/schema/SchemaJITCompiler"
import type { RateLimit } from "../schemas/Chunk.ts"
import { type ChunkOf, type Operation, operations } from "../schemas/Operation.ts"
import { type Reason, Truncated, Unintelligible } from "../schemas/Reason.ts"
import * as Fault from "./Fault.ts"
import type { Framing, Limits } from "./Framing.ts"

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
  /** A frame as an event; `undefined` for what we need not know. */
  readonly event: (frame: Frame) => Result.Result<Event | undefined, Misfit>
  /** The failure an event reports inside a 200 answer, if it does. */
  readonly failure: (event: Event) => Reason | undefined
  /** The state of one answer. `step` moves it; nothing else sees it. */
  readonly initial: (head: Head) => State
  /** Moves the machine by one event and says what the caller hears. */
  readonly step: (state: State, event: Event, say: (chunk: ChunkOf<O>) => void) => void
  /** Whether the answer is whole by what its events said. */
  readonly isDone: (state: State) => boolean
  /** Whether anything of an answer came. An answer that said nothing is no answer. */
  readonly isBegun: (state: State) => boolean
  /** What is wrong with an answer that has ended, though each of its events was right. */
  readonly flaw?: (state: State) => Misfit | undefined
  /** Whether the answer may end here. `ended`: the wire's own end was read. */
  readonly isWhole: (state: State, ended: boolean) => boolean
  /** What is left to say at the end, or would be, if it came now. */
  readonly finish: (state: State) => ReadonlyArray<ChunkOf<O>>
}

/** What came is not what was expected. The driver adds where. */
export interface Misfit {
  readonly expected: string
  readonly sample: string
}

/** Drives a state machine over the frames of one answer. */
export const events =
  <O extends Operation>() =>
  <Frame, Event, State>(wire: Events<O, Frame, Event, State>) =>
  (head: Head): Decoder<ChunkOf<O>> => {
    const { withRaw } = operations[wire.operation]
    const state = wire.initial(head)
    let failure: Reason | undefined
    let ended = false
    let count = 0
    let unframed = new Uint8Array(0) // what came instead of frames: an error page, a JSON error in a 200
    let raw: Array<unknown> = []
    let out: Array<ChunkOf<O>> = []

    const isDone = () => ended || failure !== undefined || wire.isDone(state)
    const say = (chunk: ChunkOf<O>) => void out.push(chunk)
    const frames = wire.framing((frame) => {
      count++
      if (isDone()) return
      if (wire.isEnd(frame)) return void (ended = true)
      const event = wire.event(frame)
      if (Result.isFailure(event)) return void (failure = misfit(`event ${count}`, event.failure))
      if (event.success === undefined) return
      failure = wire.failure(event.success)
      const before = out.length
      wire.step(state, event.success, say)
      if (head.includeRaw) rawFrom(event.success, before)
    }, head.limits)
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
    const truncated = () =>
      new Truncated({
        description: wire.isBegun(state)
          ? "the stream ended before the answer did"
          : "the answer ended before anything was said"
      })

    return {
      read: (bytes) => {
        if (count === 0 && unframed.length < maxUnframed) unframed = grown(unframed, bytes)
        const error = frames.feed(bytes) // its frames may set `failure`: not to be written as `failure ??= …`
        failure ??= error
        return taken()
      },
      isDone,
      end: () => {
        const error = isDone() ? undefined : frames.flush()
        failure ??= error
        if (count === 0) failure ??= unframedFailure(unframed)
        const flaw = failure === undefined ? wire.flaw?.(state) : undefined
        if (flaw !== undefined) failure = misfit("the answer", flaw)
        if (!wire.isBegun(state) || !wire.isWhole(state, ended)) failure ??= truncated()
        const last = wire.finish(state)
        if (failure === undefined) {
          for (const chunk of last) out.push(chunk)
          const end = out.length - 1
          const chunk = out[end]
          if (raw.length > 0 && chunk !== undefined) out[end] = withRaw(chunk, raw)
          return { chunks: taken() }
        }
        const unsaid = last.at(-1)
        return { chunks: taken(), failure, ...(wire.isBegun(state) && unsaid !== undefined && { unsaid }) }
      }
    }
  }

/** As much of a body without frames is kept to say what it is. */
const maxUnframed = 64 * 1024
const grown = (kept: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
  const more = bytes.subarray(0, maxUnframed - kept.length)
  const both = new Uint8Array(kept.length + more.length)
  both.set(kept)
  both.set(more, kept.length)
  return both
}

/** A body that held no frame: an error that the provider sent with a 200, another kind of document, or only pings. */
const unframedFailure = (bytes: Uint8Array): Reason | undefined => {
  const text = new TextDecoder().decode(bytes)
  const saidNothing = text.split(/\r\n|\r|\n/).every((line) => line.trim() === "" || line.startsWith(":"))
  return saidNothing
    ? undefined
    : (failureIn(text) ?? misfit("the body", { expected: "a stream of events", sample: text }))
}

/** The error that a JSON text reports, if it is one. */
const failureIn = (text: string): Reason | undefined => {
  try {
    const said = Fault.read(JSON.parse(text))
    return said && Fault.toReason(said)
  } catch {
    return undefined
  }
}

const misfit = (where: string, { expected, sample }: Misfit): Reason =>
  new Unintelligible({ where, expected, sample: sample.slice(0, 200) })

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
      end: () =>
        started
          ? { chunks: [wire.finish] }
          : { chunks: [], failure: new Truncated({ description: "the body is empty" }) }
    }
  }

/** An answer that is one JSON document. */
export const whole =
  <O extends Operation>() =>
  <Document>(wire: {
    readonly operation: O
    readonly document: (text: string) => Result.Result<Document, Misfit>
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
          return fail(misfit("the body", { expected, sample: text }))
        }
        text += utf8.decode()
        if (text.trim() === "") return fail(new Truncated({ description: "the body is empty" }))
        const error = failureIn(text)
        if (error !== undefined) return fail(error)
        const document = wire.document(text)
        if (Result.isFailure(document)) return fail(misfit("the body", document.failure))
        const chunks = [...wire.chunks(document.success, head)]
        const [first] = chunks
        if (head.includeRaw && first !== undefined) {
          chunks[0] = operations[wire.operation].withRaw(first, [document.success])
        }
        return { chunks }
      }
    }
  }

/** A body of another kind than the wire's: what it says, if it reports an error, else what it is. */
const foreign = <Chunk>(contentType: string): Decoder<Chunk> => {
  let kept = new Uint8Array(0)
  return {
    read: (bytes) => {
      if (kept.length < maxUnframed) kept = grown(kept, bytes)
      return []
    },
    isDone: () => kept.length >= maxUnframed,
    end: () => {
      const sample = new TextDecoder().decode(kept)
      const expected = `the answer, not ${contentType}`
      return { chunks: [], failure: failureIn(sample) ?? misfit("the body", { expected, sample }) }
    }
  }
}

/** A guard that is compiled where `eval` is allowed. It copies nothing: what fits is the very object that was parsed. */
const guard = <A>(schema: Schema.Schema<A>): ((input: unknown) => input is A) => {
  SchemaJITCompiler.enable(schema.ast)
  return Schema.is(schema)
}

/** Reads JSON and checks it. Nothing unknown is lost. */
export const json = <A>(schema: Schema.Schema<A>, expected: string) => {
  const fits = guard(schema)
  return (data: string): Result.Result<A, Misfit> => {
    let value: unknown
    try {
      value = JSON.parse(data)
    } catch {
      return Result.fail({ expected: "JSON", sample: data })
    }
    return fits(value) ? Result.succeed(value) : Result.fail({ expected, sample: data })
  }
}

/** The same for a wire whose events have a `type`: types that are not in the table are ignored, those that are must fit. */
export const jsonByType = <Schemas extends Record<string, Schema.Schema<unknown>>>(schemas: Schemas) => {
  const guards = new Map(Object.entries(schemas).map(([type, schema]) => [type, guard(schema)]))
  return (data: string): Result.Result<Schemas[keyof Schemas]["Type"] | undefined, Misfit> => {
    let value: { readonly type?: unknown } | null
    try {
      value = JSON.parse(data)
    } catch {
      return Result.fail({ expected: "JSON", sample: data })
    }
    const type = value?.type
    const fits = typeof type === "string" ? guards.get(type) : undefined
    if (fits === undefined) return Result.succeed(undefined)
    return fits(value) ? Result.succeed(value) : Result.fail({ expected: `a ${type} event`, sample: data })
  }
}
