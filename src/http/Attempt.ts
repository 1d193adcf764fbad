/**
 * One attempt of one request over HTTP: signing, sending, its answer's head, and then its `Answer`. Here clocks,
 * sockets and errors meet. It lets go of its socket at its own end, whole or not.
 */
import * as Channel from "effect/Channel"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { BifrostError, type Origin } from "../../schemas/BifrostError.ts"
import { type ChunkOf, type Operation, operations, type RequestOf } from "../../schemas/Operation.ts"
import type { Reason } from "../../schemas/Reason.ts"
import type { Sign } from "../Auth.ts"
import { closing } from "../service/Bracket.ts"
import type { Head } from "../Decoder.ts"
import type { Limits } from "../Framing.ts"
import * as Answer from "./Answer.ts"
import * as FollowUp from "./FollowUp.ts"
import * as Http from "../Http.ts"
import type { Exchange, Protocol } from "../Protocol.ts"
import * as ResponseHead from "../ResponseHead.ts"
import * as Secrets from "./Secrets.ts"
import type { Socket } from "./Socket.ts"
import * as AttemptSpan from "../telemetry/AttemptSpan.ts"
import * as Timeouts from "../Timeouts.ts"

/** A provider as its layer has read it: where to send, and over what. */
export interface Deployment {
  readonly id: string
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeouts: Timeouts.Timeouts
  readonly limits: Limits
  readonly memo: boolean
  readonly client: Http.Client
  readonly open: (attempt: Scope.Closeable) => Effect.Effect<Socket>
}

/**
 * Sockets close with a scope, no provider hears of our traces (neither their headers nor a URL that may hold a key),
 * and a redirect is an answer: `fetch` would follow it and take a key in a header to wherever it leads.
 */
export const client = (client: HttpClient.HttpClient): Http.Client =>
  HttpClient.withScope(client).pipe(
    HttpClient.transformResponse((response) => response.pipe(Effect.updateContext(asProvider)))
  )

const untraced = () => true
const asProvider = <R>(context: Context.Context<R>): Context.Context<R> =>
  Context.add(context, HttpClient.TracerDisabledWhen, untraced).pipe(
    Context.add(FetchHttpClient.RequestInit, {
      ...Context.getOrUndefined(context, FetchHttpClient.RequestInit),
      redirect: "manual"
    })
  )

export const run = <O extends Operation>(attempt: {
  readonly deployment: Deployment
  readonly operation: O
  readonly protocol: Protocol<O>
  readonly request: RequestOf<O>
  readonly origin: Origin
  readonly sign: Sign
}): Stream.Stream<ChunkOf<O>, BifrostError> => {
  const { deployment, operation, origin, protocol, request, sign } = attempt
  /** Encoded by the first attempt, and the same for those that repeat it. */
  let opened: Result.Result<Exchange<O>, Reason> | undefined

  return closing((scope) =>
    AttemptSpan.during(
      { operation, origin, scope, baseUrl: deployment.baseUrl },
      Effect.fnUntraced(function* (told) {
        let signed: HttpClientRequest.HttpClientRequest | undefined
        // what must not be said again is looked for where something is said
        const blame = (reason: Reason) =>
          BifrostError.because(Secrets.scrub(reason, signed === undefined ? [] : Secrets.of(unsigned, signed)), origin)

        opened ??= protocol.open(request, request.providerOptions?.[deployment.id])
        if (Result.isFailure(opened)) return yield* Effect.fail(BifrostError.because(opened.failure, origin))
        const exchange = opened.success
        const unsigned = exchange.request.pipe(
          HttpClientRequest.prependUrl(deployment.baseUrl),
          HttpClientRequest.setHeaders({ ...deployment.headers, ...told.headers })
        )
        const socket = yield* deployment.open(scope)
        const clocks = yield* Timeouts.start(operation, deployment.timeouts, socket)
        const { baseUrl, client } = deployment
        const { follow } = exchange
        const answered = Effect.flatMap(sign(unsigned), (request) => {
          signed = request
          const sent = Http.send(client, request)
          return follow === undefined
            ? sent
            : Effect.flatMap(sent, (created) => FollowUp.send(created, { follow, baseUrl, client, sign }))
        })
        const waited = clocks.wait("headers", told.inside(Scope.provide(answered, socket.scope)), () => false)
        const response = yield* waited.pipe(
          Effect.mapError((error) => (error._tag === "BifrostError" ? error.at(origin) : blame(error)))
        )
        if (!Http.isAnswer(response)) yield* Effect.mapError(Http.refusal(response), blame)

        const { headers, status } = response // some clients make the headers anew each time
        const head = headOf(headers, { origin, warnings: exchange.warnings })
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
          limits: deployment.limits,
          memo: deployment.memo
        })
        // not `Stream.toPull`: it provides its context to each pull anew
        const pull = yield* Channel.toPullScoped(Stream.toChannel(response.stream), socket.scope)
        return Answer.read({
          pull,
          decoder,
          clocks,
          operation,
          leave: socket.leave,
          first: told.first,
          // how the answer would have ended, as far as its events told: its usage is not lost
          blame: (reason, ending) =>
            ending === undefined ? blame(reason) : blame(reason).with(digestOf(operation, ending))
        })
      })
    )
  )
}

const headOf = (
  headers: HttpClientResponse.HttpClientResponse["headers"],
  { origin, warnings }: { readonly origin: Origin; readonly warnings: ReadonlyArray<string> }
): Omit<Head, "includeRaw" | "limits" | "memo"> => {
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

const digestOf = <O extends Operation>(operation: O, ending: ChunkOf<O>) => {
  const fold = operations[operation].fold()
  fold.add(ending)
  return fold.digest()
}
