/**
 * Chooses the provider by the request: `model: "groq/llama-3.3-70b"` goes to `groq`. Here, and only here, support
 * is known at run time, and `Unsupported` is the answer. A provider that could not be built, say for want of a
 * key, is no trouble until it is asked for; then it is `Misconfigured`.
 */
import * as Config from "effect/Config"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { BifrostError } from "../schemas/BifrostError.ts"
import type { Operation } from "../schemas/Operation.ts"
import { Misconfigured, type Reason, Unsupported } from "../schemas/Reason.ts"
import * as Request from "./service/Request.ts"
import * as StreamingProvider from "./StreamingProvider.ts"

type Providers = Readonly<Record<string, Layer.Layer<never, unknown, unknown>>>

/** One layer that supplies every operation, by the providers given under their names. It needs what they need. */
export function layer<Layers extends Providers>(
  providers: Layers
): Layer.Layer<StreamingProvider.Supports<Operation>, never, Layer.Services<Layers[keyof Layers]>>
export function layer(providers: Providers): Layer.Layer<StreamingProvider.Supports<Operation>, never, unknown> {
  return Layer.fromBuild((memoMap, scope) =>
    Effect.gen(function* () {
      const built = new Map<string, Result.Result<Context.Context<never>, unknown>>()
      for (const [name, layer] of Object.entries(providers)) {
        built.set(name, yield* Effect.result(Layer.buildWithMemoMap(layer, memoMap, scope)))
      }

      return StreamingProvider.make(<O extends Operation>(operation: O): StreamingProvider.Service<O> => {
        const gate = Request.gate({ provider: "router", operation })
        return {
          provider: "router",
          operation,
          stream: (asked) =>
            gate(asked, (request) => {
              const slash = request.model.indexOf("/")
              const name = request.model.slice(0, Math.max(0, slash))
              const model = request.model.slice(slash + 1)
              const fail = (reason: Reason) =>
                Stream.fail(BifrostError.because(reason, { provider: name || "router", operation, model }))
              const found = built.get(name)
              if (found === undefined) return fail(unknown(request.model, [...built.keys()]))
              if (Result.isFailure(found)) return fail(new Misconfigured({ description: wordsOf(found.failure) }))
              const service = StreamingProvider.get(found.success, operation)
              return service
                ? service.stream({ ...request, model })
                : fail(new Unsupported({ what: `${operation} by ${name}` }))
            })
        }
      })
    })
  )
}

const unknown = (asked: string, names: ReadonlyArray<string>) =>
  new Unsupported({
    what: `the model "${asked}"`,
    instead: `name a provider first, as in "${names[0] ?? "openai"}/<model>"; there are: ${names.join(", ")}`
  })

const wordsOf = (error: unknown): string => {
  if (error instanceof Config.ConfigError) return `a setting is missing or wrong: ${error.cause.message}`
  return typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error)
}
