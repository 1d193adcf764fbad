/**
 * JSON that fits a JSON Schema, filled from the words of a question where they fit. Pure. Not a generator for every
 * schema: what it cannot fit with certainty it refuses by name.
 */
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import type { JsonObject } from "../../schemas/Generation.ts"
import { Unsupported } from "../../schemas/Reason.ts"

type Json = Schema.Json
type Fitted = Result.Result<Json, Unsupported>

export interface Hints {
  /** Where values are looked for: its numbers, its quoted words, its names. */
  readonly question: string
  /** What goes where an answer is asked for. */
  readonly answer: string
}

/** A value of the shape. */
export const make = (schema: JsonObject, hints: Hints): Fitted => {
  const found = finder(hints.question)

  const fit = (given: Json | undefined, name: string, depth: number): Fitted => {
    if (depth > 24) return refuse("a schema without end")
    if (!isObject(given)) return Result.succeed(hints.question)
    const one = whole(given, schema)
    const refused = ["not", "if", "contains", "dependentRequired", "dependentSchemas", "minProperties"].find(
      (key) => key in one
    )
    if (refused !== undefined) return refuse(`a schema with "${refused}"`)
    if ("const" in one) return Result.succeed(one["const"] ?? null)
    const choices = one["enum"] ?? one["examples"] ?? ("default" in one ? [one["default"] ?? null] : undefined)
    if (isArray(choices) && choices.length > 0) return Result.succeed(found.oneOf(choices))
    const alternatives = one["anyOf"] ?? one["oneOf"]
    if (isArray(alternatives)) return fit(depth > 4 ? alternatives.at(-1) : alternatives[0], name, depth + 1)
    switch (typeOf(one)) {
      case "object":
        return objectOf(one, depth)
      case "array":
        return arrayOf(one, name, depth)
      case "string":
        return stringOf(one, name)
      case "number":
      case "integer":
        return Result.succeed(numberOf(one, found))
      case "boolean":
        return Result.succeed(true)
      case "null":
        return Result.succeed(null)
      default:
        return Result.succeed(hints.question)
    }
  }

  const objectOf = (one: JsonObject, depth: number): Fitted => {
    const properties = isObject(one["properties"]) ? one["properties"] : {}
    const required = isArray(one["required"]) ? one["required"].map(String) : Object.keys(properties)
    const entries = required.map((name) =>
      Result.map(fit(properties[name], name, depth + 1), (value) => [name, value] as const)
    )
    return Result.map(Result.all(entries), (all): Json => Object.fromEntries(all))
  }

  const arrayOf = (one: JsonObject, name: string, depth: number): Fitted => {
    const tuple = isArray(one["prefixItems"]) ? one["prefixItems"] : []
    const least = number(one["minItems"]) ?? 0
    if (one["uniqueItems"] === true && least > 1) return refuse(`a schema with "uniqueItems"`)
    const count = Math.max(least, tuple.length, depth < 4 && one["maxItems"] !== 0 && "items" in one ? 1 : 0)
    const items = Array.from({ length: count }, (_, index) => fit(tuple[index] ?? one["items"], name, depth + 1))
    return Result.map(Result.all(items), (all): Json => all)
  }

  const stringOf = (one: JsonObject, name: string): Fitted => {
    const format = typeof one["format"] === "string" ? one["format"] : ""
    const text = formats[format] ?? (answers.test(name) ? hints.answer : found.name())
    const most = number(one["maxLength"]) ?? Infinity
    // twice, for a schema counts characters where JavaScript counts halves of some
    const value = text.padEnd(2 * (number(one["minLength"]) ?? 0), ".").slice(0, most)
    const { pattern } = one
    return typeof pattern === "string" && !new RegExp(pattern, "u").test(value)
      ? refuse(`a schema with the pattern ${pattern}`)
      : Result.succeed(value)
  }

  return fit(schema, "", 0)
}

const refuse = (what: string): Fitted =>
  Result.fail(new Unsupported({ what, instead: "ask a provider that has a language model" }))

const answers = /^(answer|content|description|explanation|message|reply|response|says|summary|text)$/i

const formats: Readonly<Record<string, string>> = {
  date: "2026-01-01",
  "date-time": "2026-01-01T12:00:00Z",
  time: "12:00:00Z",
  duration: "PT1H",
  email: "someone@example.com",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  uri: "https://example.com/",
  url: "https://example.com/",
  uuid: "00000000-0000-4000-8000-000000000000"
}

/** What a question holds that values can be made of. Numbers and names are given out one after another. */
const finder = (question: string) => {
  const numbers = (question.match(/-?\d+(\.\d+)?/g) ?? []).map(Number)
  const quoted = [...question.matchAll(/["“«']([^"”»']+)["”»']/gu)].map(([, text = ""]) => text)
  const capitals = question.match(/(?<=[\p{L}\p{N},;:] )\p{Lu}[\p{L}\p{M}'-]+( \p{Lu}[\p{L}\p{M}'-]+)*/gu) ?? []
  const names = [...quoted, ...capitals]
  return {
    oneOf: (choices: ReadonlyArray<Json>): Json =>
      choices.find((choice) => question.toLowerCase().includes(String(choice).toLowerCase())) ?? choices[0] ?? null,
    number: () => numbers.shift(),
    name: () => names.shift() ?? question
  }
}

const numberOf = (one: JsonObject, found: ReturnType<typeof finder>): number => {
  const step = number(one["multipleOf"]) ?? (typeOf(one) === "integer" ? 1 : undefined)
  const above = number(one["exclusiveMinimum"])
  const below = number(one["exclusiveMaximum"])
  const gap = above !== undefined && below !== undefined ? (below - above) / 2 : 0.5
  const next = (from: number) => (step === undefined ? from + gap : (Math.floor(from / step) + 1) * step)
  const least = number(one["minimum"]) ?? (above === undefined ? -Infinity : next(above))
  const most = number(one["maximum"]) ?? (below === undefined ? Infinity : -next(-below))
  const wanted = Math.min(most, Math.max(least, found.number() ?? 1))
  if (step === undefined) return wanted
  const up = Math.ceil(wanted / step) * step
  return up <= most ? up : Math.floor(wanted / step) * step
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)
const isArray = (value: Json | undefined): value is ReadonlyArray<Json> => Array.isArray(value)
const number = (value: Json | undefined): number | undefined => (typeof value === "number" ? value : undefined)

const typeOf = ({ items, properties, type }: JsonObject): Json | undefined => {
  if (isArray(type)) return type[0]
  return type ?? (properties === undefined ? (items === undefined ? undefined : "array") : "object")
}

/** The schema with what it refers to (`$ref` within the document) and all that it is made of (`allOf`). */
const whole = (one: JsonObject, root: JsonObject, depth = 0): JsonObject => {
  const { $ref: ref, allOf, ...own } = one
  const parts = isArray(allOf) ? allOf.filter(isObject) : []
  const referred = typeof ref === "string" ? lookUp(root, ref) : undefined
  const all = depth > 24 ? [] : [...(referred === undefined ? [] : [referred]), ...parts]
  return all.map((part) => whole(part, root, depth + 1)).reduce(merge, own)
}

const lookUp = (root: JsonObject, ref: string): JsonObject | undefined => {
  let at: Json | undefined = root
  for (const key of ref.split("/").slice(1)) {
    at = isObject(at) ? at[decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~")] : undefined
  }
  return isObject(at) ? at : undefined
}

const merge = (one: JsonObject, other: JsonObject): JsonObject => {
  const properties = {
    ...(isObject(one["properties"]) ? one["properties"] : {}),
    ...(isObject(other["properties"]) ? other["properties"] : {})
  }
  const required = [one["required"], other["required"]].flatMap((names) => (isArray(names) ? names : []))
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required: [...new Set(required)] })
  }
}
