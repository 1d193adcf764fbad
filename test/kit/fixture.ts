/** Our own recordings, written from the documented formats, through a protocol's decoder, and its requests as they are sent. */
import { Result } from "effect"
import type { ChunkOf, Operation, RequestOf } from "effect-bifrost/schemas/Operation"
import { type Replayed, replay } from "../../src/cli/Replay.ts"
import type * as Protocol from "../../src/Protocol.ts"
import * as Cuts from "../../src/testing/Cuts.ts"
import * as Fixtures from "../fixtures.ts"

/** What a decoder makes of a body. */
export const decode = <O extends Operation>(
  operation: O,
  decoder: Protocol.Protocol<O>["decoder"],
  body: Uint8Array | string,
  contentType: string | undefined,
  cut: Cuts.Cut = Cuts.whole
): Replayed<ChunkOf<O>> => {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body
  return replay(
    { operation, decoder },
    { reads: cut(bytes), status: 200, ...(contentType !== undefined && { contentType }) }
  )
}

const fixture = (path: string): Fixtures.Fixture => {
  const [protocol = "", name] = path.split("/")
  const found = Fixtures.of(protocol).find((fixture) => fixture.name === name)
  if (found === undefined) throw new Error(`no fixture ${path}`)
  return found
}

/** The bytes of `openai-speech/events.sse`. */
export const bodyOf = (path: string): Uint8Array => fixture(path).body

/** What a decoder makes of them. */
export const play = <O extends Operation>(
  operation: O,
  { decoder }: Pick<Protocol.Protocol<O>, "decoder">,
  path: string,
  cut: Cuts.Cut = Cuts.whole
): Replayed<ChunkOf<O>> => {
  const { body, contentType } = fixture(path)
  return decode(operation, decoder, body, contentType, cut)
}

/** A request's body as it goes on the wire, byte for byte a character. */
export const sent = <O extends Operation>(
  protocol: Protocol.Protocol<O>,
  request: RequestOf<O>,
  options?: Parameters<Protocol.Protocol<O>["open"]>[1]
): string => {
  const { body } = Result.getOrThrow(protocol.open(request, options)).request
  if (body._tag !== "Uint8Array") throw new Error(`a ${body._tag} body`)
  return Buffer.from(body.body).toString("latin1")
}

/** The same where it is JSON. */
export const sentJson = <O extends Operation>(...request: Parameters<typeof sent<O>>): unknown =>
  JSON.parse(Buffer.from(sent(...request), "latin1").toString("utf8"))

export const warnings = <O extends Operation>(protocol: Protocol.Protocol<O>, request: RequestOf<O>) =>
  Result.getOrThrow(protocol.open(request)).warnings

/** Why a request is not sent. */
export const refusal = <O extends Operation>(protocol: Protocol.Protocol<O>, request: RequestOf<O>): string =>
  Result.match(protocol.open(request), { onSuccess: () => "sent", onFailure: ({ message }) => message })
