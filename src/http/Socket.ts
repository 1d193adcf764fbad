/**
 * The network side of an attempt: a worker, which asks and reads while somebody waits, and what it holds open. Where an
 * answer is whole, what is left of its body is read aside, briefly: a server may close it a moment after the answer's
 * own end, and a body left before its end costs the connection.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import type { TimedOut } from "../../schemas/Reason.ts"
import * as Worker from "../service/Worker.ts"

/** What is read aside: enough for a trailer; more is not worth a connection. */
const limits = { millis: 1000, bytes: 65_536, atOnce: 64 } as const

type Body = Pull.Pull<ReadonlyArray<Uint8Array>, unknown>

/** The socket of one request. */
export interface Socket extends Worker.Worker<TimedOut> {
  /** Closes with the socket: what is still open is aborted. */
  readonly scope: Scope.Scope
  /** The answer is whole: what is left of the body may be read aside once the attempt is over. */
  readonly leave: (rest: Body) => void
}

/** Opens sockets that close with the attempt given, or soon after it, while `owner` lasts. */
export const make = (owner: Scope.Scope): ((attempt: Scope.Closeable) => Effect.Effect<Socket>) => {
  const aside = leftovers(owner)
  return (attempt) => {
    const opened = Effect.flatMap(
      Worker.hire<TimedOut>(Scope.close(attempt, Exit.interrupt())),
      (worker): Effect.Effect<Socket> => {
        const scope = Scope.makeUnsafe()
        let rest: Body | undefined
        const closing = Scope.addFinalizerExit(attempt, (exit) => {
          const left = rest && aside(rest, scope)
          if (left === undefined) return Effect.andThen(Fiber.interrupt(worker.fiber), Scope.close(scope, exit))
          worker.dismiss()
          return left
        })
        const leave = (body: Body) => {
          rest = body
        }
        return Effect.as(closing, { ...worker, scope, leave })
      }
    )
    return Effect.uninterruptible(opened) // from its first step on the worker is the attempt's to end
  }
}

/** Reads what is left of bodies and closes their sockets, briefly; `undefined` where that is done for enough already. */
const leftovers = (owner: Scope.Scope) => {
  const ends = new Map<Fiber.Fiber<void>, number>()
  let isWatched = false

  /** One watch for all: nearly every body ends within the turn, and a timer for each would cost more than all the rest. */
  const watch: Effect.Effect<void> = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    for (const [fiber, at] of ends) {
      // less than one is no time to sleep: sums of fractions are not exact, and it might come back at once, for ever
      if (at - now >= 1) return Effect.andThen(Effect.sleep(at - now), watch)
      ends.delete(fiber)
      fiber.interruptUnsafe() // not waited for: what takes its time to end must not hold up the others
    }
    isWatched = false
    return Effect.void
  })
  const watchOver = (fiber: Fiber.Fiber<void>) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      ends.set(fiber, now + limits.millis)
      fiber.addObserver(() => ends.delete(fiber))
      if (isWatched) return Effect.void
      isWatched = true
      return Effect.forkIn(Effect.andThen(Effect.yieldNow, watch), owner, { startImmediately: true })
    })

  return (rest: Body, socket: Scope.Closeable): Effect.Effect<unknown> | undefined => {
    if (ends.size >= limits.atOnce || owner.state._tag === "Closed") return undefined
    const reading = Effect.onExit(drained(rest), (exit) => Scope.close(socket, exit))
    return Effect.flatMap(Effect.forkIn(reading, owner, { startImmediately: true }), (fiber) =>
      fiber.pollUnsafe() ? Effect.void : watchOver(fiber)
    )
  }
}

/** Reads to the end, or as far as it is worth. */
const drained = (body: Body): Effect.Effect<void> => {
  let left: number = limits.bytes
  const next: Effect.Effect<void, unknown> = Effect.flatMap(body, (reads) => {
    for (const bytes of reads) left -= bytes.length
    return left > 0 ? next : Effect.void
  })
  return Effect.ignoreCause(next)
}
