/**
 * Limit: how much of an answer the caller wants, at most.
 *
 * Before the first chunk: nothing but time can pass; it then fails with `LimitReached`, for there is no answer that
 * could end. At the first chunk and after it: what is written counts, text, reasoning, refusals and the arguments of
 * calls alike, of all choices together; the chunk that would pass the limit is cut exactly, never within a
 * character, and one that would be left empty is dropped. The provider is let go at once, and the answer ends as its
 * operation does: `Finish` with the reason `length`, for Responses every open item and `response.incomplete`; or, if
 * the caller asks for it, as `LimitReached`, which no policy recovers from. An answer that ends in time, its last
 * chunk included, is untouched; errors of what is inside pass as they are. Tokens are estimated (`Estimate`: 4 bytes
 * of UTF-8 each), for no wire's usage reaches a chunk before the last. Order: outside `retry` and `fallback` it
 * limits what is heard; inside `account` it is what is accounted. A limit on time counts from the first pull, slow
 * consumption included. Default: no limit.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Channel from "effect/Channel"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { BifrostError, type Origin } from "../../schemas/BifrostError.ts"
import { type ChunkOf, type Operation, operations } from "../../schemas/Operation.ts"
import { LimitReached } from "../../schemas/Reason.ts"
import * as Alarm from "../service/Alarm.ts"
import { bracket } from "../service/Bracket.ts"
import { transform } from "../StreamingProvider.ts"
import * as Room from "./room.ts"

export interface LimitOptions extends Room.Room {
  /** Wall time from the first pull. */
  readonly duration?: Duration.Input
  /** What happens at the limit: the answer ends by it, or fails with `LimitReached`. Default: `finish`. */
  readonly at?: "finish" | "fail"
}

/** Limits every answer of a layer: `layer.pipe(Policy.limit({ tokens: 1000, duration: "1 minute" }))`. */
export const limit = (options: LimitOptions) =>
  transform((service) => {
    const { operation, provider } = service
    return {
      ...service,
      stream: (request) =>
        limited(operation, options, { provider, operation, model: request.model })(service.stream(request))
    }
  })

/** The same for one request: `StreamingProvider.chat(request).pipe(Policy.limitStream("chat", { characters: 160 }))`. */
export const limitStream = <O extends Operation>(operation: O, options: LimitOptions) => limited(operation, options)

const limited =
  <O extends Operation>(operation: O, { at = "finish", duration, ...limits }: LimitOptions, origin?: Origin) =>
  <R>(stream: Stream.Stream<ChunkOf<O>, BifrostError, R>): Stream.Stream<ChunkOf<O>, BifrostError, R> =>
    bracket((outer) =>
      Effect.gen(function* () {
        type Next = Pull.Pull<Arr.NonEmptyReadonlyArray<ChunkOf<O>>, BifrostError>
        const { cut, isLast } = operations[operation]
        const ending = cut.ending()
        const measure = Room.make(cut, limits)
        const inner = yield* Scope.fork(outer)
        const pull = yield* Channel.toPullScoped(Stream.toChannel(stream), inner)
        let isHeard = false
        let isWhole = false
        let verdict: Next | undefined

        const hear = (chunks: ReadonlyArray<ChunkOf<O>>) => {
          isHeard ||= chunks.length > 0
          for (const chunk of chunks) {
            isWhole ||= isLast(chunk)
            if (at === "finish") ending.add(chunk)
          }
        }
        /** What is said once the limit is reached: what was kept, then the answer's end or the failure. */
        const end = (reason: LimitReached, kept: ReadonlyArray<ChunkOf<O>>): Next => {
          const isFinished = at === "finish" && isHeard
          const last = isFinished ? [...kept, ...ending.finish()] : kept
          const after: Next = isFinished ? Cause.done() : Effect.fail(BifrostError.because(reason, origin))
          return Effect.suspend(() => {
            verdict = after
            return Arr.isReadonlyArrayNonEmpty(last) ? Effect.succeed(last) : after
          })
        }
        const heard = (chunks: Arr.NonEmptyReadonlyArray<ChunkOf<O>>): Next => {
          const { kept, over } = measure(chunks)
          hear(kept)
          if (over === undefined) return Effect.succeed(chunks)
          const limit = over === "output tokens" ? limits.tokens : limits[over]
          const last = end(new LimitReached({ what: over, limit: limit ?? 0 }), kept)
          return Effect.andThen(Scope.close(inner, Exit.void), last)
        }
        const bare = Effect.flatMap(pull, heard)
        if (duration === undefined) return Stream.fromPull(Effect.succeed(Effect.suspend(() => verdict ?? bare)))

        const limitMillis = Duration.toMillis(duration)
        const alarm = Alarm.make<typeof late>()
        let isAsked = false
        const ring: Effect.Effect<void> = Effect.suspend(() =>
          !isAsked || alarm.ring(late) ? Effect.void : Effect.andThen(Effect.yieldNow, ring)
        )
        const atLimit = Effect.suspend(() => {
          if (isWhole) return Effect.void
          verdict = end(new LimitReached({ what: "milliseconds", limit: limitMillis }), [])
          return Effect.andThen(ring, Scope.close(inner, Exit.void))
        })
        yield* Effect.forkIn(Effect.andThen(Effect.sleep(duration), atLimit), outer, { startImmediately: true })

        const timed = Effect.suspend(() => {
          isAsked = true
          return alarm.during(pull, () => void (isAsked = false))
        }).pipe(
          // a flood always has something ready, and so never hears the alarm
          Effect.flatMap((chunks) => verdict ?? heard(chunks)),
          Effect.catchTag("Late", () => verdict ?? Effect.interrupt)
        )
        return Stream.fromPull(Effect.succeed(Effect.suspend(() => verdict ?? timed)))
      })
    )

/** The alarm's word; nobody else hears it. */
const late = { _tag: "Late" } as const
