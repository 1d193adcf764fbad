/** From a shape to the JSON Schema on a wire, and whether a provider can keep to it strictly. */
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import * as JsonSchema from "../src/wire/JsonSchema.ts"

const closed = { type: "object", properties: { a: { type: "string" } }, required: ["a"], additionalProperties: false }

describe("JsonSchema.from", () => {
  it("leaves JSON Schema as it is, the very object", () => {
    const own = { type: "object", properties: {}, $comment: "mine" }
    expect(JsonSchema.from(own)).toBe(own)
  })

  it("closes the objects of an Effect Schema", () => {
    expect(JsonSchema.from(Schema.Struct({ a: Schema.String }))).toEqual(closed)
  })

  it("keeps descriptions, literals and what is optional", () => {
    const shape = Schema.Struct({
      unit: Schema.Literals(["C", "F"]).annotate({ description: "Of the degrees." }),
      days: Schema.optionalKey(Schema.Int)
    })
    expect(JsonSchema.from(shape)).toMatchObject({
      properties: {
        unit: { type: "string", enum: ["C", "F"], description: "Of the degrees." },
        days: { type: "integer" }
      },
      required: ["unit"]
    })
  })

  it("describes what is sent, where a schema transforms", () => {
    expect(JsonSchema.from(Schema.Struct({ a: Schema.NumberFromString }))).toMatchObject({
      properties: { a: { type: "string" } }
    })
  })

  it("puts recursive shapes into $defs, and what refers to them finds them", () => {
    interface Tree {
      readonly leaves: ReadonlyArray<Tree>
    }
    const Tree: Schema.Codec<Tree> = Schema.Struct({
      leaves: Schema.Array(Schema.suspend((): Schema.Codec<Tree> => Tree))
    }).annotate({ identifier: "Tree" })
    const made = JsonSchema.from(Schema.Struct({ tree: Tree }))
    expect(made).toMatchObject({ $defs: { Tree: { type: "object" } } })
    expect(JSON.stringify(made)).toContain('"$ref":"#/$defs/Tree"')
    expect(JsonSchema.from(Tree)).toMatchObject({ $defs: { Tree: { type: "object" } } })
  })
})

describe("JsonSchema.isClosed", () => {
  it.each<readonly [what: string, unknown, boolean]>([
    ["every object closed, every property required", closed, true],
    ["an optional property", { ...closed, required: [] }, false],
    ["an open object", { ...closed, additionalProperties: true }, false],
    ["an object that does not say", { type: "object", properties: {} }, false],
    ["deep inside an array", { type: "array", items: { ...closed, required: [] } }, false],
    ["deep inside a union", { anyOf: [closed, { ...closed, additionalProperties: {} }] }, false],
    ["in a definition", { $ref: "#/$defs/A", $defs: { A: { ...closed, required: [] } } }, false],
    ["no object at all", { type: "string" }, true]
  ])("%s", (_, schema, isClosed) => {
    expect(JsonSchema.isClosed(schema)).toBe(isClosed)
  })
})
