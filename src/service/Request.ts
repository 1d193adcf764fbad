/** The gate before every provider: a request that does not fit its schema is refused in words, and nothing is sent. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { BifrostError, type Origin } from "../../schemas/BifrostError.ts"
import { type ChunkOf, type Operation, operations, type RequestOf } from "../../schemas/Operation.ts"
import { Rejected } from "../../schemas/Reason.ts"
import * as Complaint from "./Complaint.ts"

/** Unknown fields are refused too: a misspelt one must not be dropped in silence. */
const strict = { onExcessProperty: "error", errors: "all" } as const

/**
 * The gate of one member. It goes on with a request that fits; with one that does not it fails with `Rejected`, which
 * says what was expected and where. Its schema is made ready by the first request.
 */
export const gate = <O extends Operation>({
  operation,
  provider
}: {
  readonly provider: string
  readonly operation: O
}) => {
  const prepare = () => Schema.decodeUnknownResult(Schema.toType(operations[operation].request), strict)
  let decode: ReturnType<typeof prepare> | undefined
  return <R>(
    request: RequestOf<O>,
    next: (request: RequestOf<O>, origin: Origin) => Stream.Stream<ChunkOf<O>, BifrostError, R>
  ): Stream.Stream<ChunkOf<O>, BifrostError, R> => {
    const origin = { provider, operation, model: modelOf(request) }
    const checked = (decode ??= prepare())(request)
    if (Result.isSuccess(checked)) return next(checked.success, origin)
    const description = `this is not a ${operation} request: ${Complaint.inWords(checked.failure.issue, request)}`
    return Stream.fail(BifrostError.because(new Rejected({ description }), origin))
  }
}

/** Plain JavaScript may send anything. */
const modelOf = (request: unknown): string =>
  typeof request === "object" && request !== null && "model" in request && typeof request.model === "string"
    ? request.model
    : ""
