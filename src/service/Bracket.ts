/**
 * Streams that let go at their own end. `Stream.unwrap` holds what it acquired until the consumer's scope
 * closes, which may be long after the stream's last element: a permit, a socket or a timer must not wait for that.
 */
import type * as Arr from "effect/Array"
import type * as Cause from "effect/Cause"
import * as Channel from "effect/Channel"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
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

/**
 * The same for a stream whose pulls close the scope themselves where they are interrupted: that costs each pull less.
 */
export const closing = <A, E, E2>(
  make: (scope: Scope.Closeable) => Effect.Effect<Stream.Stream<A, E>, E2, Scope.Scope>
): Stream.Stream<A, E | E2> =>
  Stream.fromChannel(
    Channel.fromTransform((_upstream, consumer) =>
      Effect.sync(() => {
        const scope = Scope.forkUnsafe(consumer)
        const close = (cause: Cause.Cause<E | E2 | Cause.Done>) => Scope.close(scope, Pull.doneExitFromCause(cause))
        let pull: Pull.Pull<Arr.NonEmptyReadonlyArray<A>, E | E2> | undefined
        const open = Scope.provide(make(scope), scope).pipe(
          Effect.flatMap((stream) => Channel.toPullScoped(Stream.toChannel(stream), scope)),
          Effect.flatMap((made) => {
            pull = Effect.catchCause(made, (cause) => Effect.andThen(close(cause), Effect.failCause(cause)))
            return made
          }),
          Effect.onError(close)
        )
        return Effect.suspend(() => pull ?? open)
      })
    )
  )
