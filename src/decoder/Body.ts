/** Answers that are no stream of events: raw bytes, one document, or whichever a body begins as. */
import * as Result from "effect/Result"
import { type ChunkOf, type Operation, operations } from "../../schemas/Operation.ts"
import { type Reason, Truncated } from "../../schemas/Reason.ts"
import type { Decoder, Ending, Head } from "../Decoder.ts"
import * as Bytes from "../wire/Bytes.ts"
import * as Foreign from "../wire/Foreign.ts"
import * as Misfit from "../wire/Misfit.ts"

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
