/**
 * Hedge: asks the next provider as well, where one says nothing for a while; who says something first answers.
 *
 * Before the first chunk: each `after` without content, the next provider is asked besides those that are; one that
 * fails does not win, and where another may do better (`when`) the next is asked at once. At the first chunk: its
 * provider answers, and every other is interrupted, its socket closed, before the chunk is handed on. After it: no
 * more; the failure is that of the provider that was heard. So what is paid twice is what the others did until then.
 * Errors: when nobody was heard, the primary's, with all others in `attempts`, in the order they were asked. A layer
 * supplies what all of them supply. Order: a retry inside is each provider's own, and its waits count as silence; one
 * outside begins the race again; permits and breakers belong inside, for each provider. No default for `after`: a
 * little more than a provider's usual time to its first content (its 95th percentile: Dean and Barroso, The Tail at
 * Scale, 2013).
 */
import type * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import { bracket } from "../service/Bracket.ts"
import { zipAll } from "../StreamingProvider.ts"
import { asOne } from "../telemetry/RequestSpan.ts"
import * as Failures from "./failures.ts"

export interface HedgeOptions {
  /** How long to wait for the first content before the next provider is asked too. */
  readonly after: Duration.Input
  /** Which failures another provider is asked for at once. Default: those where one may do better (`isFallbackable`). */
  readonly when?: (error: BifrostError) => boolean
}

/** A layer that asks others too where it is slow: `Policy.hedge([backup], { after: "2 seconds" })`. */
export const hedge =
  <const Others extends ReadonlyArray<Layer.Layer<never, unknown, unknown>>>(others: Others, options: HedgeOptions) =>
  <Out, E, R>(primary: Layer.Layer<Out, E, R>) =>
    zipAll(primary, others, (first, rest) => ({
      ...first,
      stream: (request) =>
        race(
          [first, ...rest].map(({ stream }) => stream(request)),
          options
        )
    }))

/** The same for one request: a stream that others race where it is slow. */
export const hedgeStreams =
  <A2, R2>(others: ReadonlyArray<Stream.Stream<A2, BifrostError, R2>>, options: HedgeOptions) =>
  <A, R>(primary: Stream.Stream<A, BifrostError, R>): Stream.Stream<A | A2, BifrostError, R | R2> =>
    asOne(race<A | A2, R | R2>([primary, ...others], options))

/** What a provider says first, and how to hear the rest. */
interface First<A> {
  readonly chunks: Arr.NonEmptyReadonlyArray<A>
  readonly pull: Pull.Pull<Arr.NonEmptyReadonlyArray<A>, BifrostError>
}
type Silent = BifrostError | Cause.Done
interface Racer<A> {
  readonly fiber: Fiber.Fiber<First<A>, Silent>
  readonly scope: Scope.Closeable
  error?: BifrostError
}

const race = <A, R>(
  streams: ReadonlyArray<Stream.Stream<A, BifrostError, R>>,
  { after, when = (error) => error.isFallbackable }: HedgeOptions
): Stream.Stream<A, BifrostError, R> =>
  bracket((outer) =>
    Effect.gen(function* () {
      const racers: Array<Racer<A>> = []
      const arrivals: Array<readonly [Racer<A>, Exit.Exit<First<A>, Silent>]> = []
      let wake = () => {}
      const arrived = Effect.callback<void>((resume) => {
        if (arrivals.length > 0) resume(Effect.void)
        else wake = () => resume(Effect.void)
      })
      const ask = Effect.fnUntraced(function* (stream: Stream.Stream<A, BifrostError, R>) {
        const scope = yield* Scope.fork(outer)
        const first = Effect.flatMap(Scope.provide(Stream.toPull(stream), scope), (pull) =>
          Effect.map(pull, (chunks): First<A> => ({ chunks, pull }))
        )
        const racer: Racer<A> = { scope, fiber: yield* Effect.forkIn(first, outer, { startImmediately: true }) }
        racers.push(racer)
        racer.fiber.addObserver((exit) => {
          arrivals.push([racer, exit])
          wake()
        })
      })
      const standing = () => {
        const [error, ...later] = errorsOf(racers)
        return error && Failures.standing({ before: [], error, after: later })
      }

      let isUrgent = true
      while (true) {
        const arrival = arrivals.shift()
        if (arrival === undefined) {
          const stands = standing()
          const next = stands === undefined || when(stands) ? streams[racers.length] : undefined
          if (stands && next === undefined && racers.every(({ error }) => error)) return Stream.fail(stands)
          if (next === undefined) yield* arrived
          else if (!isUrgent) yield* Effect.timeoutOption(arrived, after)
          // content that comes at the very moment still wins
          if (next !== undefined && arrivals.length === 0) yield* ask(next)
          isUrgent = false
          continue
        }
        const [racer, exit] = arrival
        const error = Exit.isFailure(exit) ? errorOf(exit.cause) : undefined
        if (error !== undefined) {
          racer.error = error
          isUrgent = true
          yield* Scope.close(racer.scope, Exit.void)
          continue
        }
        yield* Effect.forEach(racers, (other) => (other === racer ? Effect.void : leave(other)), { discard: true })
        const before = errorsOf(racers)
        return Stream.mapError(Stream.fromPull(Effect.succeed(goOn(exit))), (error) =>
          Failures.standing({ before, error, after: [] })
        )
      }
    })
  )

const errorsOf = <A>(racers: ReadonlyArray<Racer<A>>) => racers.flatMap(({ error }) => error ?? [])

/** Why a racer fell silent; a defect, an interruption and an empty answer are no failures to recover from. */
const errorOf = (cause: Cause.Cause<Silent>): BifrostError | undefined => {
  const error = Option.getOrUndefined(Cause.findErrorOption(cause))
  return error?._tag === "BifrostError" && !Cause.hasDies(cause) ? error : undefined
}

const leave = <A>({ fiber, scope }: Racer<A>) => Effect.andThen(Fiber.interrupt(fiber), Scope.close(scope, Exit.void))

/** What the winner has said, then what it says. */
const goOn = <A>(exit: Exit.Exit<First<A>, Silent>): First<A>["pull"] => {
  if (Exit.isFailure(exit)) return Effect.failCause(exit.cause)
  const { chunks, pull } = exit.value
  let isSaid = false
  return Effect.suspend(() => {
    if (isSaid) return pull
    isSaid = true
    return Effect.succeed(chunks)
  })
}
