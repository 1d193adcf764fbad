/**
 * Circuit breaker: stops asking a provider that keeps failing, over a store: `CircuitBreaker.layerStoreMemory()` for
 * this process, or `CircuitBreaker.layerStoreRedis()` for all of them.
 *
 * Before the first chunk: while the circuit is open, a request fails with `Shed` and the time that remains, and nothing
 * is sent. After that time one request is let through, the probe; the others are shed until it has ended. Chunks pass
 * untouched. The outcome is known at the stream's end: whole is a success; a failure that may pass (`isRetryable`, a
 * truncation or one in mid-stream too) counts, and its `Retry-After` lengthens the opening. What the caller did says
 * nothing: interruption, a stream left early, a request at fault, a limit of our own; a probe that ends so gives its
 * place back. Order: inside `retry` each attempt counts, outside it their common end. Where the store fails, the
 * request goes on uncounted, and a warning is logged. Defaults: 5 failures in a row, 30 s (source: ours).
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Channel from "effect/Channel"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as CircuitBreaker from "effect/persistence/CircuitBreaker"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { BifrostError } from "../../schemas/BifrostError.ts"
import { Shed } from "../../schemas/Reason.ts"
import { bracket } from "../service/Bracket.ts"
import type { Policy } from "./Policy.ts"
import { type Key, keyOf } from "./Key.ts"

export interface CircuitBreakerOptions {
  /** When it opens: `CircuitBreaker.consecutive(5)` or `rate({ threshold: 0.5, size: 20 })`. Default: the former. */
  readonly trip?: CircuitBreaker.TripPolicy
  /** For how long. A `Retry-After` lengthens it, up to an hour. Default: 30 s. */
  readonly openDuration?: Duration.Input
  /** Who shares a circuit; give those the same options. Default: the provider's id. */
  readonly key?: Key
}

/** Makes a policy from the store: `Policy.apply(Policy.circuitBreaker())`. */
export const circuitBreaker = ({
  key: name,
  openDuration = "30 seconds",
  trip: tripPolicy = CircuitBreaker.consecutive(5)
}: CircuitBreakerOptions = {}): Effect.Effect<Policy, never, CircuitBreaker.CircuitBreakerStore> =>
  Effect.map(
    CircuitBreaker.CircuitBreakerStore,
    (store): Policy =>
      <A, R>(stream: Stream.Stream<A, BifrostError, R>, asked?: Parameters<Policy>[1]) =>
        bracket((scope) => {
          const key = keyOf(name, asked)
          let outcome = CircuitBreaker.ignored
          const record = ({ generation }: CircuitBreaker.Admission) =>
            Effect.suspend(() => {
              const { _tag } = outcome
              return store.record({
                key,
                generation,
                outcome: _tag,
                tripPolicy,
                openFor: openFor(outcome, openDuration)
              })
            }).pipe(Effect.catch((error) => Effect.logWarning(`circuit breaker: ${notCounted}`, error)))
          // the caller may leave a store that hangs; a probe that it grants meanwhile is lost until its lease ends
          const admitted = Effect.uninterruptibleMask((restore) =>
            restore(Scope.provide(store.admit(key), scope)).pipe(
              Effect.flatMap((admission) => Scope.addFinalizer(scope, record(admission))),
              Effect.catch(refused)
            )
          )
          return Effect.gen(function* () {
            yield* admitted
            const pull = yield* Channel.toPullScoped(Stream.toChannel(stream), scope)
            const watched = Effect.tapCause(pull, (cause) => Effect.sync(() => void (outcome = outcomeOf(cause))))
            return Stream.fromPull(Effect.succeed(watched))
          })
        })
  )

const notCounted = "the store failed, so the request is not counted"

const refused = ({ reason }: CircuitBreaker.CircuitBreakerError) => {
  if (reason._tag === "CircuitBreakerStoreError") return Effect.logWarning(`circuit breaker: ${notCounted}`, reason)
  const remaining = reason._tag === "CircuitOpen" && {
    retryAfterMillis: Math.ceil(Duration.toMillis(reason.retryAfter))
  }
  return Effect.fail(BifrostError.because(new Shed({ by: "circuit breaker", ...remaining })))
}

/** What a stream's end says about its provider. */
const outcomeOf = (cause: Cause.Cause<BifrostError | Cause.Done>): CircuitBreaker.Outcome => {
  if (Pull.isDoneCause(cause)) return CircuitBreaker.success
  const error = Option.getOrUndefined(Cause.findErrorOption(cause))
  if (!(error instanceof BifrostError)) {
    return Cause.hasInterruptsOnly(cause) ? CircuitBreaker.ignored : CircuitBreaker.failure()
  }
  const { reason, retryAfterMillis } = error
  if (!reason.isRetryable || reason._tag === "Shed") return CircuitBreaker.ignored
  return CircuitBreaker.failure({ retryAfter: retryAfterMillis })
}

const mostAsked = Duration.hours(1)

const openFor = (outcome: CircuitBreaker.Outcome, openDuration: Duration.Input): Duration.Duration => {
  const own = Duration.fromInputUnsafe(openDuration)
  if (outcome._tag !== "Failure" || outcome.retryAfter === undefined) return own
  return Duration.max(own, Duration.min(outcome.retryAfter, mostAsked))
}
