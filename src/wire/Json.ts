/** JSON against a wire schema: what fits is the very object that was parsed, with nothing unknown lost. */
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import * as Compiled from "../../schemas/Compiled.ts"
import * as Memo from "./Memo.ts"
import type { Misfit } from "./Misfit.ts"

/** Reads JSON, whatever it says. */
export const anything = (data: string, reader: Memo.Reader): Result.Result<unknown, Misfit> => {
  try {
    return Result.succeed(reader.parse(data))
  } catch {
    return Result.fail({ expected: "JSON", sample: data })
  }
}

/** Reads JSON that must fit. `reader` is for events of one stream (`Memo`). */
export const json = <A>(schema: Schema.Schema<A>, expected: string) => {
  const fits = Compiled.guard(schema)
  return (data: string, reader: Memo.Reader = Memo.none): Result.Result<A, Misfit> => {
    const parsed = anything(data, reader)
    if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
    const value = parsed.success
    return reader.fits(fits, value) ? Result.succeed(value) : Result.fail({ expected, sample: data })
  }
}

/** What is well formed, and need not be known. */
export class Ignored {
  readonly value: unknown
  constructor(value: unknown) {
    this.value = value
  }
}

/**
 * The same for a wire whose events have a `type`: types that are not in the table are ignored, those that are must fit.
 * What only says what went wrong is an `error`, named so or not.
 */
export const jsonByType = <Schemas extends Record<string, Schema.Schema<unknown>>>(schemas: Schemas) => {
  const guardOf = Compiled.byType(schemas)
  return (
    data: string,
    reader: Memo.Reader = Memo.none
  ): Result.Result<Schemas[keyof Schemas]["Type"] | Ignored, Misfit> => {
    const parsed = anything(data, reader)
    if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
    const value = parsed.success
    const said = fieldsOf(value)
    const type = said.type ?? (said.error == null ? undefined : "error")
    const fits = typeof type === "string" ? guardOf(type) : undefined
    if (fits === undefined) return Result.succeed(new Ignored(value))
    return reader.fits(fits, value) ? Result.succeed(value) : Result.fail({ expected: `a ${type} event`, sample: data })
  }
}

const fieldsOf = (value: unknown): { readonly type?: unknown; readonly error?: unknown } =>
  typeof value === "object" && value !== null ? value : {}
