/**
 * Who hears of attempts, at whichever provider below: each that begins, is heard and fails. Read in the fiber that runs
 * a stream; where nobody listens, nothing is added to it. Not telemetry, which tells the outside.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { BifrostError, Origin } from "../../schemas/BifrostError.ts"
import { byContext } from "../telemetry/Listening.ts"

/** One attempt, as it goes on. */
export interface Attempted {
  /** It says something: the commit. */
  readonly heard: () => void
  readonly failed: (error: BifrostError) => void
}

export const Witness = Context.Reference<((origin: Origin) => Attempted) | undefined>("bifrost/Witness", {
  defaultValue: () => undefined
})

/** Lets a witness hear of every attempt inside a stream, besides those that are set around it. */
export const hear =
  (witness: (origin: Origin) => Attempted) =>
  <A, E, R>(stream: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
    Stream.updateService(stream, Witness, (outer) => (outer === undefined ? witness : both(outer, witness)))

const both =
  (outer: (origin: Origin) => Attempted, inner: (origin: Origin) => Attempted) =>
  (origin: Origin): Attempted => {
    const all = [outer(origin), inner(origin)]
    return {
      heard: () => all.forEach(({ heard }) => heard()),
      failed: (error) => all.forEach(({ failed }) => failed(error))
    }
  }

/** Tells the witness of one attempt. Each provider does so, below all policies. */
export const attempt =
  (origin: Origin) =>
  <A, R>(stream: Stream.Stream<A, BifrostError, R>): Stream.Stream<A, BifrostError, R> =>
    byContext((context) => {
      const attempted = Context.get(context, Witness)?.(origin)
      if (attempted === undefined) return stream
      const { failed, heard } = attempted
      return stream.pipe(
        Stream.onFirst(() => Effect.sync(heard)),
        Stream.tapError((error) => Effect.sync(() => failed(error)))
      )
    })
