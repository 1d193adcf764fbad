/**
 * Deadline: the caller's own limit, wall clock, on everything inside it: retries, fallbacks and slow consumption.
 *
 * Before the first chunk, at it and after it alike: at the limit what is inside is closed, even when nobody asks
 * for more, and the next pull fails with `TimedOut { phase: "deadline" }`, which no policy recovers from. A whole
 * answer that was only read late ends well. Default: none; the seed page's is `Policy.deadline("30 seconds")`.
 */
import * as Duration from "effect/Duration"
import * as Channel from "effect/Channel"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { BifrostError } from "../../schemas/BifrostError.ts"
import { TimedOut } from "../../schemas/Reason.ts"
import * as Alarm from "../service/Alarm.ts"
import { bracket } from "../service/Bracket.ts"
import type { Policy } from "./Policy.ts"
import { asOne } from "../telemetry/RequestSpan.ts"

export const deadline =
  (duration: Duration.Input): Policy =>
  <A, R>(stream: Stream.Stream<A, BifrostError, R>) =>
    asOne(
      bracket((outer) =>
        Effect.gen(function* () {
          const limitMillis = Duration.toMillis(duration)
          const alarm = Alarm.make<BifrostError>()
          const inner = yield* Scope.fork(outer)
          const pull = yield* Channel.toPullScoped(Stream.toChannel(stream), inner)
          let isAsked = false
          let verdict: Pull.Pull<never, BifrostError> | undefined

          const atLimit = Effect.gen(function* () {
            const late = BifrostError.because(new TimedOut({ phase: "deadline", limitMillis }))
            verdict = Effect.fail(late)
            if (isAsked) alarm.ring(late)
            else {
              const end = yield* endOf(pull)
              if (end !== undefined) return void (verdict = end)
            }
            yield* Scope.close(inner, Exit.void)
          })
          yield* Effect.forkIn(Effect.andThen(Effect.sleep(limitMillis), atLimit), outer, { startImmediately: true })

          const next = Effect.suspend(() => {
            if (verdict !== undefined) return verdict
            isAsked = true
            const asked = alarm.during(pull, () => void (isAsked = false))
            // a flood always has something ready, and so never hears the alarm
            return Effect.flatMap(asked, (chunks) => verdict ?? Effect.succeed(chunks))
          })
          return Stream.fromPull(Effect.succeed(next))
        })
      )
    )

/** How a pull ends, where it has nothing more to give. */
const endOf = <A, E, R>(pull: Effect.Effect<A, E, R>): Effect.Effect<Exit.Exit<never, E> | undefined, never, R> =>
  Effect.flatMap(Effect.forkChild(pull, { startImmediately: true }), (fiber) => {
    const exit = fiber.pollUnsafe()
    if (exit === undefined) return Effect.as(Fiber.interrupt(fiber), undefined)
    return Effect.succeed(Exit.isFailure(exit) && Pull.isDoneCause(exit.cause) ? Exit.failCause(exit.cause) : undefined)
  })
