/** Guards from schemas, compiled where `eval` is allowed, each when the first value comes: few meet all kinds of events. */
import * as Schema from "effect/Schema"
import * as SchemaJITCompiler from "effect/schema/SchemaJITCompiler"

export const guard = <A>(schema: Schema.Schema<A>): ((input: unknown) => input is A) => {
  let fits: ((input: unknown) => input is A) | undefined
  const compile = () => {
    SchemaJITCompiler.enable(schema.ast)
    return Schema.is(schema)
  }
  return (input): input is A => (fits ??= compile())(input)
}

type Schemas = Readonly<Record<string, Schema.Schema<unknown>>>

/** One guard for each type of a table; `undefined` for a type that is not in it. */
export const byType = <S extends Schemas>(schemas: S) => {
  const guards = new Map(Object.entries(schemas).map(([type, schema]) => [type, guard(schema)]))
  return (type: string): ((input: unknown) => input is S[keyof S]["Type"]) | undefined => guards.get(type)
}

/** The type of an object that says it. */
export const typeOf = (input: unknown): string | undefined =>
  typeof input === "object" && input !== null && "type" in input && typeof input.type === "string"
    ? input.type
    : undefined

declare const own: unique symbol
/** Of a type without a schema here. To the compiler the type is opaque (read it with `String`), so that unions narrow. */
export interface Own {
  readonly type: { readonly [own]: true }
  readonly [field: string]: unknown
}

/** What has a type: one of the table must fit its schema, any other passes. The type is looked at first. */
export const open = <S extends Schemas>(schemas: S): Schema.declare<S[keyof S]["Type"] | Own> => {
  const guardOf = byType(schemas)
  return Schema.declare<S[keyof S]["Type"] | Own>((input): input is S[keyof S]["Type"] | Own => {
    const type = typeOf(input)
    return type !== undefined && (guardOf(type)?.(input) ?? true)
  })
}
