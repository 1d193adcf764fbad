/**
 * Waits that can be broken off from outside, for less than a race: what is ready at once costs a fork, what is not
 * one observer. Nothing is left over, whoever comes first.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

/** `R` is what an effect may need. */
export interface Alarm<E, R = unknown> {
  /** Runs an effect until the alarm rings, and says when it is over. One at a time. */
  readonly during: <A, E2, R2 extends R>(
    effect: Effect.Effect<A, E2, R2>,
    over: () => void
  ) => Effect.Effect<A, E | E2, R2>
  /** Interrupts what runs and lets it fail. `false` where nothing runs, or what runs is just about to wait. */
  readonly ring: (error: E) => boolean
}

export const make = <E>(): Alarm<E> => {
  let listener: ((error: E) => void) | undefined
  return {
    ring: (error) => {
      const heard = listener
      heard?.(error)
      return heard !== undefined
    },
    during: <A, E2, R>(effect: Effect.Effect<A, E2, R>, over: () => void): Effect.Effect<A, E | E2, R> =>
      Effect.flatMap(Effect.forkChild(effect, { startImmediately: true }), (fiber) => {
        fiber.addObserver(over)
        return (
          fiber.pollUnsafe() ??
          Effect.callback<A, E | E2>((resume) => {
            fiber.addObserver((exit) => {
              listener = undefined
              resume(exit)
            })
            listener = (error) => resume(Effect.andThen(Fiber.interrupt(fiber), Effect.fail(error)))
            return Fiber.interrupt(fiber)
          })
        )
      })
  }
}
