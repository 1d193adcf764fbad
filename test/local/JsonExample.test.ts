import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as JsonExample from "../../src/local/JsonExample.ts"
import * as JsonSchema from "../../src/wire/JsonSchema.ts"

const hints = { question: 'Book 2 seats for "Rigoletto" in Verona, in July.', answer: "The answer." }
const make = (schema: Parameters<typeof JsonExample.make>[0]) => Result.getOrThrow(JsonExample.make(schema, hints))

interface Category {
  readonly name: string
  readonly children: ReadonlyArray<Category>
}
const Category: Schema.Codec<Category> = Schema.Struct({
  name: Schema.String,
  children: Schema.Array(Schema.suspend((): Schema.Codec<Category> => Category))
})

describe("JsonExample", () => {
  it("takes numbers, quotations and names from the question, and the answer where one is asked for", () => {
    const properties = {
      seats: { type: "integer" },
      price: { type: "number", minimum: 5 },
      play: { type: "string" },
      city: { type: "string" },
      month: { enum: ["June", "July"] },
      answer: { type: "string" },
      note: { type: ["string", "null"] }
    }
    const required = ["seats", "price", "play", "city", "month", "answer"]
    assert.deepStrictEqual(make({ type: "object", properties, required }), {
      seats: 2,
      price: 5,
      play: "Rigoletto",
      city: "Verona",
      month: "July",
      answer: "The answer."
    })
  })

  it.each([
    Schema.Struct({ a: Schema.Int, b: Schema.Finite, c: Schema.optionalKey(Schema.String), d: Schema.Boolean }),
    Schema.Struct({
      list: Schema.Array(Schema.Literals(["x", "y"])),
      many: Schema.Array(Schema.Int).check(Schema.isMinLength(3))
    }),
    Schema.Struct({
      long: Schema.String.check(Schema.isMinLength(90)),
      short: Schema.String.check(Schema.isMaxLength(3))
    }),
    Schema.Struct({ part: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })), none: Schema.Null }),
    Schema.Struct({ pair: Schema.Tuple([Schema.String, Schema.Int]), by: Schema.Record(Schema.String, Schema.Int) }),
    Schema.Union([
      Schema.Struct({ kind: Schema.Literal("a"), n: Schema.Int }),
      Schema.Struct({ kind: Schema.Literal("b") })
    ]),
    Schema.Struct({ tree: Category })
  ])("fits what an Effect Schema asks for (%#)", (schema) => {
    const decoded = Schema.decodeUnknownResult(schema)(make(JsonSchema.from(schema)))
    assert.isTrue(Result.isSuccess(decoded), String(decoded))
  })

  it("follows references and allOf, and keeps to formats, bounds and patterns that it can keep", () => {
    assert.deepStrictEqual(
      make({
        $ref: "#/$defs/Trip",
        $defs: {
          Day: { type: "string", format: "date" },
          Trip: {
            allOf: [
              { type: "object", properties: { day: { $ref: "#/$defs/Day" } }, required: ["day"] },
              { properties: { id: { type: "string", format: "uuid", pattern: "^[0-9a-f-]{36}$" } }, required: ["id"] },
              {
                properties: { step: { type: "integer", exclusiveMinimum: 2, maximum: 9, multipleOf: 4 } },
                required: ["step"]
              }
            ]
          }
        }
      }),
      { day: "2026-01-01", id: "00000000-0000-4000-8000-000000000000", step: 4 }
    )
  })

  it.each([
    ["not", { not: { type: "string" } }],
    ["pattern", { type: "string", pattern: "^[A-Z]{3}-\\d{4}$" }],
    ["uniqueItems", { type: "array", items: { type: "string" }, minItems: 2, uniqueItems: true }],
    ["without end", { type: "object", properties: { again: { $ref: "#" } }, required: ["again"] }]
  ] as const)("refuses what it cannot fit with certainty: %s", (word, schema) => {
    const refused = JsonExample.make(schema, hints)
    assert.isTrue(Result.isFailure(refused) && refused.failure.message.includes(word), String(refused))
  })
})
