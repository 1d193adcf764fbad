/**
 * The one place that knows whether anything was heard. Preamble is held back below (see `Operation`), so the
 * first element that a stream emits is the commit: recovery ends there, for ever.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../schemas/BifrostError.ts"

/** Runs another stream instead of a failed one that said nothing; `undefined` lets the failure stand. */
export const recover = <A, R, B, E2, R2, R3>(
  stream: Stream.Stream<A, BifrostError, R>,
  backup: (error: BifrostError) => Effect.Effect<Stream.Stream<B, E2, R2> | undefined, never, R3>
): Stream.Stream<A | B, BifrostError | E2, R | R2 | R3> =>
  Stream.suspend(() => {
    let heard = false
    return stream.pipe(
      Stream.onFirst(() =>
        Effect.sync(() => {
          heard = true
        })
      ),
      Stream.catch((error): Stream.Stream<B, BifrostError | E2, R2 | R3> => {
        if (heard) return Stream.fail(error)
        return Stream.unwrap(
          Effect.map(backup(error), (next): Stream.Stream<B, BifrostError | E2, R2> => next ?? Stream.fail(error))
        )
      })
    )
  })
