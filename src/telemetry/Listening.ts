/** Whether anybody listens: asked once for each stream, so that where nobody does nothing is added to it. */
import * as Channel from "effect/Channel"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { Enabled } from "../Telemetry.ts"

/** Effect's own tracer exports nothing: where it is the tracer, nobody listens. */
export const isListening = (context: Context.Context<never>): boolean =>
  Context.get(context, Enabled) ??
  (Context.get(context, Tracer.Tracer) !== Tracer.nativeTracer && Context.get(context, References.TracerEnabled))

/** The stream that `choose` picks when it is run. Its pulls are that stream's own: nothing stands between. */
export const byContext = <A, E, R>(
  choose: (context: Context.Context<never>) => Stream.Stream<A, E, R>
): Stream.Stream<A, E, R> =>
  Stream.fromChannel(
    Channel.fromTransform((upstream, scope) =>
      Effect.contextWith((context: Context.Context<never>) =>
        Channel.toTransform(Stream.toChannel(choose(context)))(upstream, scope)
      )
    )
  )

/** The same stream, each array looked at as it passes, and untouched. */
export const looking =
  <A>(look: (chunks: ReadonlyArray<A>) => void) =>
  <E, R>(stream: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
    Stream.transformPull(stream, (pull) =>
      Effect.succeed(
        Effect.map(pull, (chunks) => {
          look(chunks)
          return chunks
        })
      )
    )

/** The time, and seconds from now on. */
export const stopwatch = (context: Context.Context<never>) => {
  const clock = Context.get(context, Clock.Clock)
  const began = clock.monotonicTimeNanosUnsafe()
  return {
    nanos: () => clock.currentTimeNanosUnsafe(),
    seconds: () => Number(clock.monotonicTimeNanosUnsafe() - began) / 1e9
  }
}
