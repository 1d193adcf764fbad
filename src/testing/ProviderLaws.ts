/** The laws of a stream as checks for a provider of your own, server or not: effects that fail where one is broken. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../../schemas/BifrostError.ts"
import { type ChunkOf, type Operation, operations, type RequestOf } from "../../schemas/Operation.ts"
import { get } from "../StreamingProvider.ts"

/** A law that a provider broke. */
export class Broken extends Data.TaggedError("Broken")<{ readonly message: string }> {}

export interface ProviderCheck<E, R> {
  readonly name: string
  /** Builds the layer anew. */
  readonly check: Effect.Effect<void, E | BifrostError | Broken, R>
}

/** For each operation to be checked, a request that the provider answers whole. */
export type Requests = { readonly [O in Operation]?: RequestOf<O> }

/** Checks of a layer's members, by requests that they must answer. */
export const provider = <Out, E, R>(
  layer: Layer.Layer<Out, E, R>,
  requests: Requests
): ReadonlyArray<ProviderCheck<E, R>> => [
  ...checks(layer, "text", requests.text),
  ...checks(layer, "chat", requests.chat),
  ...checks(layer, "responses", requests.responses),
  ...checks(layer, "speech", requests.speech),
  ...checks(layer, "transcription", requests.transcription)
]

const checks = <Out, E, R, O extends Operation>(
  layer: Layer.Layer<Out, E, R>,
  operation: O,
  request: RequestOf<O> | undefined
): ReadonlyArray<ProviderCheck<E, R>> => {
  if (request === undefined) return []
  const fits = Schema.is(operations[operation].chunk)
  const { isLast, isPreamble } = operations[operation]

  const law = (name: string, run: (answer: Answer<O>) => Effect.Effect<void, BifrostError | Broken>) => ({
    name: `${operation}: ${name}`,
    check: Effect.scoped(
      Effect.flatMap(Layer.build(layer), (context) => {
        const member = get(context, operation)
        return member === undefined ? broken("the layer does not serve it") : run(member.stream(request))
      })
    )
  })
  const whole = (answer: Answer<O>) =>
    Effect.gen(function* () {
      const arrays: Array<ReadonlyArray<ChunkOf<O>>> = []
      yield* Stream.runForEachArray(answer, (array) => Effect.sync(() => void arrays.push(array)))
      const chunks = arrays.flat()
      const misfit = chunks.find((chunk) => !fits(chunk))
      if (misfit !== undefined) return yield* broken(`a chunk does not fit its schema: ${shown(misfit)}`)
      const [first] = chunks
      if (first === undefined || !isPreamble(first)) return yield* broken(`it begins with ${shown(first)}`)
      if (arrays[0]?.every(isPreamble) === true) return yield* broken("its start is heard before anything it announces")
      const ends = chunks.flatMap((chunk, at) => (isLast(chunk) ? [at] : []))
      if (ends.length !== 1 || ends[0] !== chunks.length - 1) {
        return yield* broken(`of ${chunks.length} chunks, these are ends: ${ends.join(", ") || "none"}`)
      }
    })

  return [
    law("an answer starts first, finishes last and fits its schema", whole),
    law("the same stream answers again", (answer) => Effect.andThen(whole(answer), whole(answer))),
    law("a consumer may leave after the first chunk", (answer) => Stream.runDrain(Stream.take(answer, 1)))
  ]
}

type Answer<O extends Operation> = Stream.Stream<ChunkOf<O>, BifrostError>

const broken = (message: string) => Effect.fail(new Broken({ message }))
const shown = (value: unknown): string => String(JSON.stringify(value)).slice(0, 200)
