/**
 * Account: tells you of every request once, when it is over, however it ends.
 *
 * Before the first chunk, at it and after it alike: chunks pass untouched; what they say is folded as they pass, but
 * no audio and no file is held. Once, at the stream's end, failure or interruption (a consumer that takes a few
 * chunks, or fails, interrupts it too), when what is inside has let go of its socket, `record` runs, and the end waits
 * for it: fork there what is slow. It cannot be interrupted; what fails or dies in it is logged as a warning, without
 * content, and the stream does not hear of it. Errors pass as they are. Order: outside `retry`, `fallback`, `hedge` and
 * `Auth.pool` a request is one entry with all its attempts; inside them each attempt is an entry of its own. Outside
 * `limit` it accounts what was heard, inside it an interruption. Nothing is recorded of a stream that was never run.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import type { Operation, RequestOf } from "../../schemas/Operation.ts"
import { bracket } from "../service/Bracket.ts"
import { type Service, transform } from "../StreamingProvider.ts"
import { looking } from "../telemetry/Listening.ts"
import * as Witness from "../service/Witness.ts"
import * as Entry from "./entry.ts"

export type { Entry, Metered } from "./entry.ts"

/** Accounts for every request to a layer: `layer.pipe(Policy.account((entry) => Effect.log(entry.usage)))`. */
export const account =
  <E2, R2>(record: (entry: Entry.Entry) => Effect.Effect<unknown, E2, R2>) =>
  <Out, E, R>(layer: Layer.Layer<Out, E, R>): Layer.Layer<Out, E, R | Exclude<R2, Scope.Scope>> =>
    Layer.unwrap(
      Effect.map(Effect.context<R2>(), (services) => {
        // what the caller's fiber holds, its span above all, is nearer than what the layer was built with
        const nearest = (caller: Context.Context<never>) => Context.merge(services, caller)
        const safely = (entry: Entry.Entry) =>
          Effect.suspend(() => record(entry)).pipe(
            Effect.updateContext(nearest),
            Effect.catchCause((cause) => warn(entry, cause)),
            Effect.asVoid
          )
        return transform((service) => ({
          ...service,
          stream: (request) => accounted(service, request, safely)
        }))(layer)
      })
    )

const accounted = <O extends Operation>(
  service: Service<O>,
  request: RequestOf<O>,
  record: (entry: Entry.Entry) => Effect.Effect<void>
): ReturnType<Service<O>["stream"]> =>
  bracket((scope) =>
    Effect.gen(function* () {
      const entry = Entry.make(service, request, yield* Clock.Clock)
      let failure: Cause.Cause<BifrostError> | undefined
      yield* Scope.addFinalizer(
        scope,
        Effect.suspend(() => {
          const exit = entry.isWhole() ? Exit.void : Exit.failCause(failure ?? Cause.interrupt())
          return record(entry.entry(exit, Option.getOrUndefined(Exit.findErrorOption(exit))))
        })
      )
      return Witness.hear(entry.attempt)(service.stream(request)).pipe(
        looking(entry.hear),
        Stream.tapCause((cause) => Effect.sync(() => void (failure = cause)))
      )
    })
  )

/** An error of yours may quote the request: only what kind it is of is told. */
const warn = ({ operation, provider }: Entry.Entry, cause: Cause.Cause<unknown>): Effect.Effect<void> => {
  const error = Cause.squash(cause)
  const kind = Cause.hasInterruptsOnly(cause) ? "interrupted" : error instanceof Error ? error.name : typeof error
  return Effect.logWarning(`an account of ${provider}.${operation} was not kept (${kind}); its stream is untouched`)
}
