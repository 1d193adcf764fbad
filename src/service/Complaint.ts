/**
 * Why a value does not fit its schema, in words for the person who wrote it: where, what was expected, what came.
 * Effect's own words list a union's every member; here a mistake is told once, where it was made.
 */
import * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"

type Path = ReadonlyArray<PropertyKey>

interface Complaint {
  readonly path: Path
  /** What should be there; `undefined` where nothing should. */
  readonly expected: string | undefined
  /** The fields there are, where this one is not among them. */
  readonly fields: ReadonlyArray<string>
}

/** More than this helps nobody. */
const most = 3

/** `value` is what did not fit, whole; `issue` says where. */
export const inWords = (issue: SchemaIssue.Issue, value: unknown): string => {
  const all = merged(find(value, issue, [], undefined))
  const told = all.slice(0, most).map((complaint) => sentence(complaint, value))
  return [...told, ...(all.length > most ? [`and ${all.length - most} more`] : [])].join("; ")
}

type Complaints = ReadonlyArray<Complaint>

const find = (value: unknown, issue: SchemaIssue.Issue, path: Path, owner: SchemaAST.AST | undefined): Complaints => {
  switch (issue._tag) {
    case "Pointer":
      return find(value, issue.issue, [...path, ...issue.path], owner)
    case "Encoding":
      return find(value, issue.issue, path, owner)
    case "Composite":
      return issue.issues.flatMap((one) => find(value, one, path, issue.ast))
    case "AnyOf": {
      const attempts = issue.issues.map((one) => find(value, one, path, owner))
      const meant = furthest(attempts, path.length, value)
      if (meant.length > 0) return meant
      const checked = issue.issues.find(isCheck)
      return checked === undefined ? mismatch(value, path, issue.ast) : find(value, checked, path, owner)
    }
    case "MissingKey": {
      const field = fieldsOf(owner).find(({ name }) => name === path.at(-1))
      return field === undefined ? [expecting(path, "a value")] : mismatch(value, path, SchemaAST.toEncoded(field.type))
    }
    case "UnexpectedKey":
      return [{ path, expected: undefined, fields: fieldsOf(issue.ast).map(({ name }) => String(name)) }]
    default:
      return [expecting(path, wordsOf(issue))]
  }
}

/** Of a union's members those that were meant: they fit furthest, and what is there is wrong rather than absent. */
const furthest = (attempts: ReadonlyArray<Complaints>, depth: number, value: unknown): Complaints => {
  const deepest = Math.max(...attempts.flat().map(({ path }) => path.length))
  if (deepest <= depth) return []
  const far = attempts.filter((complaints) => complaints.some(({ path }) => path.length === deepest))
  const wrong = far.filter((complaints) => complaints.some(({ path }) => at(value, path) !== undefined))
  return (wrong.length > 0 ? wrong : far).flat()
}

const expecting = (path: Path, expected: string): Complaint => ({ path, expected, fields: [] })

/** What a schema wants here; of a union whose members one field tells apart, what that field may say. */
const mismatch = (value: unknown, path: Path, ast: SchemaAST.AST): Complaints => {
  const came = at(value, path)
  const tag = typeof came === "object" && came !== null && !Array.isArray(came) ? discriminator(ast) : undefined
  if (tag !== undefined) return [expecting([...path, tag.name], tag.words)]
  return [expecting(path, wordsOf(new SchemaIssue.InvalidType(ast)))]
}

/** Of the right type, and yet not right: no integer, say. */
const isCheck = (issue: SchemaIssue.Issue): boolean =>
  issue._tag === "Filter" || (issue._tag === "Composite" && issue.issues.every(isCheck))

const fieldsOf = (ast: SchemaAST.AST | undefined) => (ast?._tag === "Objects" ? ast.propertySignatures : [])

const format = SchemaIssue.makeFormatterDefault()
/** Effect's words for what was expected, without what a caller does not write. */
const wordsOf = (issue: SchemaIssue.Issue): string =>
  format(issue)
    .replace(/^Expected /, "")
    .replace(/ \| undefined\b/g, "")
    .replace(/(^| )(array|object)\b/g, "$1an $2")

const discriminator = (ast: SchemaAST.AST): { readonly name: PropertyKey; readonly words: string } | undefined => {
  if (ast._tag !== "Union") return undefined
  const tags = ast.types.map((member) =>
    fieldsOf(member).flatMap(({ name, type }) => (type._tag === "Literal" ? [{ name, literal: type.literal }] : []))
  )
  const name = tags[0]?.[0]?.name
  const literals = tags.flatMap((one) => one.filter((tag) => tag.name === name).map(({ literal }) => literal))
  if (name === undefined || literals.length !== ast.types.length) return undefined
  return { name, words: literals.map((literal) => JSON.stringify(literal)).join(" | ") }
}

/** What several members say is told once, with the fields of all; beside an unknown field, what it may stand for is not missed. */
const merged = (complaints: Complaints): Complaints => {
  const byPlace = new Map<string, Complaint>()
  for (const one of complaints) {
    const place = JSON.stringify([nameOf(one.path), one.expected])
    const fields = byPlace.get(place)?.fields ?? []
    byPlace.set(place, { ...one, fields: [...new Set([...fields, ...one.fields])] })
  }
  const all = [...byPlace.values()]
  const parent = ({ path }: Complaint) => nameOf(path.slice(0, -1))
  const misspelt = new Set(all.filter(({ expected }) => expected === undefined).map(parent))
  return all.filter((one) => one.expected === undefined || !misspelt.has(parent(one)))
}

const sentence = ({ expected, fields, path }: Complaint, value: unknown): string => {
  const came = at(value, path)
  const where = path.length === 0 ? "it" : nameOf(path)
  if (expected !== undefined) {
    return came === undefined
      ? `${where} is missing (expected: ${expected})`
      : `${where} should be ${expected}, not ${shown(came)}`
  }
  const wanted = String(path.at(-1))
  const near = fields.find((field) => isNear(wanted, field))
  return `${where} is not a known field${near === undefined ? ` (there are: ${fields.join(", ")})` : `; did you mean ${near}?`}`
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce(
    (value: unknown, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    value
  )

const nameOf = (path: Path): string =>
  path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "")

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return "an array"
  if (typeof value === "object" && value !== null) return "an object"
  if (typeof value === "function") return "a function"
  if (typeof value !== "string") return String(value)
  return value.length > 40 ? "a longer text" : JSON.stringify(value)
}

/** Whether one is the other with case, dashes, a plural or up to two letters wrong. */
const isNear = (wanted: string, field: string): boolean => {
  const [a, b] = [wanted, field].map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ""))
  return a !== undefined && b !== undefined && distance(a, b) <= Math.min(2, Math.floor(b.length / 3))
}

/** How many letters must change, be added or be left out. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [line, letter] of [...a].entries()) {
    const next = [line + 1]
    for (const [column, other] of [...b].entries()) {
      const swap = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(swap, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
