/** Operators on streams of chunks, for those who want more of each chunk than it holds. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

export interface Timed<Chunk> {
  readonly chunk: Chunk
  /** Counts from 0. */
  readonly index: number
  /** Milliseconds since the chunk before; for the first, since the request. Chunks of one network read share one time. */
  readonly latencyMillis: number
}

/** Each chunk with its number and how long it took. */
export const timed = <Chunk, E, R>(stream: Stream.Stream<Chunk, E, R>): Stream.Stream<Timed<Chunk>, E, R> =>
  Stream.unwrap(
    Effect.map(Clock.Clock, (clock) => {
      const now = () => Number(clock.monotonicTimeNanosUnsafe()) / 1e6
      let last = now()
      let index = 0
      return Stream.map(stream, (chunk): Timed<Chunk> => {
        const at = now()
        const latencyMillis = at - last
        last = at
        return { chunk, index: index++, latencyMillis }
      })
    })
  )
