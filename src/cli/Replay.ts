/** A recorded answer through the real decoder: no network, no clock, no vendor. */
import type { ChunkOf, Operation } from "../../schemas/Operation.ts"
import type { Reason } from "../../schemas/Reason.ts"
import * as Fault from "../wire/Fault.ts"
import { defaultLimits } from "../Framing.ts"
import type { Wire } from "./protocols.ts"

export interface Recording {
  /** The body as it was read from the network, after HTTP content decoding. */
  readonly reads: Iterable<Uint8Array>
  readonly status: number
  readonly contentType?: string
}

export interface Replayed<Chunk> {
  readonly chunks: ReadonlyArray<Chunk>
  readonly failure?: Reason
  /** Beside a failure: the last chunk as it would have been. */
  readonly unsaid?: Chunk
}

export const replay = <O extends Operation>(
  { decoder: open }: Wire<O>,
  { contentType, reads, status }: Recording
): Replayed<ChunkOf<O>> => {
  if (status < 200 || status >= 300) {
    const utf8 = new TextDecoder()
    let text = ""
    for (const bytes of reads) text += utf8.decode(bytes, { stream: true })
    return { chunks: [], failure: Fault.toReason(Fault.readBody(text), { status }) }
  }
  const decoder = open({
    provider: "recorded",
    model: "",
    warnings: [],
    includeRaw: false,
    limits: defaultLimits,
    ...(contentType !== undefined && { contentType })
  })
  const chunks: Array<ChunkOf<O>> = []
  const take = (more: ReadonlyArray<ChunkOf<O>>) => {
    for (const chunk of more) chunks.push(chunk)
  }
  for (const bytes of reads) {
    if (decoder.isDone()) break
    take(decoder.read(bytes))
  }
  const { chunks: last, ...ending } = decoder.end()
  take(last)
  return { ...ending, chunks }
}
