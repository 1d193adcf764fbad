/** A recorded answer in one line: what `bifrost decode --summary` prints. */
import type { Digest } from "../../schemas/Digest.ts"
import { type ChunkOf, type Operation, operations } from "../../schemas/Operation.ts"
import type { Wire } from "./protocols.ts"
import { type Recording, replay, type Replayed } from "./Replay.ts"

export interface Summary extends Digest {
  /** How many chunks a caller would have heard. */
  readonly chunks: number
  readonly error: { readonly reason: string; readonly message: string } | null
}

export const summarize = <O extends Operation>(wire: Wire<O>, recording: Recording): Summary =>
  summaryOf(wire.operation, replay(wire, recording))

/** A failed answer keeps what its ending would have told: usage and the provider's word for why it ended. */
export const summaryOf = <O extends Operation>(
  operation: O,
  { chunks, failure, unsaid }: Replayed<ChunkOf<O>>
): Summary => {
  const fold = operations[operation].fold()
  for (const chunk of chunks) fold.add(chunk)
  if (unsaid !== undefined) fold.add(unsaid)
  const error = failure === undefined ? null : { reason: failure._tag, message: failure.message }
  return { ...fold.digest(), chunks: chunks.length, error }
}
