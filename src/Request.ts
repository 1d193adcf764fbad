/** The gate before every provider: a request that does not fit its schema is refused in words, and nothing is sent. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { BifrostError, type Origin } from "../schemas/BifrostError.ts"
import { type ChunkOf, type Operation, operations, type RequestOf } from "../schemas/Operation.ts"
import { Rejected } from "../schemas/Reason.ts"

/** Unknown fields are refused too: a misspelt one must not be dropped in silence. */
const strict = { onExcessProperty: "error" } as const

/** Goes on with a request that fits; fails with `Rejected`, which says what was expected and where, with one that does not. */
export const check = <O extends Operation, R>(
  operation: O,
  request: RequestOf<O>,
  origin: Origin,
  next: (request: RequestOf<O>) => Stream.Stream<ChunkOf<O>, BifrostError, R>
): Stream.Stream<ChunkOf<O>, BifrostError, R> => {
  const checked = Schema.decodeUnknownResult(Schema.toType(operations[operation].request), strict)(request)
  if (Result.isSuccess(checked)) return next(checked.success)
  const description = `this is not a ${operation} request: ${checked.failure.message}`
  return Stream.fail(BifrostError.because(new Rejected({ description }), origin))
}
