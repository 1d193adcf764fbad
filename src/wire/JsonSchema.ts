/** From a shape (an Effect Schema, or JSON Schema itself) to the JSON Schema that goes on a wire. */
import * as Schema from "effect/Schema"
import { EffectSchema, type JsonObject, type Shape } from "../../schemas/Generation.ts"

const isEffectSchema = Schema.is(EffectSchema)

/** Objects are closed, as providers that keep to a shape demand. */
export const from = (shape: Shape): JsonObject => {
  if (!isEffectSchema(shape)) return shape
  const { definitions, schema } = Schema.toJsonSchemaDocument(shape, { onExcessProperty: "error" })
  const whole = Object.keys(definitions).length > 0 ? { ...schema, $defs: definitions } : schema
  return asJson(whole)
}

/** Whether a provider can keep to a shape strictly: every object closed, every property required. */
export const isClosed = (schema: unknown): boolean => {
  if (Array.isArray(schema)) return schema.every(isClosed)
  if (typeof schema !== "object" || schema === null) return true
  if ("properties" in schema && typeof schema.properties === "object" && schema.properties !== null) {
    const required: unknown = "required" in schema ? schema.required : []
    const names = Array.isArray(required) ? required : []
    if (!("additionalProperties" in schema) || schema.additionalProperties !== false) return false
    if (!Object.keys(schema.properties).every((name) => names.includes(name))) return false
  }
  return Object.values(schema).every(isClosed)
}

const asJson = Schema.decodeUnknownSync(Schema.Record(Schema.String, Schema.Json))
