/**
 * A body as chunks: one stage between the socket and the caller, whole arrays, preamble held back until content comes,
 * clocks running while we wait. What was received before a failure is handed on before it.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { type ChunkOf, type Operation, operations } from "../../schemas/Operation.ts"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import type { Reason } from "../../schemas/Reason.ts"
import type { Decoder } from "../Decoder.ts"
import { maxHeld } from "../service/Grammar.ts"
import * as Http from "../Http.ts"
import type * as Timeouts from "../Timeouts.ts"
import type { Socket } from "./Socket.ts"

/** The bytes that preamble may take, wherever they are held; more of it is heard, for memory is bounded. */
const maxHeldBytes = 256 * 1024

export const read = <O extends Operation>(answer: {
  readonly pull: Pull.Pull<ReadonlyArray<Uint8Array>, HttpClientError.HttpClientError>
  readonly decoder: Decoder<ChunkOf<O>>
  readonly clocks: Timeouts.Clocks
  readonly operation: O
  readonly leave: Socket["leave"]
  /** Hears that something of the body was read. */
  readonly first: () => void
  /** The error of a failure; `ending` is how the answer would have ended as far as its events told. */
  readonly blame: (reason: Reason, ending: ChunkOf<O> | undefined) => BifrostError
}): Stream.Stream<ChunkOf<O>, BifrostError> => {
  const { blame, clocks, decoder, first, leave, operation, pull } = answer
  const { isLast, isPreamble, withTiming } = operations[operation]
  let out: ReadonlyArray<ChunkOf<O>> = []
  let heldBytes = 0
  let firstContentMillis: number | undefined
  let ending: Pull.Pull<never, BifrostError> | undefined

  const commit = () => {
    firstContentMillis ??= clocks.elapsedMillis()
  }
  const take = (chunks: ReadonlyArray<ChunkOf<O>>) => {
    out = out.length === 0 ? chunks : [...out, ...chunks]
    if (firstContentMillis === undefined && !chunks.every(isPreamble)) commit()
  }
  const end = (atEnd: boolean) => {
    const { chunks, failure, unsaid } = decoder.end()
    take(chunks)
    if (failure !== undefined) {
      ending = Effect.fail(blame(failure, unsaid))
      return
    }
    commit()
    const last = out.at(-1)
    const totalMillis = clocks.elapsedMillis()
    if (last !== undefined) {
      const timed = withTiming(last, { firstContentMillis: firstContentMillis ?? totalMillis, totalMillis })
      out = [...out.slice(0, -1), timed]
    }
    ending = Effect.suspend(() => {
      if (!atEnd) leave(pull)
      return Cause.done()
    })
  }
  const feed = (reads: ReadonlyArray<Uint8Array>) => {
    first()
    for (const bytes of reads) {
      if (decoder.isDone()) break
      take(decoder.read(bytes))
      if (firstContentMillis === undefined) heldBytes += bytes.length
    }
    if (out.length > maxHeld || (out.length > 0 && heldBytes > maxHeldBytes)) commit()
    if (decoder.isDone()) end(false)
  }
  /** A clock or the network failed: what the decoder has is still good, but not its verdict that this was the end. */
  const fail = (reason: Reason) => {
    const { chunks, unsaid = chunks.find(isLast) } = decoder.end()
    take(chunks.filter((chunk) => !isLast(chunk)))
    ending = Effect.fail(blame(reason, unsaid))
  }
  type Next = Pull.Pull<Arr.NonEmptyReadonlyArray<ChunkOf<O>>, BifrostError>
  const more: Next = Pull.matchEffect(
    clocks.wait("body", pull, () => firstContentMillis !== undefined),
    {
      onSuccess: (reads) => {
        feed(reads)
        return next()
      },
      onDone: () => {
        end(true)
        return next()
      },
      onFailure: (cause) => {
        const found = Cause.findError(cause)
        if (Result.isFailure(found)) return Effect.failCause(found.failure)
        const error = found.success
        fail(error._tag === "HttpClientError" ? Http.unreachable(error) : error)
        return next()
      }
    }
  )
  const next = (): Next => {
    // preamble before a failure is never handed on
    if (firstContentMillis !== undefined && Arr.isReadonlyArrayNonEmpty(out)) {
      const chunks = out
      out = []
      return Effect.succeed(chunks)
    }
    return ending ?? more
  }
  return Stream.fromPull(Effect.succeed(Effect.suspend(next)))
}
