/**
 * The network side of an attempt: a fiber of its own, which asks and reads while somebody waits. Where an answer is
 * whole, the same fiber reads aside what is left of its body, briefly: a server may close it a moment after the answer's
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
  /** Closes with the socket where there is still something to abort. */
  readonly request: Scope.Scope
  /** Closes with the socket. */
  readonly body: Scope.Scope
  /** The answer is whole: what is left of the body may be read aside once the attempt is over. */
  readonly leave: (rest: Body) => void
}

/** Opens sockets that close with the attempt given, or soon after it, and with `owner` at the latest. */
export const make = (owner: Scope.Scope): ((attempt: Scope.Closeable) => Effect.Effect<Socket>) => {
  const aside = leftovers(owner)
  return (attempt) =>
    Effect.suspend(() => {
      const request = Scope.makeUnsafe()
      const body = Scope.makeUnsafe()
      let isOver = false
      const hired = Worker.hire<TimedOut>({
        owner,
        // to abort what is over does nothing, and makes an error with its stack
        onEnd: (exit) =>
          isOver ? Scope.close(body, exit) : Effect.andThen(Scope.close(body, exit), Scope.close(request, exit)),
        onLeft: Scope.close(attempt, Exit.interrupt())
      })
      return Effect.flatMap(hired, (worker) => {
        let rest: Effect.Effect<void> | undefined
        const leave = (body: Body) => {
          rest = Effect.map(isReadToEnd(body), (isEnd) => {
            isOver = isEnd
          })
        }
        const closing = Effect.suspend(() => (rest && aside(worker, rest)) ?? Fiber.interrupt(worker.fiber))
        return Effect.as(Scope.addFinalizer(attempt, closing), { ...worker, request, body, leave })
      })
    })
}

/** Lets workers do what is left to do, briefly; `undefined` where enough do so already. */
const leftovers = (owner: Scope.Scope) => {
  const ends = new Map<Fiber.Fiber<void>, number>()
  let isWatched = false

  /** One watch for all: nearly every body ends within the turn, and a timer for each would cost more than all the rest. */
  const watch: Effect.Effect<void> = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    for (const [fiber, at] of ends) {
      // less than one is no time to sleep: sums of fractions are not exact, and it might come back at once, for ever
      if (at - now >= 1) return Effect.andThen(Effect.sleep(at - now), watch)
      ends.delete(fiber)
      return Effect.andThen(Fiber.interrupt(fiber), watch)
    }
    isWatched = false
    return Effect.void
  })

  return ({ fiber, last }: Worker.Worker<TimedOut>, rest: Effect.Effect<void>): Effect.Effect<unknown> | undefined => {
    if (ends.size >= limits.atOnce || owner.state._tag === "Closed") return undefined
    last(rest)
    return Effect.flatMap(Clock.currentTimeMillis, (now) => {
      ends.set(fiber, now + limits.millis)
      fiber.addObserver(() => ends.delete(fiber)) // at once, where it has ended
      if (isWatched || ends.size === 0) return Effect.void
      isWatched = true
      return Effect.forkIn(Effect.andThen(Effect.yieldNow, watch), owner, { startImmediately: true })
    })
  }
}

/** Reads to the end, or as far as it is worth. */
const isReadToEnd = (body: Body): Effect.Effect<boolean> => {
  let left: number = limits.bytes
  const next: Effect.Effect<boolean, unknown> = Effect.flatMap(body, (reads) => {
    for (const bytes of reads) left -= bytes.length
    return left > 0 ? next : Effect.succeed(false)
  })
  return Pull.matchEffect(next, {
    onSuccess: Effect.succeed,
    onDone: () => Effect.succeed(true),
    onFailure: () => Effect.succeed(false)
  })
}
