/** What a protocol would send, read back. */
import { Result } from "effect"
import type { Protocol } from "effect-bifrost"
import type { JsonObject } from "../../schemas/Generation.ts"
import type { Operation, RequestOf } from "../../schemas/Operation.ts"
import type { Reason } from "../../schemas/Reason.ts"

export interface Sent {
  readonly url: string
  readonly body: unknown
  readonly warnings: ReadonlyArray<string>
}

/** Of a request as JSON, or the reason why nothing is sent. */
export const sent = <O extends Operation>(
  protocol: Protocol.Protocol<O>,
  request: RequestOf<O>,
  options?: JsonObject
): Result.Result<Sent, Reason> =>
  Result.map(protocol.open(request, options), ({ request: { body, method, url }, warnings }) => {
    if (body._tag !== "Uint8Array" || method !== "POST") throw new Error(`a ${method} with a ${body._tag} body`)
    return { url, body: JSON.parse(new TextDecoder().decode(body.body)), warnings }
  })
