/** Our own recordings, written from the documented formats, through a protocol's decoder, and its requests as they are sent. */
import { assert } from "@effect/vitest"
import { Result } from "effect"
import type { ChunkOf, Operation, RequestOf } from "effect-bifrost/schemas/Operation"
import { readdirSync, readFileSync } from "node:fs"
import { type Replayed, replay } from "../../src/cli/Replay.ts"
import type * as Protocol from "../../src/Protocol.ts"
import * as Cuts from "../cuts.ts"

export const bytesOf = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../fixtures/${path}`, import.meta.url)))

const contentTypes: Readonly<Record<string, string>> = {
  json: "application/json",
  mp3: "audio/mpeg",
  sse: "text/event-stream; charset=utf-8",
  vtt: "text/vtt"
}
export const contentTypeOf = (path: string): string => contentTypes[path.split(".").at(-1) ?? ""] ?? "text/plain"

/** What a decoder makes of a body. */
export const decode = <O extends Operation>(
  operation: O,
  decoder: Protocol.Protocol<O>["decoder"],
  body: Uint8Array | string,
  contentType: string,
  cut: Cuts.Cut = Cuts.whole
): Replayed<ChunkOf<O>> => {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body
  return replay({ operation, decoder }, { reads: cut(bytes), status: 200, contentType })
}

/** The same of a fixture. */
export const play = <O extends Operation>(
  operation: O,
  { decoder }: Pick<Protocol.Protocol<O>, "decoder">,
  path: string,
  cut: Cuts.Cut = Cuts.whole
): Replayed<ChunkOf<O>> => decode(operation, decoder, bytesOf(path), contentTypeOf(path), cut)

/** All fixtures of a protocol, by path. */
export const all = (protocol: string): ReadonlyArray<string> =>
  readdirSync(new URL(`../fixtures/${protocol}`, import.meta.url)).map((name) => `${protocol}/${name}`)

/** However a fixture is cut, it decodes to the same. */
export const assertUncut = <O extends Operation>(operation: O, protocol: Protocol.Protocol<O>, path: string): void => {
  const whole = play(operation, protocol, path)
  for (const cut of [...Cuts.atEachOffset(bytesOf(path)), Cuts.every(1), Cuts.random(1)]) {
    assert.deepEqual(play(operation, protocol, path, cut), whole)
  }
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
