/** What accounting writes down of one request, and how it is gathered from chunks and attempts as they pass. */
import type * as Clock from "effect/Clock"
import type * as Exit from "effect/Exit"
import type { BifrostError, Origin } from "../../schemas/BifrostError.ts"
import * as Digest from "../../schemas/Digest.ts"
import * as Estimate from "../../schemas/Estimate.ts"
import { type ChunkOf, type Operation, operations, type RequestOf } from "../../schemas/Operation.ts"
import type { Reason } from "../../schemas/Reason.ts"
import type { Usage } from "../../schemas/Usage.ts"
import type { Attempted } from "../service/Witness.ts"

/** What it cost: as the provider reported it, or else what was written, as `Estimate` counts it; never both. */
export type Metered =
  | ({ readonly source: "reported" } & Usage)
  /** Input is not guessed. `output` is absent where nothing was written. */
  | { readonly source: "estimated"; readonly output?: number }

/** One request, once it is over. */
export interface Entry {
  readonly operation: Operation
  /** Who answered, of a continued answer who began it; where nobody did, whose failure it is, or whom the layer stands for. */
  readonly provider: string
  /** As it was asked for there. */
  readonly model: string
  /** Which key of a pool signed: its label or position, never its value. */
  readonly key?: string
  /** As the layer got it. */
  readonly request: RequestOf<Operation>
  /** What was heard, whole or not. Of several choices the lowest; never audio. */
  readonly partial: Digest.Digest
  readonly usage: Metered
  readonly timing: {
    /** When the stream was first pulled, in milliseconds since 1970. */
    readonly startedAt: number
    /** From then until the first content, retries and fallbacks included; absent where none came. */
    readonly firstContentMillis?: number
    /** From then until the end, slow consumption included. */
    readonly totalMillis: number
  }
  /** All attempts, oldest first: who was asked, and why it failed, if it did. */
  readonly attempts: ReadonlyArray<{ readonly origin: Origin; readonly reason?: Reason }>
  /** Success where the whole answer was handed on; an interruption where the consumer left before. */
  readonly exit: Exit.Exit<void, BifrostError>
}

type Attempt = { origin: Origin; reason?: Reason }

/** Gathers one entry. `provider` is whom the layer stands for. */
export const make = <O extends Operation>(
  { operation, provider }: { readonly operation: O; readonly provider: string },
  request: RequestOf<O>,
  clock: Clock.Clock
) => {
  const { cut, fold, isLast, isPreamble } = operations[operation]
  const answer = fold()
  const attempts: Array<Attempt> = []
  const startedAt = clock.currentTimeMillisUnsafe()
  const began = clock.monotonicTimeNanosUnsafe()
  const elapsed = () => Number(clock.monotonicTimeNanosUnsafe() - began) / 1e6
  let answered: Origin | undefined
  let firstContentMillis: number | undefined
  let bytes = 0
  let whole = false

  return {
    isWhole: () => whole,
    attempt: (origin: Origin): Attempted => {
      const attempt: Attempt = { origin }
      attempts.push(attempt)
      return {
        heard: () => void (answered ??= origin),
        failed: ({ reason }) => void (attempt.reason = reason)
      }
    },
    hear: (chunks: ReadonlyArray<ChunkOf<O>>): void => {
      for (const chunk of chunks) {
        if (firstContentMillis === undefined && !isPreamble(chunk)) firstContentMillis = elapsed()
        whole ||= isLast(chunk)
        const said = cut.said(chunk)
        if (typeof said === "string") bytes += Estimate.bytesOf(said)
        if (!(said instanceof Uint8Array) && !isFile(chunk)) answer.add(chunk)
      }
    },
    entry: (exit: Exit.Exit<void, BifrostError>, error: BifrostError | undefined): Entry => {
      const partial = Digest.merge(answer.digest(), error?.partial)
      const who = answered ?? error?.origin ?? attempts.at(-1)?.origin ?? { provider, model: request.model }
      const key = "key" in who ? who.key : undefined
      return {
        operation,
        provider: who.provider,
        model: who.model,
        ...(key !== undefined && { key }),
        request,
        partial,
        usage: metered(partial.usage, bytes),
        timing: { startedAt, ...(firstContentMillis !== undefined && { firstContentMillis }), totalMillis: elapsed() },
        attempts,
        exit
      }
    }
  }
}

const metered = (usage: Usage | null, bytes: number): Metered => {
  if (usage !== null) return { source: "reported", ...usage }
  return { source: "estimated", ...(bytes > 0 && { output: Estimate.tokensOf(bytes) }) }
}

/** A file that the model made is no text, and may be large. */
const isFile = (chunk: object): boolean => "_tag" in chunk && chunk._tag === "File"
