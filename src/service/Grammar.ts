/**
 * What every stream of chunks keeps to: preamble first, the last chunk once and last, nothing after it, and a
 * failure where it never came. Providers that are no servers are held to it here; those that are, by their decoder.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { BifrostError, type Origin } from "../../schemas/BifrostError.ts"
import { type ChunkOf, type Operation, operations } from "../../schemas/Operation.ts"
import { Truncated, Unintelligible } from "../../schemas/Reason.ts"

/** So many chunks of preamble are held back; more of it is heard, for memory is bounded. */
export const maxHeld = 64

/** The same stream with its preamble held back until content comes, failing where it breaks the grammar. */
export const enforce =
  <O extends Operation>(operation: O, origin: Origin) =>
  <R>(stream: Stream.Stream<ChunkOf<O>, BifrostError, R>): Stream.Stream<ChunkOf<O>, BifrostError, R> =>
    Stream.transformPull(blamed(stream, origin), (pull) =>
      Effect.sync(() => {
        const { isLast, isPreamble } = operations[operation]
        let held: Array<ChunkOf<O>> = []
        let count = 0
        let started = false
        let committed = false
        let ended = false
        let failure: BifrostError | undefined

        const broken = (expected: string, chunk: ChunkOf<O>) =>
          BifrostError.because(
            new Unintelligible({
              where: `chunk ${count}`,
              expected,
              sample: String(JSON.stringify(chunk)).slice(0, 200)
            }),
            origin
          )
        const take = (chunk: ChunkOf<O>) => {
          if (failure !== undefined) return
          count++
          if (ended) failure = broken("absent: the answer had ended", chunk)
          else if (count === 1 && !isPreamble(chunk)) failure = broken("the answer's start", chunk)
          else if (started && isStart(chunk)) failure = broken("no second start", chunk)
          else {
            held.push(chunk)
            started ||= isStart(chunk)
            committed ||= !isPreamble(chunk) || held.length > maxHeld
            ended = isLast(chunk)
          }
        }
        const atEnd = Effect.suspend((): Pull.Pull<never, BifrostError> => {
          if (ended) return Cause.done()
          const description = count === 0 ? "the answer is empty" : "the stream ended before the answer did"
          return Effect.fail(BifrostError.because(new Truncated({ description }), origin))
        })
        const next: Pull.Pull<Arr.NonEmptyReadonlyArray<ChunkOf<O>>, BifrostError> = Effect.suspend(() => {
          if (failure !== undefined && !committed) return Effect.fail(failure)
          if (committed && Arr.isArrayNonEmpty(held)) {
            const chunks = held
            held = []
            return Effect.succeed(chunks)
          }
          if (failure !== undefined) return Effect.fail(failure)
          return Effect.flatMap(
            Pull.catchDone(pull, () => atEnd),
            (chunks) => {
              for (const chunk of chunks) take(chunk)
              return next
            }
          )
        })
        return next
      })
    )

const blamed = <A, R>(stream: Stream.Stream<A, BifrostError, R>, origin: Origin) =>
  Stream.mapError(stream, (error) => error.at(origin))

const isStart = (chunk: object): boolean => "_tag" in chunk && chunk._tag === "Start"
