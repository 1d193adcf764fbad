/** What a layer without a record serves: it is built, which starts no engine, and looked into. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Operation, operations } from "../../schemas/Operation.ts"
import { get } from "../StreamingProvider.ts"

const isOperation = (name: string): name is Operation => name in operations

export const servedBy = <Out, E>(layer: Layer.Layer<Out, E>): Promise<ReadonlyArray<Operation>> =>
  Layer.build(layer).pipe(
    Effect.map((context) =>
      Object.keys(operations)
        .filter(isOperation)
        .filter((operation) => get(context, operation))
    ),
    Effect.scoped,
    Effect.runPromise
  )
