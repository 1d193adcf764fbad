/**
 * What is known once a provider's response headers are in. Every `Start` chunk repeats it; `observe` hears of
 * it for all operations, Responses included, whose events have no place for it.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { RateLimit } from "../schemas/Chunk.ts"
import type { Operation } from "../schemas/Operation.ts"

export interface ResponseHead {
  readonly provider: string
  readonly operation: Operation
  /** As it was asked for, in the provider's words. */
  readonly model: string
  /** Which key of a pool signed: its label or position, never its value. */
  readonly key?: string
  readonly status: number
  /** The provider's id of the request, for support tickets. */
  readonly requestId?: string
  readonly rateLimit?: RateLimit
  /** What the provider will ignore and what was converted, one sentence each. */
  readonly warnings: ReadonlyArray<string>
  readonly headers: Readonly<Record<string, string>>
}

/** Called once for each answer that begins, in the fiber that waits for it. Default: nobody listens. */
export const Observer = Context.Reference<(head: ResponseHead) => Effect.Effect<void>>(
  "bifrost/ResponseHead/Observer",
  {
    defaultValue: () => () => Effect.void
  }
)

/** Tells the observer. For providers that are no servers. */
export const notify = (head: ResponseHead): Effect.Effect<void> =>
  Effect.flatMap(Observer, (observer) => observer(head))

/**
 * Lets `observer` hear of every response head inside a stream: of attempts that a fallback or a retry
 * replaces too, for their headers were received all the same.
 */
export const observe =
  (observer: (head: ResponseHead) => Effect.Effect<void>) =>
  <A, E, R>(stream: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
    Stream.provideService(stream, Observer, observer)
