/** Guards from schemas, compiled where `eval` is allowed, each when the first value comes: few meet all kinds of events. */
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import * as SchemaJITCompiler from "effect/schema/SchemaJITCompiler"

export interface Guard<A> {
  (input: unknown): input is A
  /** What it looks for. */
  readonly ast: SchemaAST.AST
}

export const guard = <A>(schema: Schema.Schema<A>): Guard<A> => {
  let fits: ((input: unknown) => input is A) | undefined
  const compile = () => {
    SchemaJITCompiler.enable(schema.ast)
    return Schema.is(schema)
  }
  return Object.assign((input: unknown): input is A => (fits ??= compile())(input), { ast: schema.ast })
}

type Schemas = Readonly<Record<string, Schema.Schema<unknown>>>

/** One guard for each type of a table; `undefined` for a type that is not in it. */
export const byType = <S extends Schemas>(schemas: S) => {
  const guards = new Map(Object.entries(schemas).map(([type, schema]) => [type, guard(schema)]))
  return (type: string): Guard<S[keyof S]["Type"]> | undefined => guards.get(type)
}

/** The type of an object that says it. */
export const typeOf = (input: unknown): string | undefined =>
  typeof input === "object" && input !== null && "type" in input && typeof input.type === "string"
    ? input.type
    : undefined

declare const unlisted: unique symbol
/** Of a type without a schema here. To the compiler the type is opaque (read it with `String`), so that unions narrow. */
export interface Unlisted {
  readonly type: { readonly [unlisted]: true }
  readonly [field: string]: unknown
}

/** What an open schema looks a type up in; its annotation. */
class Table {
  readonly guardOf: (type: string) => Guard<unknown> | undefined
  constructor(guardOf: Table["guardOf"]) {
    this.guardOf = guardOf
  }
}
const annotation = "~bifrost/table"

/** What the schema of an open table looks a type up in; `undefined` for a schema that is none. */
export const tableOf = ({ annotations }: SchemaAST.Declaration): Table["guardOf"] | undefined => {
  const table = annotations?.[annotation]
  return table instanceof Table ? table.guardOf : undefined
}

/** What has a type: one of the table must fit its schema, any other passes. The type is looked at first. */
export const open = <S extends Schemas>(schemas: S): Schema.declare<S[keyof S]["Type"] | Unlisted> => {
  const guardOf = byType(schemas)
  return Schema.declare<S[keyof S]["Type"] | Unlisted>(
    (input): input is S[keyof S]["Type"] | Unlisted => {
      const type = typeOf(input)
      return type !== undefined && (guardOf(type)?.(input) ?? true)
    },
    { [annotation]: new Table(guardOf) }
  )
}
