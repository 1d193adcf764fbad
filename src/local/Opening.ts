/**
 * How every answer of the local layer begins: with an id, and with a sentence for each field that has no effect here.
 * The observer of response heads is told, and so is `Start`, where there is one.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { BifrostError } from "../../schemas/BifrostError.ts"
import type { JsonObject } from "../../schemas/Generation.ts"
import type { Operation } from "../../schemas/Operation.ts"
import type { Reason } from "../../schemas/Reason.ts"
import * as ResponseHead from "../ResponseHead.ts"

export const provider = "local"

interface Asked {
  readonly model: string
  readonly includeRaw?: boolean | undefined
  readonly providerOptions?: { readonly [id: string]: JsonObject } | undefined
}

export interface Start {
  readonly _tag: "Start"
  readonly provider: string
  readonly model: string
  readonly id: string
  readonly created: number
  readonly warnings: ReadonlyArray<string>
}

/** A reason, blamed on this provider. */
export const blame =
  (operation: Operation, { model }: Asked) =>
  (reason: Reason) =>
    BifrostError.because(reason, { provider, operation, model })

/** Eight letters and digits; from Effect's `Random`, so that a seed repeats them. */
export const id = (prefix: string): Effect.Effect<string> =>
  Effect.map(Random.nextIntBetween(0, 36 ** 8), (number) => `${prefix}_${number.toString(36).padStart(8, "0")}`)

/** `engine` is the model that answers whatever the request says; `"local"` means it too. */
export const open = Effect.fnUntraced(function* (options: {
  readonly operation: Operation
  readonly request: Asked
  readonly engine: string
  readonly prefix: string
  readonly warnings: ReadonlyArray<string>
}) {
  const { engine, operation, prefix, request } = options
  const { model } = request
  const warnings = [
    ...(model === "local" || model === engine ? [] : [`the model "${model}" is not here: "${engine}" answers`]),
    ...ignored(request, { includeRaw: "nothing comes over a wire" }),
    ...(request.providerOptions?.[provider] === undefined ? [] : ["providerOptions.local is ignored: there are none"]),
    ...options.warnings
  ]
  yield* ResponseHead.notify({ provider, operation, model, status: 200, warnings, headers: {} })
  const start: Start = {
    _tag: "Start",
    provider,
    model: engine,
    id: yield* id(prefix),
    created: Math.floor((yield* Clock.currentTimeMillis) / 1000),
    warnings
  }
  return start
})

/** A sentence for each field that is set and has no effect, by the reasons given. */
export const ignored = <Request extends object>(
  request: Request,
  reasons: { readonly [K in keyof Request & string]?: string }
): ReadonlyArray<string> =>
  Object.entries(reasons).flatMap(([field, why]) => {
    const value: unknown = Object.entries(request).find(([name]) => name === field)?.[1]
    return value === undefined || value === false ? [] : [`${field} is ignored: ${String(why)}`]
  })
