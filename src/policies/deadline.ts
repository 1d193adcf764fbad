/**
 * Deadline: the caller's own limit, wall clock, on everything inside it: retries, fallbacks and slow consumption.
 *
 * Before the first chunk, at it and after it alike: at the limit what is inside is closed, even when nobody asks
 * for more, and the next pull fails with `TimedOut { phase: "deadline" }`, which no policy recovers from. A whole
 * answer that was only read late ends well. Default: none; the seed page's is `Policy.deadline("30 seconds")`.
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { BifrostError } from "../../schemas/BifrostError.ts"
import { TimedOut } from "../../schemas/Reason.ts"
import { bracket } from "../Bracket.ts"
import type { Policy } from "../Policy.ts"

export const deadline =
  (duration: Duration.Input): Policy =>
  (stream) =>
    bracket((outer) =>
      Effect.gen(function* () {
        const limitMillis = Duration.toMillis(duration)
        const late = Deferred.makeUnsafe<never, BifrostError>()
        let ended = false
        const inner = yield* Scope.fork(outer)
        const pull = yield* Scope.provide(Stream.toPull(stream), inner)
        yield* Effect.sleep(limitMillis).pipe(
          Effect.andThen(Deferred.fail(late, BifrostError.because(new TimedOut({ phase: "deadline", limitMillis })))),
          Effect.andThen(Effect.suspend(() => (ended ? Effect.void : Scope.close(inner, Exit.void)))),
          Effect.forkIn(outer)
        )
        const marked = Effect.onError(pull, () =>
          Effect.sync(() => {
            ended = true
          })
        )
        // a race alone would let a flood pass, for it always has something ready
        const next = Effect.flatMap(marked, (chunks) =>
          Deferred.isDoneUnsafe(late) ? Deferred.await(late) : Effect.succeed(chunks)
        )
        return Stream.fromPull(Effect.succeed(Effect.raceFirst(next, Deferred.await(late))))
      })
    )
