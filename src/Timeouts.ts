/**
 * The four clocks of an attempt. They run only while we wait for the provider: a slow consumer trips none.
 * The nearest setting wins, clock by clock: request, then scope, then provider, then operation, then default.
 *
 * The Reference is read in the caller's fiber: providing it to a provider's layer does nothing; that is what
 * the provider's own `timeouts` are for.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type Operation, operations } from "../schemas/Operation.ts"
import { TimedOut } from "../schemas/Reason.ts"
import type { Alarm } from "./service/Alarm.ts"

/** What is not given is decided further out. `Duration.infinity` (or `"Infinity"`) switches a clock off. */
export interface Timeouts {
  /** From sending until the response headers. Default: 30 seconds, as Bifrost; transcription: 5 minutes. */
  readonly headers?: Duration.Input
  /** Waiting from sending until the first chunk that is not preamble; pings do not count. Default: off. */
  readonly firstContent?: Duration.Input
  /** Between two network reads; any byte resets it. Default: 2 minutes, as Bifrost. */
  readonly idle?: Duration.Input
  /** All waiting of one attempt together. Default: off. */
  readonly total?: Duration.Input
}

export const defaults: Required<Timeouts> = {
  headers: Duration.seconds(30),
  firstContent: Duration.infinity,
  idle: Duration.minutes(2),
  total: Duration.infinity
}

export const Timeouts = Context.Reference<Timeouts>("bifrost/Timeouts", { defaultValue: () => ({}) })

type Inside = Stream.Stream<unknown, unknown, unknown> | Effect.Effect<unknown, unknown, unknown>

/** One signature, not an overload for each: `pipe` infers through it. */
interface Setter {
  <I extends Inside>(inside: I): Same<I>
}

type Same<I> =
  I extends Stream.Stream<infer A, infer E, infer R>
    ? Stream.Stream<A, E, R>
    : I extends Effect.Effect<infer A, infer E, infer R>
      ? Effect.Effect<A, E, R>
      : never

/** Sets clocks for all requests inside a stream or an effect, over those set around it. */
export const set = (timeouts: Timeouts): Setter => {
  const over = (outer: Timeouts): Timeouts => ({ ...outer, ...timeouts })
  function within<I extends Inside>(inside: I): Same<I>
  function within(inside: Inside): Inside {
    // what is set nearer is merged over this when it runs, for it updates what it finds here
    return Stream.isStream(inside)
      ? Stream.updateService(inside, Timeouts, over)
      : Effect.updateService(inside, Timeouts, over)
  }
  return within
}

/** One of the four ran out. */
export type Phase = Exclude<TimedOut["phase"], "deadline">

/** What clocks count in, in milliseconds: a microsecond, for the sums of fractions are not exact. */
const tick = 0.001

/** The clocks of one attempt, all stopped until someone waits. */
export interface Clocks {
  /** A wait for the provider, against the clocks that apply to it whenever it is run. */
  readonly wait: <A, E>(
    stage: "headers" | "body",
    effect: Effect.Effect<A, E>,
    isCommitted: () => boolean
  ) => Effect.Effect<A, E | TimedOut>
  /** Milliseconds since the attempt began, slow consumption included. */
  readonly elapsedMillis: () => number
}

/** Makes the clocks of one attempt, with the limits that apply here; they ring the alarm of whatever waits. */
export const start = (
  operation: Operation,
  provider: Timeouts,
  alarm: Alarm<TimedOut, never>
): Effect.Effect<Clocks, never, Scope.Scope> =>
  Effect.contextWith((context: Context.Context<Scope.Scope>) => {
    const clock = Context.get(context, Clock.Clock)
    const scope = Context.get(context, Scope.Scope)
    const nearest = Context.get(context, Timeouts)
    const row = operations[operation].timeouts
    const set = { ...defaults, ...(row && { headers: row.headersMillis }), ...provider, ...nearest }
    const limits: Readonly<Record<Phase, number>> = {
      headers: Duration.toMillis(set.headers),
      "first-content": Duration.toMillis(set.firstContent),
      idle: Duration.toMillis(set.idle),
      total: Duration.toMillis(set.total)
    }
    const now = () => Number(clock.monotonicTimeNanosUnsafe()) / 1e6
    const began = now()
    let since = began
    let waited = 0

    let limit: { readonly phase: Phase; readonly at: number } | undefined
    let watchdog: Fiber.Fiber<void> | undefined
    let wakesAt = Infinity

    const over = () => {
      limit = undefined
      waited += now() - since
    }
    const nearestLimit = (stage: "headers" | "body", isCommitted: boolean): typeof limit => {
      let phase: Phase = stage === "headers" ? "headers" : "idle"
      let left = limits[phase]
      const orSooner = (other: Phase) => {
        const rest = limits[other] - waited
        if (rest >= left) return
        phase = other
        left = rest
      }
      orSooner("total")
      if (!isCommitted) orSooner("first-content")
      return left === Infinity ? undefined : { phase, at: since + left }
    }

    /** Sleeps until the nearest limit, and on waking looks whether it has moved. Gone when nobody waits. */
    const watch: Effect.Effect<void> = Effect.suspend(() => {
      wakesAt = limit?.at ?? Infinity
      if (limit === undefined) return Effect.void
      const { at, phase } = limit
      const left = at - now()
      // less than a clock can tell is no time to sleep: it would come back at once, for ever
      if (left > tick) return Effect.andThen(Effect.sleep(left), watch)
      const isHeard = alarm.ring(new TimedOut({ phase, limitMillis: limits[phase] }))
      return isHeard ? Effect.void : Effect.andThen(Effect.yieldNow, watch)
    })
    /** One watchdog serves all waits: a limit comes nearer only where the headers are in and `idle` is the shorter. */
    const startWatch = Effect.suspend(() =>
      Effect.andThen(
        watchdog === undefined ? Effect.void : Fiber.interrupt(watchdog),
        Effect.map(Effect.forkIn(watch, scope, { startImmediately: true }), (fiber) => {
          watchdog = fiber
        })
      )
    )

    return Effect.succeed({
      elapsedMillis: () => now() - began,
      wait: (stage, effect, isCommitted) => {
        const timed = alarm.during(effect, over)
        const watched = Effect.andThen(startWatch, timed)
        return Effect.suspend(() => {
          since = now()
          limit = nearestLimit(stage, isCommitted())
          return limit === undefined || wakesAt <= limit.at ? timed : watched
        })
      }
    })
  })
