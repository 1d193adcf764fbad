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
  handle(stream, (error, wasHeard): Stream.Stream<B, BifrostError | E2, R2 | R3> => {
    if (wasHeard) return Stream.fail(error)
    return Stream.unwrap(
      Effect.map(backup(error), (next): Stream.Stream<B, BifrostError | E2, R2> => next ?? Stream.fail(error))
    )
  })

/** Runs what `f` makes of a failure, heard or not. For what does not begin again: `recover` is the rule. */
export const handle = <A, R, B, E2, R2>(
  stream: Stream.Stream<A, BifrostError, R>,
  f: (error: BifrostError, wasHeard: boolean) => Stream.Stream<B, E2, R2>
): Stream.Stream<A | B, E2, R | R2> =>
  listen(stream, (listened, isHeard) => Stream.catch(listened, (error) => f(error, isHeard())))

/** Says a failure in other words, which may depend on whether anything was heard before it. */
export const mapError = <A, R>(
  stream: Stream.Stream<A, BifrostError, R>,
  f: (error: BifrostError, wasHeard: boolean) => BifrostError
): Stream.Stream<A, BifrostError, R> =>
  listen(stream, (listened, isHeard) => Stream.mapError(listened, (error) => f(error, isHeard())))

const listen = <A, E, R, B, E2, R2>(
  stream: Stream.Stream<A, E, R>,
  use: (listened: Stream.Stream<A, E, R>, isHeard: () => boolean) => Stream.Stream<B, E2, R2>
): Stream.Stream<B, E2, R2> =>
  Stream.suspend(() => {
    let heard = false
    const first = Effect.sync(() => void (heard = true))
    return use(
      Stream.onFirst(stream, () => first),
      () => heard
    )
  })
