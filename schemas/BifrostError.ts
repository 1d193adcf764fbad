/**
 * One error, many reasons. `reason` says what went wrong in words a caller can act on; `origin` says where,
 * and is absent when no single provider is to blame. The reasons themselves are in `Reason.ts`.
 */
import * as Schema from "effect/Schema"
import { Digest } from "./Digest.ts"
import { Reason } from "./Reason.ts"

/** Who was asked for what. */
export const Origin = Schema.Struct({
  provider: Schema.String,
  operation: Schema.String,
  /** As the request named it. */
  model: Schema.String,
  /** Which key of a pool signed: its label or position, never its value. */
  key: Schema.optionalKey(Schema.String)
})
export type Origin = typeof Origin.Type

/** One failed attempt. */
export const Attempt = Schema.Struct({ reason: Reason, origin: Schema.optionalKey(Origin) })
export type Attempt = typeof Attempt.Type

/**
 * The only error of the library. It survives a JSON round trip:
 * `Schema.encodeSync(Schema.fromJsonString(Schema.toCodecJson(BifrostError)))(error)`.
 *
 * Catch one reason by name: `Effect.catchReason("BifrostError", "RateLimited", (reason) => …)`; the same on `Stream`.
 */
export class BifrostError extends Schema.TaggedError<BifrostError>()("BifrostError", {
  reason: Reason,
  origin: Schema.optionalKey(Origin),
  /** The other attempts that failed before this error was chosen, oldest first. */
  attempts: Schema.Array(Attempt),
  /** What had been received, where something collected it (`Collect`). Never holds audio. */
  partial: Schema.optionalKey(Digest)
}) {
  override readonly cause = this.reason

  override get message(): string {
    const { origin, reason } = this
    return origin ? `${origin.provider}.${origin.operation} (${origin.model}): ${reason.message}` : reason.message
  }

  /** Whether the same request may succeed later: at this provider, or at another that was asked and failed. */
  get isRetryable(): boolean {
    const isElsewhere = ({ origin }: Attempt) =>
      origin?.provider !== this.origin?.provider || origin?.model !== this.origin?.model
    return this.reason.isRetryable || this.attempts.some((one) => one.reason.isRetryable && isElsewhere(one))
  }

  /** Whether another provider may do better now. */
  get isFallbackable(): boolean {
    return this.reason.isFallbackable
  }

  /** How long the provider asks to wait, in milliseconds, where it said. */
  get retryAfterMillis(): number | undefined {
    return "retryAfterMillis" in this.reason ? this.reason.retryAfterMillis : undefined
  }

  static because(reason: Reason, origin?: Origin): BifrostError {
    return new BifrostError({ reason, attempts: [], ...(origin && { origin }) })
  }

  /** The same error, blamed on `origin` unless someone is blamed already. */
  at(origin: Origin): BifrostError {
    return this.origin ? this : new BifrostError({ ...this.fields, origin })
  }

  /** The same error, remembering another that came before it. */
  after(earlier: BifrostError): BifrostError {
    return new BifrostError({ ...this.fields, attempts: [...earlier.attempts, earlier.attempt, ...this.attempts] })
  }

  /** The same error, which stands though another came after it. */
  before(later: BifrostError): BifrostError {
    return new BifrostError({ ...this.fields, attempts: [...this.attempts, ...later.attempts, later.attempt] })
  }

  /** The same error, with what had been received. */
  with(partial: Digest): BifrostError {
    return new BifrostError({ ...this.fields, partial })
  }

  private get attempt(): Attempt {
    const { origin, reason } = this
    return { reason, ...(origin && { origin }) }
  }

  private get fields() {
    const { attempts, origin, partial, reason } = this
    return { reason, attempts, ...(origin && { origin }), ...(partial && { partial }) }
  }
}
