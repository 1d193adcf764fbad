/**
 * A fiber that does one thing at a time, for somebody who waits. So a wait that can be broken off from outside costs a
 * callback, and no fiber of its own.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { Alarm } from "./Alarm.ts"

/** An alarm whose `during` runs effects in the worker's fiber. Once it has rung or a wait was left, the worker is gone. */
export interface Worker<E> extends Alarm<E, never> {
  readonly fiber: Fiber.Fiber<void>
  /** Ends it when it has nothing to do, without waiting for that. */
  readonly dismiss: () => void
}

/** It is of nobody's scope: whoever hires it has to end it, and `onLeft`, which runs where a wait was left, as well. */
export const hire = <E>(onLeft: Effect.Effect<void>): Effect.Effect<Worker<E>> =>
  Effect.suspend(() => {
    let next: Effect.Effect<void> | undefined
    let wake: ((next: Effect.Effect<void>) => void) | undefined
    /** Of the one who waits. */
    let listener: ((result: Effect.Effect<never, E>) => void) | undefined
    let gone: Exit.Exit<never> | undefined

    /** It looks and falls asleep in one step: what is given while the scheduler holds it up is not overlooked. */
    const work = Effect.callback<void>((resume) => {
      const now = next
      next = undefined
      if (now) resume(now)
      else wake = resume
    })
    const give = (effect: Effect.Effect<void>) => {
      const asleep = wake
      wake = undefined
      if (asleep) asleep(effect)
      else next = effect // it has just handed on a result, and is about to look
    }

    return Effect.map(Effect.forkDetach(work, { startImmediately: true }), (fiber): Worker<E> => {
      const stop = Fiber.interrupt(fiber)
      fiber.addObserver((exit) => {
        const end = Exit.isFailure(exit) ? Exit.failCause(exit.cause) : Exit.interrupt()
        gone = end
        listener?.(end)
      })
      return {
        fiber,
        dismiss: () => give(Effect.void),
        ring: (error) => {
          const heard = listener
          heard?.(Effect.andThen(stop, Effect.fail(error)))
          return heard !== undefined
        },
        during: <A, E2, R extends never>(effect: Effect.Effect<A, E2, R>, over: () => void) => {
          let resume: ((result: Effect.Effect<A, E | E2>) => void) | undefined
          const end = (result: Effect.Effect<A, E | E2>) => {
            const waiting = resume
            resume = undefined
            listener = undefined
            over()
            waiting?.(result)
          }
          const done = (result: Effect.Effect<A, E2>) => {
            end(result)
            return work
          }
          const doing = Effect.matchCauseEffect(effect, {
            onFailure: (cause) => done(Effect.failCause(cause)),
            onSuccess: (value) => done(Effect.succeed(value))
          })
          const left = Effect.suspend(() => {
            end(Effect.interrupt)
            return onLeft
          })
          return Effect.callback<A, E | E2>((waiting) => {
            if (gone !== undefined) return waiting(gone)
            resume = waiting
            listener = end
            give(doing)
            return left
          })
        }
      }
    })
  })
