/**
 * A protocol is a codec between one operation and one wire language: a request in, an exchange out. It knows
 * no host, no key, no vendor and no policy, and holds no Effect: every test of it is a table.
 *
 * It is not a deployment (`Provider`), and its decoder reads every imitator of its wire: where they differ in
 * what they want to be sent, a dialect says so.
 */
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { isJsonObject, type JsonObject } from "../schemas/Generation.ts"
import type { ChunkOf, Operation, RequestOf } from "../schemas/Operation.ts"
import { type Reason, Unsupported } from "../schemas/Reason.ts"
import type { Decoder, Head } from "./Decoder.ts"
import * as Multipart from "./wire/Multipart.ts"

export interface Protocol<O extends Operation> {
  /** The wire's name, as `bifrost decode --protocol` takes it. */
  readonly id: string
  /** The operation whose wire it really speaks, where that is not its own (`Conversion`). */
  readonly converts?: Operation
  /** Whether its answers come in one piece, for there is no stream of them; each says so in its warnings. */
  readonly whole?: true
  /**
   * `options` are the provider's own body fields; they go over ours, field by field where both are objects. Fails with `Unsupported` where the wire
   * cannot say what was asked; then nothing is sent.
   */
  readonly open: (request: RequestOf<O>, options?: JsonObject) => Result.Result<Exchange<O>, Reason>
  /** Reads an answer in this wire, whoever sent it. */
  readonly decoder: (head: Head) => Decoder<ChunkOf<O>>
}

/** One request on the wire, and how to read its answer. */
export interface Exchange<O extends Operation> {
  /** Relative to the provider's base URL, without authentication. */
  readonly request: HttpClientRequest.HttpClientRequest
  /** What the wire will ignore and what was converted, one sentence each. */
  readonly warnings: ReadonlyArray<string>
  readonly decoder: (head: Head) => Decoder<ChunkOf<O>>
  /** Where the first answer only says where to read the real one. */
  readonly follow?: Follow
}

/** The second request of a wire that creates first and streams from another address. */
export interface Follow {
  /** From what was created to the request, at an address of its own. */
  readonly request: (created: string) => Result.Result<HttpClientRequest.HttpClientRequest, Reason>
  /** Where it may go besides the provider's own origin; no key goes there. */
  readonly origins: ReadonlyArray<string>
}

/** A request in the wire's own words. */
export interface Encoded {
  readonly path: string
  /** The body's fields: a JSON object, or with `file` the fields of a form. */
  readonly fields: JsonObject
  readonly file?: Multipart.File
  readonly warnings?: ReadonlyArray<string>
}

/** What an answer's warnings say where it is no stream. */
export const comesWhole = (model: string): string => `${model} does not stream: its answer comes whole.`

/** A protocol whose requests are JSON, or a form where a file goes with them. */
export const make = <O extends Operation>(wire: {
  readonly id: string
  readonly whole?: true
  readonly encode: (request: RequestOf<O>) => Result.Result<Encoded, Reason>
  readonly decoder: (head: Head) => Decoder<ChunkOf<O>>
  /** Where the answer does not say all that its reading takes, and the request does. Default: `decoder`. */
  readonly decoderFor?: (request: RequestOf<O>) => (head: Head) => Decoder<ChunkOf<O>>
}): Protocol<O> => ({
  id: wire.id,
  ...(wire.whole && { whole: wire.whole }),
  decoder: wire.decoder,
  open: (request, options) =>
    Result.map(wire.encode(request), ({ fields, file, path, warnings = [] }) => {
      const body = over(fields, options ?? {})
      return {
        request: HttpClientRequest.post(path).pipe(
          HttpClientRequest.setBody(file === undefined ? HttpBody.jsonUnsafe(body) : Multipart.body(body, file))
        ),
        warnings,
        decoder: wire.decoderFor?.(request) ?? wire.decoder
      }
    })
})

/** Some wires file their settings in objects: to add one there must not cost the others. */
const over = (ours: JsonObject, theirs: JsonObject): JsonObject => {
  const both: Record<string, Schema.Json> = { ...ours }
  for (const [name, value] of Object.entries(theirs)) {
    const mine = Object.hasOwn(ours, name) ? ours[name] : undefined
    both[name] = isJsonObject(mine) && isJsonObject(value) ? over(mine, value) : value
  }
  return both
}

/**
 * One operation spoken through the wire of another: its requests are told in the other's, and the other's answers in
 * its own. `warning` is the sentence that says so, where the operation would otherwise be served in another way.
 */
export const through = <O extends Operation, Via extends Operation>(
  via: Protocol<Via>,
  tell: {
    readonly request: (request: RequestOf<O>) => Result.Result<RequestOf<Via>, Reason>
    readonly answer: (decoder: Decoder<ChunkOf<Via>>) => Decoder<ChunkOf<O>>
    readonly warning?: (model: string) => string
  }
): Protocol<O> => ({
  id: via.id,
  decoder: (head) => tell.answer(via.decoder(head)),
  open: (request, options) =>
    Result.gen(function* () {
      const exchange = yield* via.open(yield* tell.request(request), options)
      return {
        ...exchange,
        warnings: [...(tell.warning ? [tell.warning(request.model)] : []), ...exchange.warnings],
        decoder: (head) => tell.answer(exchange.decoder(head))
      }
    })
})

/** A refusal in words: what the wire cannot express, and what does the job, where something does. */
export const unsupported = (what: string, instead?: string): Result.Result<never, Unsupported> =>
  Result.fail(new Unsupported({ what, ...(instead !== undefined && { instead }) }))

/**
 * Refuses what a wire cannot express: for each such field of the request, what to do instead (`""` for nothing).
 * Only what was really asked for is refused.
 */
export const refuse = <Request extends object>(
  request: Request,
  fields: { readonly [K in keyof Request]?: string }
): Result.Result<void, Unsupported> => {
  for (const name in fields) {
    if (request[name] === undefined) continue
    const instead = fields[name]
    return Result.fail(new Unsupported({ what: name, ...(instead ? { instead } : {}) }))
  }
  return Result.void
}

/** The fields of a request that a wire only spells differently: `{ topP: "top_p" }`. What was not asked for is left out. */
export const rename = <K extends string>(
  request: { readonly [Name in NoInfer<K>]?: Schema.Json | undefined },
  spelling: { readonly [Name in K]: string }
): JsonObject => {
  const fields: Record<string, Schema.Json> = {}
  for (const name in spelling) {
    const value = request[name]
    if (value !== undefined) fields[spelling[name]] = value
  }
  return fields
}

/** What a table by model name says of a model: dated versions and fine-tuned models go by the model they come from. */
export const ofModel = <A>(table: Readonly<Record<string, A>>, model: string): A | undefined => {
  const origin = model.replace(/^ft:([^:]+):.*$/, "$1")
  const undated = origin.replace(/-\d{4}(-\d\d-\d\d)?$/, "")
  const name = [origin, undated].find((name) => Object.hasOwn(table, name))
  return name === undefined ? undefined : table[name]
}
