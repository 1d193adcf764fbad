/**
 * Fallback: asks another provider.
 *
 * Before the first chunk: where another may do better (`when`), the next is asked, in order; any other failure stands.
 * At the first chunk and after it: never, and the failure is that of the provider that was heard; unless the caller
 * asks for `continue`. Errors: when nobody was heard, the primary's, with all others in `attempts`, oldest first; the
 * error that would stand is the one that `when` judges. Who answered is in `Start.provider`, for Responses in
 * the head (`ResponseHead.observe`). A layer supplies what all of them supply; to keep what only the primary can:
 * `Layer.merge(primary, safe)`. Order: a retry inside is each provider's own, one outside begins again with the
 * primary; a deadline outside is for all of them together. Defaults: the reasons' own (design: `isFallbackable`).
 */
import type * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import type { Operation } from "../../schemas/Operation.ts"
import * as Silence from "../Silence.ts"
import { type Service, zipAll } from "../StreamingProvider.ts"
import { asOne } from "../telemetry/RequestSpan.ts"
import * as Continue from "./continue.ts"
import * as Failures from "./failures.ts"

export interface FallbackOptions {
  /** Which failures another provider is asked for. Default: those where one may do better (`isFallbackable`). */
  readonly when?: (error: BifrostError) => boolean
}

export interface FallbackLayersOptions extends FallbackOptions {
  /**
   * Text and chat: whether, after a failure in the midst of an answer, the next provider goes on with it, after a
   * `Seam`. Not where it has more than words so far, or where several were asked for. Default: `false`.
   */
  readonly continue?: boolean
}

/** A layer that falls back to others, each with a model of its own: `Policy.fallback([B.pipe(Policy.withModel("b"))])`. */
export const fallback =
  <const Backups extends ReadonlyArray<Layer.Layer<never, unknown, unknown>>>(
    backups: Backups,
    options: FallbackLayersOptions = {}
  ) =>
  <Out, E, R>(primary: Layer.Layer<Out, E, R>) =>
    zipAll(primary, backups, (first, others) => withBackups(first, others, options))

/** A layer that falls back to another. */
export const fallbackTo = <Out2, E2, R2>(backup: Layer.Layer<Out2, E2, R2>, options: FallbackLayersOptions = {}) =>
  fallback([backup], options)

/** The same for one request: a stream that falls back to others. */
export const fallbackStreams =
  <A2, R2>(backups: ReadonlyArray<Stream.Stream<A2, BifrostError, R2>>, options: FallbackOptions = {}) =>
  <A, R>(primary: Stream.Stream<A, BifrostError, R>): Stream.Stream<A | A2, BifrostError, R | R2> => {
    const first: Stream.Stream<A | A2, BifrostError, R | R2> = primary
    return asOne(relay(first, (index, heard) => (heard === undefined ? backups[index] : undefined), options))
  }

/** The n-th backup, where there is one to be asked; `heard` is the failure of an answer that has begun. */
type Next<A, R> = (index: number, heard: BifrostError | undefined) => Stream.Stream<A, BifrostError, R> | undefined

const relay = <A, R>(
  first: Stream.Stream<A, BifrostError, R>,
  next: Next<A, R>,
  { when = (error) => error.isFallbackable }: FallbackOptions
): Stream.Stream<A, BifrostError, R> => {
  const listen = (
    stream: Stream.Stream<A, BifrostError, R>,
    index: number,
    earlier: Failures.Failures | undefined
  ): Stream.Stream<A, BifrostError, R> =>
    Silence.handle(stream, (error, wasHeard) => {
      const failures = Failures.add(earlier, error, wasHeard)
      const stands = Failures.standing(failures)
      const backup = when(stands) ? next(index, failures.wasHeard ? stands : undefined) : undefined
      return backup ? listen(backup, index + 1, failures) : Stream.fail(stands)
    })
  return listen(first, 0, undefined)
}

const withBackups = <O extends Operation>(
  first: Service<O>,
  backups: ReadonlyArray<Service<O>>,
  options: FallbackLayersOptions
): Service<O> => ({
  ...first,
  stream: (request) =>
    Stream.suspend(() => {
      const going = options.continue === true ? Continue.begin(first.operation, request) : undefined
      const ask = ({ stream }: Service<O>) => (going ? going.hear(stream(request)) : stream(request))
      const next = (index: number, heard: BifrostError | undefined) => {
        const backup = backups[index]
        if (backup === undefined) return undefined
        return heard === undefined ? ask(backup) : going?.resume(heard, backup.stream)
      }
      return relay(ask(first), next, options)
    })
})
