/** What a caller hears of bytes that a decoder reads: in JSON, so that answers can be compared and shown. Pure. */
import * as Schema from "effect/Schema"
import { type ChunkOf, type Operation, operations } from "../../schemas/Operation.ts"
import { Reason } from "../../schemas/Reason.ts"
import * as Framing from "../Framing.ts"
import type { Protocol } from "../Protocol.ts"

/** A protocol, as far as its answers go. */
export interface Wire<O extends Operation> {
  readonly operation: O
  readonly decoder: Protocol<O>["decoder"]
  /** Whether the end of the body is the end of its answers, and nothing in it says so. Default: of raw audio alone. */
  readonly endsWithBody?: boolean
}

/** A recorded answer. */
export interface Fixture {
  readonly name: string
  readonly contentType: string
  readonly body: Uint8Array
}

export type Fields = Readonly<Record<string, unknown>>

export interface Heard {
  readonly chunks: ReadonlyArray<Fields>
  readonly failure: Fields | undefined
  /** Beside a failure: how it would have ended. */
  readonly unsaid: Fields | undefined
}

export type Hear = (contentType: string, reads: Iterable<Uint8Array>) => Heard

export const isFirst = (chunk: Fields) => chunk["_tag"] === "Start" || chunk["type"] === "response.created"
const lasts = new Set<unknown>(["response.completed", "response.incomplete"])
export const isLast = (chunk: Fields) => chunk["_tag"] === "Finish" || lasts.has(chunk["type"])

/** What a caller hears of reads, `includeRaw` or not. */
export const hearing = <O extends Operation>({ decoder: open, operation }: Wire<O>, includeRaw = false): Hear => {
  const encode = Schema.encodeSync(Schema.toCodecJson(operations[operation].chunk))
  const inJson = (chunk: ChunkOf<O>): Fields => fieldsOf(encode(chunk))
  return (contentType, reads) => {
    const { chunks, failure, unsaid } = decode(open, contentType, reads, includeRaw)
    return {
      // raw audio is as many chunks as there were reads
      chunks: contentType.startsWith("audio/") ? joined(chunks.map(inJson)) : chunks.map(inJson),
      failure: failure && fieldsOf(encodeReason(failure)),
      unsaid: unsaid && inJson(unsaid)
    }
  }
}

/** The chunks of a whole body that their operation's schema refuses. */
export const misfits = <O extends Operation>({ decoder, operation }: Wire<O>, { body, contentType }: Fixture) => {
  const fits = Schema.is(operations[operation].chunk)
  const { chunks, unsaid } = decode(decoder, contentType, [body], false)
  return [...chunks, ...(unsaid ? [unsaid] : [])].filter((chunk) => !fits(chunk))
}

/** How many chunks have come after each byte of a body. */
export const arrivals = <O extends Operation>(
  { decoder: open }: Wire<O>,
  { body, contentType }: Fixture
): ReadonlyArray<number> => {
  const decoder = open(headOf(contentType, false))
  let count = 0
  return Array.from(body, (byte) => {
    if (!decoder.isDone()) count += decoder.read(Uint8Array.of(byte)).length
    return count
  })
}

const headOf = (contentType: string, includeRaw: boolean) => ({
  provider: "recorded",
  model: "",
  warnings: [],
  contentType,
  includeRaw,
  limits: Framing.defaultLimits
})

const decode = <O extends Operation>(
  open: Wire<O>["decoder"],
  contentType: string,
  reads: Iterable<Uint8Array>,
  includeRaw: boolean
) => {
  const decoder = open(headOf(contentType, includeRaw))
  const chunks: Array<ChunkOf<O>> = []
  for (const bytes of reads) {
    if (decoder.isDone()) break
    for (const chunk of decoder.read(bytes)) chunks.push(chunk)
  }
  const { chunks: last, failure, unsaid } = decoder.end()
  return { chunks: [...chunks, ...last], failure, unsaid }
}

const encodeReason = Schema.encodeSync(Schema.toCodecJson(Reason))

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})

const joined = (chunks: ReadonlyArray<Fields>): ReadonlyArray<Fields> => {
  const isAudio = ({ _tag }: Fields) => _tag === "Audio"
  const bytes = chunks.filter(isAudio).map(({ data }) => atob(String(data)))
  const [start, ...rest] = chunks.filter((chunk) => !isAudio(chunk))
  if (start === undefined) return []
  return [start, { _tag: "Audio", data: btoa(bytes.join("")) }, ...rest]
}
