/**
 * One span for each attempt, inside its request's: who was asked, the attempt's number, when its first chunk came,
 * when it committed, how it ended. It tells no tokens, which the request's span does, so that nobody counts them
 * twice; the histogram of tokens counts each attempt's. Where nobody listens it is nothing at all.
 */
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpTraceContext from "effect/http/HttpTraceContext"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import type { BifrostError, Origin } from "../../schemas/BifrostError.ts"
import type { ChunkOf, Operation } from "../../schemas/Operation.ts"
import { bracket } from "../service/Bracket.ts"
import { CaptureContent, Propagation } from "../Telemetry.ts"
import * as Asked from "./Asked.ts"
import * as Ending from "./Ending.ts"
import * as Heard from "./Heard.ts"
import { byContext, isListening, looking, stopwatch } from "./Listening.ts"
import { countTokens } from "./Metrics.ts"
import { bifrost, genAi } from "./names.ts"
import * as RequestSpan from "./RequestSpan.ts"

/** One attempt, as it is recorded. */
export interface Recording {
  /** For the provider, where it may know of the trace. */
  readonly headers: Readonly<Record<string, string>>
  readonly responded: (head: { readonly status: number; readonly requestId?: string }) => void
  /** Something of the answer was read, content or not; every call but the first says nothing new. */
  readonly first: () => void
  /** Runs an effect inside the attempt's span. */
  readonly inside: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

const silent: Recording = {
  headers: {},
  responded: () => {},
  first: () => {},
  inside: <A, E, R>(effect: Effect.Effect<A, E, R>) => effect
}

interface Attempt<O extends Operation> {
  readonly operation: O
  readonly origin: Origin
  /** The attempt ends with it. */
  readonly scope: Scope.Scope
  /** Without a query. */
  readonly baseUrl?: string
}

/** Records the attempt that `make` begins. */
export const during = <O extends Operation, R>(
  attempt: Attempt<O>,
  make: (told: Recording) => Effect.Effect<Stream.Stream<ChunkOf<O>, BifrostError>, BifrostError, R>
): Effect.Effect<Stream.Stream<ChunkOf<O>, BifrostError>, BifrostError, R> =>
  Effect.contextWith((context: Context.Context<never>) =>
    isListening(context)
      ? Effect.flatMap(record(attempt, context), ({ told, watch, failed }) =>
          Effect.map(Effect.tapCause(make(told), failed), watch)
        )
      : make(silent)
  )

/** The same around the stream of a provider that is no server. */
export const around =
  <O extends Operation>(operation: O, origin: Origin) =>
  <R>(stream: Stream.Stream<ChunkOf<O>, BifrostError, R>): Stream.Stream<ChunkOf<O>, BifrostError, R> =>
    byContext((context) =>
      isListening(context)
        ? bracket((scope) =>
            Effect.map(record({ operation, origin, scope }, context), ({ provided, watch }) =>
              watch(Stream.provideContext(stream, provided))
            )
          )
        : stream
    )

const record = Effect.fnUntraced(function* <O extends Operation>(
  { baseUrl, operation, origin, scope }: Attempt<O>,
  context: Context.Context<never>
) {
  const { nanos, seconds } = stopwatch(context)
  const request = Context.get(context, RequestSpan.Current)
  const number = request?.attempt(origin.provider) ?? 1
  const { [genAi.operation]: _, ...asked } = Asked.of(origin.provider, operation, origin.model)
  const span = yield* Effect.makeSpan(`attempt ${origin.provider}`, {
    kind: "client",
    attributes: {
      ...asked,
      ...addressOf(baseUrl),
      [bifrost.attempt]: number,
      ...(origin.key !== undefined && { [bifrost.key]: origin.key })
    }
  })
  let isFirst = true
  const first = () => {
    if (isFirst) span.event(bifrost.firstChunk, nanos())
    isFirst = false
  }
  const commit = () => {
    first()
    request?.committed(origin.provider)
    span.event(bifrost.commit, nanos())
  }
  const heard = Heard.make(operation, seconds, { commit, gap: () => {}, seam: () => {} }, undefined)

  let failure: Cause.Cause<BifrostError> | undefined
  const failed = (cause: Cause.Cause<BifrostError>) => Effect.sync(() => void (failure = cause))
  yield* Scope.addFinalizerExit(scope, (exit) =>
    Effect.sync(() => {
      const isContentTold = Context.get(context, CaptureContent) !== undefined
      const {
        attributes,
        error,
        errorType,
        exit: end
      } = Ending.of({ exit, failure, isWhole: heard.isWhole(), isContentTold })
      const usage = heard.answer().usage ?? error?.partial?.usage
      if (usage) countTokens(usage, { ...Asked.of(origin.provider, operation, origin.model), ...errorType }, context)
      const answer = Object.entries({ ...heard.attributes(), ...attributes }).filter(
        ([name]) => !/\.usage\./.test(name)
      )
      for (const [name, value] of answer) span.attribute(name, value)
      span.end(nanos(), end)
    })
  )
  const provided = Context.make(Tracer.ParentSpan, span).pipe(
    Context.add(RequestSpan.Current, undefined),
    Context.add(RequestSpan.Joint, undefined)
  )
  const told: Recording = {
    headers: Context.get(context, Propagation) ? traceParent(span) : {},
    responded: ({ requestId, status }) => {
      span.attribute(genAi.status, status)
      if (requestId !== undefined) span.attribute(bifrost.requestId, requestId)
    },
    first,
    inside: Effect.provideContext(provided)
  }
  const watch = <R>(stream: Stream.Stream<ChunkOf<O>, BifrostError, R>) =>
    stream.pipe(looking(heard.hear), Stream.tapCause(failed))
  return { provided, told, failed, watch }
}, Effect.uninterruptible) // a span that is begun is ended

/** By W3C Trace Context. */
const traceParent = (span: Tracer.Span): Readonly<Record<string, string>> => {
  const { traceparent } = HttpTraceContext.toHeaders(span)
  return traceparent === undefined ? {} : { traceparent }
}

const addressOf = (baseUrl: string | undefined): Asked.Attributes => {
  if (baseUrl === undefined) return {}
  const { hostname, port, protocol } = new URL(baseUrl)
  return {
    [genAi.serverAddress]: hostname,
    [genAi.serverPort]: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port)
  }
}
