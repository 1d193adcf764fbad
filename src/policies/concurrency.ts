/**
 * Concurrency: at most so many streams at once; the others wait their turn or are refused.
 *
 * Before the first chunk: a stream that finds no permit waits, first come, first served, and sends nothing
 * meanwhile; one that may not wait, or waited too long, fails with `Shed { by: "concurrency" }`, which a retry may
 * try again and a fallback answer. At the first chunk and after it: the permit is held until the stream's own end,
 * failure or interruption, and given back once what is inside has let go of its socket. Errors of what is inside
 * pass as they are. State: the permits live as long as the layer (or the policy) and are shared by its operations.
 * Order: inside `retry` a permit is given back between two attempts, outside it is held through the waits; a
 * deadline outside counts the waiting for a permit. Default: waits without limit.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type * as Stream from "effect/Stream"
import { BifrostError } from "../../schemas/BifrostError.ts"
import { Shed } from "../../schemas/Reason.ts"
import { bracket } from "../service/Bracket.ts"
import type { Policy } from "./Policy.ts"

export interface ConcurrencyOptions {
  /** How long a stream waits for a permit; `"refuse"` lets none wait. Default: as long as it takes. */
  readonly wait?: Duration.Input | "refuse"
}

/** Makes a policy with so many permits: `layer.pipe(Policy.apply(Policy.concurrency(10)))`. */
export const concurrency = (permits: number, { wait }: ConcurrencyOptions = {}): Effect.Effect<Policy> =>
  Effect.map(Semaphore.make(permits), (semaphore) => {
    const admit = admission(semaphore, wait)
    return <A, R>(stream: Stream.Stream<A, BifrostError, R>) =>
      bracket((scope) => Effect.as(Scope.provide(admit, scope), stream))
  })

/** Takes a permit that goes back when the scope closes. */
const admission = (
  semaphore: Semaphore.Semaphore,
  wait: ConcurrencyOptions["wait"]
): Effect.Effect<void, BifrostError, Scope.Scope> => {
  const shed = Effect.suspend(() => Effect.fail(BifrostError.because(new Shed({ by: "concurrency" }))))
  if (wait === undefined) return semaphore.takeScoped(1)
  if (wait !== "refuse") {
    return Effect.timeoutOrElse(semaphore.takeScoped(1), { duration: wait, orElse: () => shed })
  }
  return Effect.uninterruptible(
    Effect.flatMap(semaphore.takeIfAvailable(1), (isFree) =>
      isFree ? Effect.addFinalizer(() => semaphore.release(1)) : shed
    )
  )
}
