/** What a policy is, and how one is lifted from a stream to all that a layer supplies. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { BifrostError, Origin } from "../../schemas/BifrostError.ts"
import { type Middleware, transform } from "../StreamingProvider.ts"

/** Knows who is asked where `apply` lifts it; a bare stream does not tell. */
export interface Policy {
  <A, R>(stream: Stream.Stream<A, BifrostError, R>, asked?: Origin): Stream.Stream<A, BifrostError, R>
}

/** Lifts a policy to everything a layer supplies. A policy with state is an Effect that makes one: once per layer. */
export const apply =
  <E2 = never, R2 = never>(policy: Policy | Effect.Effect<Policy, E2, R2>) =>
  <Out, E, R>(layer: Layer.Layer<Out, E, R>): Layer.Layer<Out, E | E2, R | Exclude<R2, Scope.Scope>> =>
    Layer.unwrap(
      Effect.map(Effect.isEffect(policy) ? policy : Effect.succeed(policy), (policy) =>
        transform((service) => ({
          ...service,
          stream: (request) => {
            const asked = { provider: service.provider, operation: service.operation, model: request.model }
            return Stream.mapError(policy(service.stream(request), asked), (error) => error.at(asked))
          }
        }))(layer)
      )
    )

/** Lifts a function from member to member: for a policy of your own that must know the request. */
export const applyMiddleware: (
  middleware: Middleware
) => <Out, E, R>(layer: Layer.Layer<Out, E, R>) => Layer.Layer<Out, E, R> = transform
