/**
 * Retry: asks the same provider again.
 *
 * Before the first chunk: a failure that may pass (`isRetryable`) is tried again after a delay; any other stands.
 * At the first chunk and after it: never again; what was heard is not said twice.
 * Errors: the last attempt's, with those before it in `attempts`. Defaults (source: Bifrost's `network_config`): 2 more attempts, after 500 ms doubling
 * up to 5 s, ±20 %. A provider's `Retry-After` wins over the delay; where it asks for more than `maxDelay`, the
 * failure stands at once. Order: inside `fallbackTo` each provider is tried again before the next is asked.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import type { Policy } from "./Policy.ts"
import * as Silence from "../Silence.ts"
import { asOne } from "../telemetry/RequestSpan.ts"

export interface RetryOptions {
  /** At most so many attempts after the first. Default: 2. */
  readonly times?: number
  /** Before the second attempt; it doubles each time. Default: 500 ms. */
  readonly initialDelay?: Duration.Input
  /** The longest wait, the provider's `Retry-After` included. Default: 5 s. */
  readonly maxDelay?: Duration.Input
  /** No new attempt begins after this. Default: no limit. */
  readonly within?: Duration.Input
}

/** Takes options, or any `Schedule` that is fed with the failures; it then decides alone when and how often. */
export const retry =
  (options: RetryOptions | Schedule.Schedule<unknown, BifrostError> = {}): Policy =>
  <A, R>(stream: Stream.Stream<A, BifrostError, R>): Stream.Stream<A, BifrostError, R> =>
    asOne(
      Stream.unwrap(
        Effect.gen(function* () {
          const schedule = Schedule.isSchedule(options) ? options : backoff(options, yield* stopwatch)
          const step = yield* Schedule.toStepWithSleep(schedule)
          const attempt: Stream.Stream<A, BifrostError, R> = Silence.recover(stream, (error) =>
            error.isRetryable
              ? Effect.match(step(error), {
                  onSuccess: () => Stream.mapError(attempt, (later) => later.after(error)),
                  onFailure: () => undefined
                })
              : Effect.succeed(undefined)
          )
          return attempt
        })
      )
    )

const stopwatch = Effect.map(Clock.Clock, (clock) => {
  const began = clock.monotonicTimeNanosUnsafe()
  return () => Duration.nanos(clock.monotonicTimeNanosUnsafe() - began)
})

const backoff = (
  { initialDelay = "500 millis", maxDelay = "5 seconds", times = 2, within = Duration.infinity }: RetryOptions,
  elapsed: () => Duration.Duration
) => {
  const most = Duration.fromInputUnsafe(maxDelay)
  const budget = Duration.fromInputUnsafe(within)
  const asked = ({ retryAfterMillis }: BifrostError) =>
    retryAfterMillis === undefined ? undefined : Duration.millis(retryAfterMillis)
  const atMost = ({ duration }: { readonly duration: Duration.Duration }) =>
    Effect.succeed(Duration.min(duration, most))
  return Schedule.exponential(initialDelay).pipe(
    Schedule.modifyDelay(atMost),
    Schedule.jittered,
    Schedule.modifyDelay(atMost),
    Schedule.setInputType<BifrostError>(),
    Schedule.modifyDelay(({ duration, input }) => Effect.succeed(asked(input) ?? duration)),
    Schedule.while(({ duration }) => Duration.isLessThanOrEqualTo(duration, most)),
    Schedule.while(({ duration }) => Duration.isLessThanOrEqualTo(Duration.sum(elapsed(), duration), budget)),
    Schedule.upTo({ times })
  )
}
