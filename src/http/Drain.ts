/**
 * Connections that outlive their answer. A server may close an answer's body a moment after the answer's own end;
 * a body left before its end costs the connection. So what is left is read aside, briefly, and never inline.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"

/** Enough for a trailer; more is not worth a connection. */
const limits = { duration: "1 second", bytes: 65_536, atOnce: 64 } as const

type Body = Pull.Pull<ReadonlyArray<Uint8Array>, unknown, unknown>

/** The socket of one request. */
export interface Socket {
  readonly scope: Scope.Scope
  /** The answer is whole: what is left of the body may be read aside once the attempt is over. */
  readonly leave: (rest: Body) => void
}

/** Opens sockets that close with the attempt given, or soon after it, and with `owner` at the latest. */
export const make = (owner: Scope.Scope): ((attempt: Scope.Scope) => Effect.Effect<Socket>) => {
  let running = 0

  const aside = (socket: Scope.Closeable, rest: Body): Effect.Effect<unknown> => {
    running++
    const whole = Effect.onExit(briefly(drained(rest)), (exit) => {
      running--
      return Scope.close(socket, exit)
    })
    return Effect.forkIn(Effect.ignore(whole), owner, { startImmediately: true })
  }

  return (attempt) =>
    Effect.suspend(() => {
      const socket = Scope.makeUnsafe()
      let rest: Body | undefined
      const closing = Scope.addFinalizerExit(attempt, (exit) =>
        rest === undefined || running >= limits.atOnce || owner.state._tag === "Closed"
          ? Scope.close(socket, exit)
          : aside(socket, rest)
      )
      return Effect.as(closing, {
        scope: socket,
        leave: (body: Body) => {
          rest = body
        }
      })
    })
}

/** Nearly every body ends within the turn: a timer for each would cost more than all the rest. */
const briefly = (effect: Effect.Effect<void, unknown>): Effect.Effect<void, unknown> =>
  Effect.flatMap(Effect.forkChild(effect, { startImmediately: true }), (fiber) => {
    const rest = Effect.suspend(() => fiber.pollUnsafe() ?? Effect.timeout(Fiber.join(fiber), limits.duration))
    return fiber.pollUnsafe() ?? Effect.andThen(Effect.yieldNow, rest)
  })

/** Reads to the end, or as far as it is worth. */
const drained = (rest: Body): Effect.Effect<void, unknown> => {
  let left: number = limits.bytes
  const next: Effect.Effect<void, unknown> = Pull.catchDone(
    Effect.flatMap(rest, (reads) => {
      for (const bytes of reads) left -= bytes.length
      return left > 0 ? next : Effect.void
    }),
    () => Effect.void
  )
  return next
}
