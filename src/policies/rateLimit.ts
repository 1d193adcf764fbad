/**
 * Rate limit: so many requests in so long, over a store: `RateLimiter.layerStoreMemory` for this process, or
 * `RateLimiter.layerStoreRedis` for all of them.
 *
 * Before the first chunk: a request takes a turn before anything is sent. Where there is none, it waits for its own
 * ("delay"), or fails with `Shed` and the time to come again ("fail"). At the first chunk and after it: nothing.
 * Errors of what is inside pass untouched. A turn that was waited for and left is spent. Order: inside `retry` each
 * attempt takes a turn, outside it one does for them all. Where the store fails, the request goes on uncounted, and
 * a warning is logged. Defaults: a token bucket, as providers count (source: Anthropic's guide to its limits), that waits.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as RateLimiter from "effect/persistence/RateLimiter"
import * as Stream from "effect/Stream"
import { BifrostError } from "../../schemas/BifrostError.ts"
import { Shed } from "../../schemas/Reason.ts"
import type { Policy } from "./Policy.ts"
import { type Key, keyOf } from "./Key.ts"

export interface RateLimitOptions {
  /** At most so many requests in a window. */
  readonly limit: number
  readonly window: Duration.Input
  /** Who shares a count. Different limits never share one. Default: the provider's id. */
  readonly key?: Key
  /**
   * `token-bucket` gives a turn back every `window / limit`; `fixed-window` all of them at once. Between machines whose
   * clocks differ, `fixed-window` counts by the store's. Default: `token-bucket`.
   */
  readonly algorithm?: "token-bucket" | "fixed-window"
  /** Where there is no turn: wait for one, or fail with `Shed`. Default: `delay`. */
  readonly onExceeded?: "delay" | "fail"
}

/** Makes a policy from the store: `Policy.apply(Policy.rateLimit({ limit: 60, window: "1 minute" }))`. */
export const rateLimit = ({
  algorithm = "token-bucket",
  key,
  limit,
  onExceeded = "delay",
  window
}: RateLimitOptions): Effect.Effect<Policy, never, RateLimiter.RateLimiterStore> =>
  Effect.map(RateLimiter.make, (limiter): Policy => {
    const rule = `${limit}/${Duration.toMillis(window)}ms/${algorithm}`
    return (stream, asked) => {
      const turn = limiter.consume({ algorithm, onExceeded, window, limit, key: `${keyOf(key, asked)}:${rule}` }).pipe(
        Effect.flatMap(({ delay }) => (Duration.isZero(delay) ? Effect.void : Effect.sleep(delay))),
        Effect.catch(refused)
      )
      return Stream.unwrap(Effect.as(turn, stream))
    }
  })

const refused = (error: RateLimiter.RateLimiterError) =>
  error.reason._tag === "RateLimitExceeded"
    ? Effect.fail(BifrostError.because(new Shed({ by: "rate limit", ...inMillis(error.reason.retryAfter) })))
    : Effect.logWarning("rate limit: the store failed, so the request is not counted", error)

const inMillis = (time: Duration.Duration) => ({ retryAfterMillis: Math.ceil(Duration.toMillis(time)) })
