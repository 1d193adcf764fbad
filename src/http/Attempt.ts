/**
 * One attempt of one request over HTTP: the only place where bytes, clocks, sockets and errors meet. It lets go
 * of its socket at its own end, whole or not.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { BifrostError, type Origin } from "../../schemas/BifrostError.ts"
import { type ChunkOf, type Operation, operations, type RequestOf } from "../../schemas/Operation.ts"
import type { Reason } from "../../schemas/Reason.ts"
import type { Sign } from "../Auth.ts"
import { bracket } from "../service/Bracket.ts"
import type { Decoder, Head } from "../Decoder.ts"
import type { Socket } from "./Drain.ts"
import type { Limits } from "../Framing.ts"
import { maxHeld } from "../service/Grammar.ts"
import * as FollowUp from "./FollowUp.ts"
import * as Http from "../Http.ts"
import type { Protocol } from "../Protocol.ts"
import * as ResponseHead from "../ResponseHead.ts"
import * as Secrets from "./Secrets.ts"
import * as AttemptSpan from "../telemetry/AttemptSpan.ts"
import * as Timeouts from "../Timeouts.ts"

/** A provider as its layer has read it: where to send, and over what. */
export interface Deployment {
  readonly id: string
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeouts: Timeouts.Timeouts
  readonly limits: Limits
  readonly client: Http.Client
  readonly open: (attempt: Scope.Scope) => Effect.Effect<Socket>
}

/**
 * Sockets close with a scope, no provider hears of our traces (neither their headers nor a URL that may hold a key),
 * and a redirect is an answer: `fetch` would follow it and take a key in a header to wherever it leads.
 */
export const client = (client: HttpClient.HttpClient): Http.Client =>
  HttpClient.withScope(client).pipe(
    HttpClient.transformResponse((response) =>
      response.pipe(
        Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
        Effect.updateContext(unredirected)
      )
    )
  )

const unredirected = <R>(context: Context.Context<R>): Context.Context<R> =>
  Context.add(context, FetchHttpClient.RequestInit, {
    ...Context.getOrUndefined(context, FetchHttpClient.RequestInit),
    redirect: "manual"
  })

export const run = <O extends Operation>(attempt: {
  readonly deployment: Deployment
  readonly operation: O
  readonly protocol: Protocol<O>
  readonly request: RequestOf<O>
  readonly origin: Origin
  readonly sign: Sign
}): Stream.Stream<ChunkOf<O>, BifrostError> => {
  const { deployment, operation, origin, protocol, request, sign } = attempt

  return bracket((scope) =>
    AttemptSpan.during(
      { operation, origin, scope, baseUrl: deployment.baseUrl },
      Effect.fnUntraced(function* (told) {
        let secrets: ReadonlyArray<string> = []
        const blame = (reason: Reason) => BifrostError.because(Secrets.scrub(reason, secrets), origin)

        const options = request.providerOptions?.[deployment.id]
        const exchange = yield* Effect.mapError(Effect.fromResult(protocol.open(request, options)), blame)
        const unsigned = exchange.request.pipe(
          HttpClientRequest.prependUrl(deployment.baseUrl),
          HttpClientRequest.setHeaders({ ...deployment.headers, ...told.headers })
        )
        const clocks = yield* Timeouts.start(operation, deployment.timeouts)
        const socket = yield* deployment.open(scope)
        const answered = Effect.gen(function* () {
          const signed = yield* sign(unsigned)
          secrets = Secrets.of(unsigned, signed)
          const response = yield* Effect.mapError(Http.send(deployment.client, signed), blame)
          const { follow } = exchange
          if (follow === undefined) return response
          const { baseUrl, client } = deployment
          return yield* FollowUp.send(response, { follow, baseUrl, client, sign }).pipe(
            Effect.mapError((error) => (error._tag === "BifrostError" ? error : blame(error)))
          )
        })
        const response = yield* told.inside(Scope.provide(answered, socket.scope)).pipe(
          clocks.wait("headers", false),
          Effect.mapError((error) => (error._tag === "BifrostError" ? error.at(origin) : blame(error)))
        )
        yield* Effect.mapError(Http.check(response), blame)

        const head = headOf(response, { origin, warnings: exchange.warnings })
        const { headers, status } = response
        told.responded({ ...head, status })
        yield* ResponseHead.notify({
          ...head,
          operation,
          status,
          headers,
          ...(origin.key !== undefined && { key: origin.key })
        })
        const decoder = exchange.decoder({
          ...head,
          model: request.model,
          includeRaw: request.includeRaw ?? false,
          limits: deployment.limits
        })
        const body = Stream.mapError(response.stream, Http.unreachable)
        const pull = yield* Scope.provide(Stream.toPull(body), socket.scope)
        const answer = read({ pull, decoder, clocks, operation, leave: socket.leave, first: told.first })
        return Stream.mapError(answer, ({ ending, reason }) =>
          ending === undefined ? blame(reason) : blame(reason).with(digestOf(operation, ending))
        )
      })
    )
  )
}

const headOf = (
  { headers }: HttpClientResponse.HttpClientResponse,
  { origin, warnings }: { readonly origin: Origin; readonly warnings: ReadonlyArray<string> }
): Omit<Head, "includeRaw" | "limits"> => {
  const contentType = headers["content-type"]
  const requestId = Http.requestIdOf(headers)
  const rateLimit = Http.rateLimitOf(headers)
  return {
    provider: origin.provider,
    model: origin.model,
    warnings,
    ...(contentType !== undefined && { contentType }),
    ...(requestId !== undefined && { requestId }),
    ...(rateLimit !== undefined && { rateLimit })
  }
}

/** What a failed answer would have ended with: its usage is not lost. */
const digestOf = <O extends Operation>(operation: O, ending: ChunkOf<O>) => {
  const fold = operations[operation].fold()
  fold.add(ending)
  return fold.digest()
}

/** A failure, and how the answer would have ended as far as its events told. */
interface Failure<Chunk> {
  readonly reason: Reason
  readonly ending?: Chunk
}

/** The bytes that preamble may take, wherever they are held; more of it is heard, for memory is bounded. */
const maxHeldBytes = 256 * 1024

/** A body as chunks: one stage, whole arrays, preamble held back, clocks running while we wait. */
const read = <O extends Operation>(answer: {
  readonly pull: Pull.Pull<ReadonlyArray<Uint8Array>, Reason>
  readonly decoder: Decoder<ChunkOf<O>>
  readonly clocks: Timeouts.Clocks
  readonly operation: O
  readonly leave: Socket["leave"]
  /** Hears that something of the body was read. */
  readonly first: () => void
}): Stream.Stream<ChunkOf<O>, Failure<ChunkOf<O>>> => {
  const { clocks, decoder, first, leave, operation, pull } = answer
  const { isLast, isPreamble, withTiming } = operations[operation]
  let out: Array<ChunkOf<O>> = []
  let heldBytes = 0
  let firstContentMillis: number | undefined
  let ending: Pull.Pull<never, Failure<ChunkOf<O>>> | undefined

  const commit = () => {
    firstContentMillis ??= clocks.elapsedMillis()
  }
  const take = (chunks: ReadonlyArray<ChunkOf<O>>) => {
    for (const chunk of chunks) {
      out.push(chunk)
      if (firstContentMillis === undefined && !isPreamble(chunk)) commit()
    }
  }
  const end = (atEnd: boolean) => {
    const { chunks, failure, unsaid } = decoder.end()
    take(chunks)
    if (failure !== undefined) {
      ending = Effect.fail({ reason: failure, ...(unsaid !== undefined && { ending: unsaid }) })
      return
    }
    commit()
    const last = out.length - 1
    const chunk = out[last]
    const totalMillis = clocks.elapsedMillis()
    if (chunk !== undefined) {
      out[last] = withTiming(chunk, { firstContentMillis: firstContentMillis ?? totalMillis, totalMillis })
    }
    ending = Effect.suspend(() => {
      if (!atEnd) leave(pull)
      return Cause.done()
    })
  }
  const feed = (reads: ReadonlyArray<Uint8Array>) => {
    first()
    for (const bytes of reads) {
      if (decoder.isDone()) break
      take(decoder.read(bytes))
      if (firstContentMillis === undefined) heldBytes += bytes.length
    }
    if (out.length > maxHeld || (out.length > 0 && heldBytes > maxHeldBytes)) commit()
    if (decoder.isDone()) end(false)
  }
  /** A clock or the network failed: what the decoder has is still good, but not its verdict that this was the end. */
  const fail = (reason: Reason) => {
    const { chunks, unsaid = chunks.find(isLast) } = decoder.end()
    take(chunks.filter((chunk) => !isLast(chunk)))
    ending = Effect.fail({ reason, ...(unsaid !== undefined && { ending: unsaid }) })
  }
  const more = Effect.suspend(() => clocks.wait("body", firstContentMillis !== undefined)(pull)).pipe(
    Effect.map(feed),
    Pull.catchDone(() => Effect.sync(() => end(true))),
    Effect.catch((reason: Reason) => Effect.sync(() => fail(reason)))
  )
  const next: Pull.Pull<Arr.NonEmptyReadonlyArray<ChunkOf<O>>, Failure<ChunkOf<O>>> = Effect.suspend(() => {
    // preamble before a failure is never handed on
    if (firstContentMillis !== undefined && Arr.isArrayNonEmpty(out)) {
      const chunks = out
      out = []
      return Effect.succeed(chunks)
    }
    return ending ?? Effect.andThen(more, next)
  })
  return Stream.fromPull(Effect.succeed(next))
}
