/**
 * A fiber that does one thing at a time, for somebody who waits. So a wait that can be broken off from outside costs a
 * callback, and no fiber of its own; and what is done last may outlive whoever asked for it.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { Alarm } from "./Alarm.ts"

/** An alarm whose `during` runs effects in the worker's fiber. Once it has rung or a wait was left, the worker is gone. */
export interface Worker<E> extends Alarm<E, never> {
  readonly fiber: Fiber.Fiber<void>
  /** Done after what runs, though nobody waits; then the worker is gone. */
  readonly last: (effect: Effect.Effect<void>) => void
}

export interface Terms {
  /** It lives no longer than this. */
  readonly owner: Scope.Scope
  /** Done by the worker when it ends, however it does. */
  readonly onEnd: (exit: Exit.Exit<void>) => Effect.Effect<void>
  /** Done by whoever was interrupted while waiting; it has to end the worker. */
  readonly onLeft: Effect.Effect<void>
}

export const hire = <E>({ onEnd, onLeft, owner }: Terms): Effect.Effect<Worker<E>> =>
  Effect.suspend(() => {
    let next: Effect.Effect<void> | undefined
    let wake: ((next: Effect.Effect<void>) => void) | undefined
    /** Of the one who waits. */
    let listener: ((result: Effect.Effect<never, E>) => void) | undefined
    let gone: Exit.Exit<never> | undefined

    const idle = Effect.callback<void>((resume) => {
      wake = resume
    })
    const work = Effect.suspend(() => {
      const now = next ?? idle
      next = undefined
      return now
    })
    const give = (effect: Effect.Effect<void>) => {
      const asleep = wake
      wake = undefined
      if (asleep) asleep(effect)
      else next = effect // it has just handed on a result, and is about to look
    }

    return Effect.map(
      Effect.forkIn(Effect.onExit(work, onEnd), owner, { startImmediately: true }),
      (fiber): Worker<E> => {
        const stop = Fiber.interrupt(fiber)
        fiber.addObserver((exit) => {
          const end = Exit.isFailure(exit) ? Exit.failCause(exit.cause) : Exit.interrupt()
          gone = end
          listener?.(end)
        })
        return {
          fiber,
          last: give,
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
      }
    )
  })
