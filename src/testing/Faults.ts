/**
 * What goes wrong with a provider, on purpose and on time: cut short, late, silent, failing, slow, at the chunk that
 * a test names. It wraps any provider layer, real or scripted; all its waiting is on `Clock`.
 *
 *   OpenAI.layer.pipe(Faults.inject(Faults.inTurn(Faults.cut(3))))
 *
 * The first request is cut after three chunks, later ones are untouched. Below chunks, where bytes and statuses go
 * wrong, is `HttpFaults`.
 */
import * as Arr from "effect/Array"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { BifrostError } from "../../schemas/BifrostError.ts"
import { type ChunkOf, type Operation, operations } from "../../schemas/Operation.ts"
import { Overloaded, type Reason, ServerFailed, Truncated, Unreachable } from "../../schemas/Reason.ts"
import { transform } from "../StreamingProvider.ts"
import * as Seeded from "./Seeded.ts"

/**
 * What happens before the n-th chunk of an answer is handed on, if anything does. They are counted from 0, without
 * preamble: 0 is the first that a consumer hears, with the start; the answer's last chunk counts too.
 */
export type Fault = (chunk: number) => Effect.Effect<void, Reason> | undefined

/** Which fault the n-th request meets, from 0, counted over all operations of a layer. */
export type Plan = (request: number) => Fault

export const none: Fault = () => undefined

const at =
  (place: number, what: Effect.Effect<void, Reason>): Fault =>
  (chunk) =>
    chunk === place ? what : undefined

/** Fails after so many chunks. Default: 0, before anything is heard. */
export const fail = (reason: Reason, after = 0): Fault => at(after, Effect.fail(reason))

/** Ends too early, after so many chunks: `Truncated`. */
export const cut = (after: number): Fault =>
  fail(new Truncated({ description: `cut by a test after ${after} chunks` }), after)

/** Says nothing more after so many chunks, and never ends. Default: 0. */
export const stall = (after = 0): Fault => at(after, Effect.never)

/** Waits once, after so many chunks. Default: 0. */
export const delay = (duration: Duration.Input, after = 0): Fault => at(after, Effect.sleep(duration))

/** Waits before each chunk, so that each arrives alone. */
export const drip = (duration: Duration.Input): Fault => {
  const wait = Effect.sleep(duration)
  return () => wait
}

/** Several faults in one answer; at the same chunk they happen in order. */
export const all =
  (...faults: ReadonlyArray<Fault>): Fault =>
  (chunk) => {
    const due = faults.flatMap((fault) => fault(chunk) ?? [])
    return due.length === 0 ? undefined : Effect.all(due, { discard: true })
  }

/** The same for every request. */
export const always =
  (fault: Fault): Plan =>
  () =>
    fault

/** One after the other; requests after the last meet none. */
export const inTurn =
  (...faults: ReadonlyArray<Fault>): Plan =>
  (request) =>
    faults[request] ?? none

export interface RandomOptions {
  /** The same seed gives the n-th request the same fault, whatever runs beside it. */
  readonly seed: number
  /** How many of the requests meet a fault, from 0 to 1. Default: 0.5. */
  readonly rate?: number
  /** The latest chunk that a fault comes at. Default: 8. */
  readonly within?: number
  /** What it fails with. Default: `Overloaded`, `ServerFailed` and `Unreachable`. */
  readonly reasons?: ReadonlyArray<Reason>
  /** How long a delay is; a drip waits a tenth of it. Default: 1 second. */
  readonly delay?: Duration.Input
  /** Whether it may stall, which only a clock of yours ends. Default: `true`. */
  readonly stalls?: boolean
}

const description = "failed by a test"
const usualReasons = [
  new Overloaded({ description }),
  new ServerFailed({ description }),
  new Unreachable({ description })
]

/** A mix of failures, cuts, delays and stalls, each at some chunk. */
export const random =
  ({
    delay: wait = "1 second",
    rate = 0.5,
    reasons = usualReasons,
    seed,
    stalls = true,
    within = 8
  }: RandomOptions): Plan =>
  (request) => {
    const next = Seeded.numbers(Math.imul(seed + 1, 0x9e3779b1) + request)
    if (next() >= rate) return none
    const after = Math.floor(next() * (within + 1))
    const failures = reasons.map((reason) => fail(reason, after))
    const kinds = [cut(after), delay(wait, after), ...(stalls ? [stall(after)] : []), ...failures]
    return kinds[Math.floor(next() * kinds.length)] ?? none
  }

/** Makes a layer's answers go wrong by a plan. Its count begins anew with each building of the layer. */
export const inject =
  (plan: Plan) =>
  <Out, E, R>(layer: Layer.Layer<Out, E, R>): Layer.Layer<Out, E, R> =>
    Layer.unwrap(
      Effect.sync(() => {
        let count = 0
        return transform((service) => ({
          ...service,
          stream: (request) =>
            Stream.suspend(() =>
              spoiled(service.operation, plan(count++), service.stream(request), (reason) =>
                BifrostError.because(reason, {
                  provider: service.provider,
                  operation: service.operation,
                  model: request.model
                })
              )
            )
        }))(layer)
      })
    )

/** Whole arrays pass as they are where nothing happens in them; preamble is heard with the content after it, or not at all. */
const spoiled = <O extends Operation, R>(
  operation: O,
  fault: Fault,
  stream: Stream.Stream<ChunkOf<O>, BifrostError, R>,
  blame: (reason: Reason) => BifrostError
): Stream.Stream<ChunkOf<O>, BifrostError, R> =>
  Stream.transformPull(stream, (pull) =>
    Effect.sync(() => {
      type Next = Pull.Pull<Arr.NonEmptyReadonlyArray<ChunkOf<O>>, BifrostError>
      const { isPreamble } = operations[operation]
      let waiting: ReadonlyArray<ChunkOf<O>> = []
      let count = 0
      /** Whether what happens before the next chunk has happened. */
      let isOver = false

      const handOn = (length: number): Next => {
        const chunks = waiting.slice(0, length)
        waiting = waiting.slice(length)
        return Arr.isArrayNonEmpty(chunks) ? Effect.succeed(chunks) : more
      }
      const next: Next = Effect.suspend((): Next => {
        let isContent = false
        for (const [place, chunk] of waiting.entries()) {
          if (isPreamble(chunk)) continue
          const happens = isOver ? undefined : fault(count)
          if (happens !== undefined) {
            if (isContent) return handOn(place)
            isOver = true
            return Effect.andThen(Effect.mapError(happens, blame), next)
          }
          isContent = true
          isOver = false
          count++
        }
        return handOn(waiting.length)
      })
      const more: Next = Effect.flatMap(pull, (chunks) => {
        waiting = chunks
        return next
      })
      return next
    })
  )
