/**
 * Connections that outlive their answer. A server may close an answer's body a moment after the answer's own end;
 * a body left before its end costs the connection. So what is left is read aside, briefly, and never inline.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
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

  const aside = (socket: Scope.Closeable, rest: Body): Effect.Effect<void> =>
    Effect.gen(function* () {
      // if the owner is closed already, this closes the socket at once and the fiber never starts
      const lease = yield* Scope.fork(owner)
      yield* Scope.addFinalizerExit(lease, (exit) => Scope.close(socket, exit))
      const counted = Effect.acquireUseRelease(
        Effect.sync(() => void running++),
        () => Effect.exit(Effect.timeout(drained(rest), limits.duration)),
        () => Effect.sync(() => void running--)
      )
      yield* Effect.forkIn(Effect.andThen(counted, Scope.close(lease, Exit.void)), owner, { startImmediately: true })
    })

  return (attempt) =>
    Effect.gen(function* () {
      const socket = Scope.makeUnsafe()
      let rest: Body | undefined
      yield* Scope.addFinalizerExit(attempt, (exit) =>
        rest === undefined || running >= limits.atOnce ? Scope.close(socket, exit) : aside(socket, rest)
      )
      return {
        scope: socket,
        leave: (body) => {
          rest = body
        }
      }
    })
}

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
