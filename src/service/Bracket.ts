/**
 * Streams that let go at their own end. `Stream.unwrap` holds what it acquired until the consumer's scope
 * closes, which may be long after the stream's last element: a permit, a socket or a timer must not wait for that.
 */
import * as Channel from "effect/Channel"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/**
 * The stream that `make` builds when it is first asked for an element; the scope it is given closes when that
 * stream ends, fails or is left.
 */
export const bracket = <A, E, R, E2, R2>(
  make: (scope: Scope.Scope) => Effect.Effect<Stream.Stream<A, E, R>, E2, R2>
): Stream.Stream<A, E | E2, R | Exclude<R2, Scope.Scope>> =>
  Stream.fromChannel(
    Channel.fromTransformBracket((_upstream, _consumer, scope) =>
      Channel.toPullScoped(Stream.toChannel(Stream.unwrap(make(scope))), scope)
    )
  )
