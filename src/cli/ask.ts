/**
 * A request as the flags want it asked: of which provider, with which clocks, retries and fallbacks. The only
 * file of the command line that knows policies.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { BifrostError } from "../../schemas/BifrostError.ts"
import type { ChunkOf, Operation, RequestOf } from "../../schemas/Operation.ts"
import { Unsupported } from "../../schemas/Reason.ts"
import * as Policy from "../Policy.ts"
import * as Router from "../Router.ts"
import * as StreamingProvider from "../StreamingProvider.ts"
import * as Timeouts from "../Timeouts.ts"
import type { Choice, Target } from "./choose.ts"
import type { Asking } from "./flags.ts"
import type { Loaded } from "./providers.ts"

export const ask = <O extends Operation>(
  operation: O,
  request: RequestOf<O>,
  choice: Choice,
  asking: Asking
): Stream.Stream<ChunkOf<O>, BifrostError> => {
  const origin = { provider: choice.row.name, operation, model: choice.model }
  const answer = Stream.unwrap(
    Effect.gen(function* () {
      const context = yield* Layer.build(yield* layerOf(choice, asking))
      const service = StreamingProvider.get(context, operation)
      return service === undefined
        ? Stream.fail(BifrostError.because(new Unsupported({ what: operation }), origin))
        : service.stream(request)
    })
  )
  const patient = answer.pipe(Timeouts.set(given(asking.timeouts)))
  const bounded = asking.deadline === undefined ? patient : Policy.deadline(asking.deadline)(patient)
  return Stream.mapError(bounded, (error) => error.at(origin))
}

/** The router tells of a missing key and of an operation that nobody serves when it is asked, as any other failure. */
const layerOf = Effect.fnUntraced(function* (choice: Choice, { baseUrl, retries }: Asking) {
  const layers: Record<string, Loaded["layer"]> = {}
  for (const { row } of [choice, ...choice.fallbacks]) {
    const { layer } = yield* Effect.promise(() => row.load(row.name === choice.row.name ? baseUrl : undefined))
    layers[row.name] = layer
  }
  const router = Router.layer(layers)
  const at = ({ model, row }: Target) =>
    router.pipe(Policy.withModel(`${row.name}/${model}`), Policy.apply(Policy.retry({ times: retries })))
  return choice.fallbacks
    .reduce((layer, target) => layer.pipe(Policy.fallbackTo(at(target))), at(choice))
    .pipe(Layer.provide(NodeHttpClient.layerUndici))
})

const given = (timeouts: Asking["timeouts"]): Timeouts.Timeouts => {
  const { firstContent, headers, idle, total } = timeouts
  return {
    ...(headers && { headers }),
    ...(firstContent && { firstContent }),
    ...(idle && { idle }),
    ...(total && { total })
  }
}
