/**
 * Whether a schema says the same of every text that fits a template. Where it does, and has said yes once, the slots
 * hold what it leaves free, and it need not be asked again.
 */
import type * as SchemaAST from "effect/SchemaAST"
import * as Compiled from "../../schemas/Compiled.ts"
import type { Part, Slot } from "./Template.ts"

/** `slots` are the template's. What is not known here is taken for one that looks at what it is given. */
export const isIndifferent = (ast: SchemaAST.AST, part: Part, slots: ReadonlyArray<Slot>): boolean => {
  if (ast.encoding !== undefined || ("encodingChecks" in ast && ast.encodingChecks !== undefined)) return false
  if (ast.checks !== undefined && !(ast._tag === "Number" && ast.checks.every(holdsForCounts))) return false
  switch (ast._tag) {
    case "Any":
    case "Unknown":
    case "Never":
    case "Null":
    case "Undefined":
    case "Boolean":
    case "String":
    case "Number":
    case "ObjectKeyword":
      return true // they look at the type alone
    case "Literal":
      return part.kind !== "slot" || typeof ast.literal !== types[slots[part.slot] ?? "string"]
    case "Union":
      return ast.types.every((member) => isIndifferent(member, part, slots))
    case "Objects":
      return part.kind === "object"
        ? part.children.every((child) =>
            valuesOf(ast, child.key).every((value) => isIndifferent(value, child.part, slots))
          )
        : part.kind === "slot"
    case "Arrays":
      return part.kind === "array"
        ? part.children.every((child) =>
            elementsOf(ast, child.key).every((one) => isIndifferent(one, child.part, slots))
          )
        : true
    case "Declaration":
      return isTableIndifferent(ast, part, slots)
    default:
      return false
  }
}

/** A table looks at the type, and then has the schema of that type look at the rest. */
const isTableIndifferent = (ast: SchemaAST.Declaration, part: Part, slots: ReadonlyArray<Slot>): boolean => {
  const guardOf = Compiled.tableOf(ast)
  if (guardOf === undefined) return false
  if (part.kind !== "object") return true
  if (part.children.some(({ key }) => key === "type")) return false
  const guard = guardOf(Compiled.typeOf(part.base) ?? "")
  return guard === undefined || isIndifferent(guard.ast, part, slots)
}

const types = { string: "string", count: "number" } as const

/** A count is an integer, and finite. */
const holdsForCounts = ({ annotations }: SchemaAST.Check<never>): boolean => {
  const { representation } = annotations ?? {}
  return representation?.id === "effect/schema/isFinite" || representation?.id === "effect/schema/isInt"
}

/** All that an object's schema says of the value of a key. */
const valuesOf = (ast: SchemaAST.Objects, key: string): ReadonlyArray<SchemaAST.AST> => [
  ...ast.propertySignatures.filter(({ name }) => name === key).map(({ type }) => type),
  ...ast.indexSignatures.map(({ type }) => type)
]

const elementsOf = (ast: SchemaAST.Arrays, index: number): ReadonlyArray<SchemaAST.AST> => {
  const element = ast.elements[index]
  return element === undefined ? ast.rest : [element]
}
