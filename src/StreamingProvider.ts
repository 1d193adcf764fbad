/**
 * The one service of the library, in one member per operation. A provider layer supplies exactly the members it
 * can serve, so an operation nobody serves is a missing service: a compile-time error.
 *
 *   StreamingProvider.chat(request)      the stream of whichever provider the context holds
 *   StreamingProvider("chat")            the member itself, as a service
 *   StreamingProvider<"chat">            its type, as it appears in `R` and in a layer's type
 *
 * This is the only file that treats members of different operations alike, and so the only one with `any`.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { BifrostError } from "../schemas/BifrostError.ts"
import { type ChunkOf, type Operation, operations, type RequestOf } from "../schemas/Operation.ts"
import * as Grammar from "./service/Grammar.ts"
import * as Request from "./service/Request.ts"
import * as AttemptSpan from "./telemetry/AttemptSpan.ts"
import * as RequestSpan from "./telemetry/RequestSpan.ts"
import * as Witness from "./service/Witness.ts"

export interface StreamingProvider<in out O extends Operation> {
  readonly "~bifrost/StreamingProvider": (_: O) => O
}

/** What a provider does for operation `O`: answer a request with a stream of chunks. */
export interface Service<O extends Operation> {
  /** The provider's id. */
  readonly provider: string
  readonly operation: O
  readonly stream: (request: RequestOf<O>) => Stream.Stream<ChunkOf<O>, BifrostError>
}

/** `Supports<"chat" | "speech">` is `StreamingProvider<"chat"> | StreamingProvider<"speech">`. */
export type Supports<O extends Operation> = O extends Operation ? StreamingProvider<O> : never

const tag = <O extends Operation>(operation: O): Context.Service<StreamingProvider<O>, Service<O>> =>
  Context.Service(`bifrost/StreamingProvider/${operation}`)

const ask =
  <O extends Operation>(operation: O) =>
  (request: RequestOf<O>): Stream.Stream<ChunkOf<O>, BifrostError, StreamingProvider<O>> =>
    Stream.unwrap(Effect.map(tag(operation), (service) => service.stream(request)))

/**
 * A provider that is not a server: a local engine, a script in a test, a bridge. Give the operations it serves.
 * Requests are checked before they reach it, and its streams are held to the grammar of chunks.
 */
export const layer = <O extends Operation>(
  provider: string,
  streams: { readonly [K in O]: Service<K>["stream"] }
): Layer.Layer<Supports<O>> => Layer.succeedContext(members(provider, streams))

/** The same for a provider that must be made first; what it acquires lives as long as the layer. */
export const layerEffect = <O extends Operation, E, R>(
  provider: string,
  engine: Effect.Effect<{ readonly [K in O]: Service<K>["stream"] }, E, R>
): Layer.Layer<Supports<O>, E, Exclude<R, Scope.Scope>> =>
  Layer.effectContext(Effect.map(engine, (streams) => members(provider, streams)))

const members = <O extends Operation>(
  provider: string,
  streams: { readonly [K in O]: Service<K>["stream"] }
): Context.Context<Supports<O>> => {
  const served: { readonly [K in Operation]?: Service<K>["stream"] } = streams
  return make(<K extends Operation>(operation: K): Service<K> | undefined => {
    const stream: Service<K>["stream"] | undefined = served[operation]
    if (stream === undefined) return undefined
    const gate = Request.gate({ provider, operation })
    return {
      provider,
      operation,
      stream: (request) =>
        gate(request, (checked, origin) =>
          stream(checked).pipe(
            Grammar.enforce(operation, origin),
            AttemptSpan.around(operation, origin),
            Witness.attempt(origin)
          )
        )
    }
  })
}

/**
 * Builds the members of a layer from a function that serves some operations and not others. Each records its requests
 * for whoever listens; inside another member it is a part of that one's request.
 */
export const make = <Out = never>(
  serve: <O extends Operation>(operation: O) => Service<O> | undefined
): Context.Context<Out> => {
  let result = Context.empty() as Context.Context<any>
  for (const operation of Object.keys(operations) as Array<Operation>) {
    const service = serve(operation)
    if (service !== undefined) result = Context.add(result, tag(operation), RequestSpan.member(service) as any)
  }
  return result
}

/** The member that serves `operation`, if this context has it. */
export const get = <O extends Operation>(self: Context.Context<never>, operation: O): Service<O> | undefined =>
  Context.getOrUndefined(self as Context.Context<any>, tag(operation))

/** A function from a member to a member of the same operation, for what must know the request. */
export type Middleware = <O extends Operation>(service: Service<O>) => Service<O>

/**
 * Wraps every member of a layer; whatever else the layer provides stays as it is. `flatMap` keeps the layer's
 * identity, so that a layer with state that is used twice is still built once.
 */
export const transform =
  (middleware: Middleware) =>
  <Out, E, R>(layer: Layer.Layer<Out, E, R>): Layer.Layer<Out, E, R> =>
    Layer.flatMap(layer, (self) =>
      Layer.succeedContext(
        Context.merge(
          self,
          make((operation) => {
            const service = get(self, operation)
            return service && middleware(service)
          })
        )
      )
    )

/** What layers supply in common. */
type Common<Layers extends ReadonlyArray<Layer.Layer<never, unknown, unknown>>> = [Layers[number]] extends [
  Layer.Layer<infer Out, unknown, unknown>
]
  ? Out
  : never

/** Joins layers member by member. The result supports what all of them support. */
export const zipAll = <Out, E, R, const Others extends ReadonlyArray<Layer.Layer<never, unknown, unknown>>>(
  first: Layer.Layer<Out, E, R>,
  others: Others,
  join: <O extends Operation>(first: Service<O>, others: ReadonlyArray<Service<O>>) => Service<O>
): Layer.Layer<
  Extract<Extract<Out, StreamingProvider<any>>, Common<Others>>,
  E | Layer.Error<Others[number]>,
  R | Layer.Services<Others[number]>
> => {
  const layers = [first, ...others]
  const gather = (built: ReadonlyArray<Context.Context<never>>): Layer.Layer<any, any, any> => {
    const next = layers[built.length]
    if (next !== undefined) return Layer.flatMap(next, (context) => gather([...built, context]))
    return Layer.succeedContext(
      make((operation) => {
        const [service, ...rest] = built.flatMap((context) => get(context, operation) ?? [])
        return service !== undefined && rest.length === others.length ? join(service, rest) : undefined
      })
    )
  }
  return gather([])
}

export const StreamingProvider = /* @__PURE__ */ Object.assign(tag, {
  /** Continues a prompt. */
  text: /* @__PURE__ */ ask("text"),
  /** Answers a conversation. */
  chat: /* @__PURE__ */ ask("chat"),
  /** Answers in the events of the Responses API, verbatim. */
  responses: /* @__PURE__ */ ask("responses"),
  /** Says a text: audio as it is made. */
  speech: /* @__PURE__ */ ask("speech"),
  /** Writes down what is said in an audio file, as it is recognised. */
  transcription: /* @__PURE__ */ ask("transcription"),
  layer,
  layerEffect
})
