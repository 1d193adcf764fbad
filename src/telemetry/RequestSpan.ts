/**
 * One span for each request, around whatever policies make of it: it begins with the outermost member that is asked,
 * or with a policy around it, and ends once, with the stream. Members inside it add attempts, and no span of their own.
 */
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { type ChunkOf, type Operation, type RequestOf } from "../../schemas/Operation.ts"
import { bracket } from "../service/Bracket.ts"
import type { Service } from "../StreamingProvider.ts"
import { CaptureContent } from "../Telemetry.ts"
import * as Asked from "./Asked.ts"
import * as Content from "./Content.ts"
import * as Ending from "./Ending.ts"
import * as Heard from "./Heard.ts"
import { byContext, isListening, looking, stopwatch } from "./Listening.ts"
import { histogram } from "./Metrics.ts"
import { bifrost, genAi, operationsByName } from "./names.ts"

/** One request, as it is recorded. */
export interface Recording {
  /** Unknown until a member is asked. */
  readonly operation: () => Operation | undefined
  /** Whether a member of this operation may be asked on its behalf: where it has an answer, it is another request. */
  readonly takes: (operation: Operation) => boolean
  /** Another attempt begins; its number. */
  readonly attempt: (provider: string) => number
  /** An attempt at this provider says something. */
  readonly committed: (provider: string) => void
  /** A member is asked: what to record of its answer, and what it runs in. */
  readonly open: <O extends Operation>(
    service: Service<O>,
    request: RequestOf<O>
  ) => Effect.Effect<{ readonly heard: Heard.Heard<ChunkOf<O>>; readonly context: Context.Context<never> }>
  readonly end: (exit: Exit.Exit<unknown, unknown>, failure: Cause.Cause<unknown> | undefined) => void
}

/** The request that a member runs in, if it is inside another. */
export const Current = Context.Reference<Recording | undefined>("bifrost/Telemetry/Current", {
  defaultValue: () => undefined
})
/** The request that a policy around members waits for. */
export const Joint = Context.Reference<Recording | undefined>("bifrost/Telemetry/Joint", {
  defaultValue: () => undefined
})

/** One span for all that a stream does: for policies that ask more than once. Inside a request it is the stream itself. */
export const asOne = <A, E, R>(stream: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
  byContext((context) =>
    isListening(context) && Context.get(context, Current) === undefined && Context.get(context, Joint) === undefined
      ? recorded(context, (recording) => Stream.provideService(stream, Joint, recording))
      : stream
  )

/** A member whose requests are recorded. */
export const member = <O extends Operation>(service: Service<O>): Service<O> => ({
  ...service,
  stream: (request) => {
    const stream = service.stream(request)
    return byContext((context) => {
      if (!isListening(context) || Context.get(context, Current)?.operation() === service.operation) return stream
      const opened = (recording: Recording) =>
        Stream.unwrap(
          Effect.map(recording.open(service, request), ({ context, heard }) =>
            stream.pipe(looking(heard.hear), Stream.provideContext(context))
          )
        )
      const joint = Context.get(context, Joint)
      return joint?.takes(service.operation) ? opened(joint) : recorded(context, opened)
    })
  }
})

const recorded = <A, E, R>(
  context: Context.Context<never>,
  use: (recording: Recording) => Stream.Stream<A, E, R>
): Stream.Stream<A, E, R> =>
  bracket((scope) => {
    const recording = make(context)
    let failure: Cause.Cause<E> | undefined
    return Effect.as(
      Scope.addFinalizerExit(scope, (exit) => Effect.sync(() => recording.end(exit, failure))),
      Stream.tapCause(use(recording), (cause) => Effect.sync(() => void (failure = cause)))
    )
  })

const make = (context: Context.Context<never>): Recording => {
  const { nanos, seconds } = stopwatch(context)
  const capture = Context.get(context, CaptureContent)
  let asked:
    | { readonly span: Tracer.Span; readonly operation: Operation; readonly provider: string; readonly model: string }
    | undefined
  let answer: Omit<Heard.Heard<never>, "hear"> | undefined
  let attempts = 0
  let lastAsked: string | undefined // or who says something
  let perChunk: ((seconds: number) => void) | undefined

  /** Whom it is about: who failed, else who answers, else who was asked last. */
  const series = (failed?: string): Asked.Attributes => {
    if (asked === undefined) return {}
    const model = answer?.answer().model
    return {
      ...Asked.of(failed ?? answer?.provider() ?? lastAsked ?? asked.provider, asked.operation, asked.model),
      ...(model !== undefined && { [genAi.responseModel]: model })
    }
  }
  const listener: Heard.Listener = {
    commit: (first) => {
      asked?.span.event(bifrost.commit, nanos())
      histogram("timeToFirstChunk", series(), context)(first)
    },
    gap: (gap) => {
      perChunk ??= histogram("timePerOutputChunk", series(), context)
      perChunk(gap)
    },
    seam: (seam) => asked?.span.event(bifrost.seam, nanos(), { ...seam })
  }
  const recording: Recording = {
    operation: () => asked?.operation,
    takes: (operation) => asked === undefined || (asked.operation === operation && answer === undefined),
    attempt: (provider) => {
      lastAsked = provider
      return ++attempts
    },
    committed: (provider) => {
      lastAsked = provider
    },
    open: (service, request) =>
      Effect.gen(function* () {
        if (asked === undefined) {
          const model = Asked.modelOf(request)
          const span = yield* Effect.makeSpan(`${operationsByName[service.operation].name} ${model}`.trimEnd(), {
            kind: "client",
            attributes: {
              ...Asked.of(service.provider, service.operation, model),
              ...Asked.settingsOf(service.operation, request),
              ...(capture && Content.asked(request, capture))
            }
          })
          asked = { span, operation: service.operation, provider: service.provider, model }
        }
        const commit = (first: number) => {
          if (answer !== undefined) return
          answer = heard
          listener.commit(first)
        }
        const heard = Heard.make(service.operation, seconds, { ...listener, commit }, capture)
        const inside = Context.make(Current, recording)
        return { heard, context: Context.add(inside, Tracer.ParentSpan, asked.span) }
      }).pipe(Effect.uninterruptible), // a span that is begun is known to `end`
    end: (exit, failure) => {
      if (asked === undefined) return
      const ending = Ending.of({
        exit,
        failure,
        isWhole: answer?.isWhole() ?? false,
        isContentTold: capture !== undefined
      })
      const { error, errorType } = ending
      const about = { ...series(error?.origin?.provider), ...errorType }
      const told = {
        ...about,
        ...answer?.attributes(),
        ...(error?.partial?.usage && Heard.counts(error.partial.usage)),
        ...answer?.content(),
        ...ending.attributes,
        [bifrost.attempts]: attempts
      }
      for (const [name, value] of Object.entries(told)) asked.span.attribute(name, value)
      asked.span.end(nanos(), ending.exit)
      const reason = answer?.answer().reason
      histogram("duration", { ...about, ...(reason && { [bifrost.finishReason]: reason }) }, context)(seconds())
      histogram("attempts", about, context)(attempts)
    }
  }
  return recording
}
