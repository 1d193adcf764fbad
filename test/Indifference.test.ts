import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Compiled from "../schemas/Compiled.ts"
import * as Alike from "../src/wire/Alike.ts"
import { isIndifferent } from "../src/wire/Indifference.ts"

const nullish = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))
const table = Compiled.open({
  text: Schema.Struct({ type: Schema.Literal("text"), text: Schema.String }),
  sealed: Schema.Struct({ type: Schema.Literal("sealed"), text: Schema.String.check(Schema.isMinLength(3)) })
})

/** Two texts that differ in slots, a schema that both fit, and whether it leaves the slots free. */
const cases: ReadonlyArray<
  readonly [name: string, a: string, b: string, schema: Schema.Schema<unknown>, isFree: boolean]
> = [
  ["a string", `{"a":"x"}`, `{"a":"y"}`, Schema.Struct({ a: Schema.String }), true],
  ["one of a few strings", `{"a":"x"}`, `{"a":"y"}`, Schema.Struct({ a: Schema.Literals(["x", "y"]) }), false],
  [
    "a string that is checked",
    `{"a":"x"}`,
    `{"a":"y"}`,
    Schema.Struct({ a: Schema.String.check(Schema.isMaxLength(1)) }),
    false
  ],
  [
    "a string or a list",
    `{"a":"x"}`,
    `{"a":"y"}`,
    Schema.Struct({ a: nullish(Schema.Union([Schema.String, Schema.Array(Schema.String)])) }),
    true
  ],
  [
    "a string or a certain one",
    `{"a":"x"}`,
    `{"a":"y"}`,
    Schema.Struct({ a: Schema.Union([Schema.String, Schema.Literal("x")]) }),
    false
  ],
  [
    "a field that it does not name",
    `{"a":1,"b":"x"}`,
    `{"a":1,"b":"y"}`,
    Schema.Struct({ a: Schema.Literal(1) }),
    true
  ],
  ["a record's values", `{"a":"x"}`, `{"a":"y"}`, Schema.Record(Schema.String, Schema.Unknown), true],
  [
    "a record's values, checked",
    `{"a":"x"}`,
    `{"a":"y"}`,
    Schema.Record(Schema.String, Schema.Literals(["x", "y"])),
    false
  ],
  ["a finite number", `{"a":1}`, `{"a":2}`, Schema.Struct({ a: Schema.Finite }), true],
  ["an integer", `{"a":1}`, `{"a":2}`, Schema.Struct({ a: Schema.Int }), true],
  [
    "a number of some size",
    `{"a":1}`,
    `{"a":2}`,
    Schema.Struct({ a: Schema.Number.check(Schema.isLessThan(5)) }),
    false
  ],
  ["one of a few numbers", `{"a":1}`, `{"a":2}`, Schema.Struct({ a: Schema.Literals([1, 2]) }), false],
  [
    "words where a number is certain",
    `{"a":"x"}`,
    `{"a":"y"}`,
    Schema.Struct({ a: Schema.Union([Schema.String, Schema.Literal(1)]) }),
    true
  ],
  [
    "inside a list",
    `{"a":[{"b":"x"}]}`,
    `{"a":[{"b":"y"}]}`,
    Schema.Struct({ a: Schema.Array(Schema.Struct({ b: Schema.String })) }),
    true
  ],
  [
    "inside a list, checked",
    `{"a":[{"b":"x"}]}`,
    `{"a":[{"b":"y"}]}`,
    Schema.Struct({ a: Schema.Array(Schema.Struct({ b: Schema.Literals(["x", "y"]) })) }),
    false
  ],
  [
    "an object that is checked as a whole",
    `{"a":"x"}`,
    `{"a":"y"}`,
    Schema.Struct({ a: Schema.String }).check(Schema.makeFilter(({ a }) => a !== "z")),
    false
  ],
  ["what is transformed", `{"a":"1"}`, `{"a":"2"}`, Schema.Struct({ a: Schema.NumberFromString }), false],
  [
    "a predicate of one's own",
    `{"a":"x"}`,
    `{"a":"y"}`,
    Schema.Struct({ a: Schema.declare((input): input is string => input !== "z") }),
    false
  ],
  [
    "a table's free field",
    `{"d":{"type":"text","text":"x"}}`,
    `{"d":{"type":"text","text":"y"}}`,
    Schema.Struct({ d: table }),
    true
  ],
  [
    "a table's checked field",
    `{"d":{"type":"sealed","text":"xxx"}}`,
    `{"d":{"type":"sealed","text":"yyy"}}`,
    Schema.Struct({ d: table }),
    false
  ],
  [
    "a type that a table does not know",
    `{"d":{"type":"new","text":"x"}}`,
    `{"d":{"type":"new","text":"y"}}`,
    Schema.Struct({ d: table }),
    true
  ],
  [
    "a table's type",
    `{"d":{"type":"text","text":"x"}}`,
    `{"d":{"type":"new","text":"x"}}`,
    Schema.Struct({ d: table }),
    false
  ]
]

describe("whether a schema looks at what changes", () => {
  it.each(cases)("%s", (_, a, b, schema, isFree) => {
    const template = Alike.learn(a, b, JSON.parse(b))
    assert.isDefined(template)
    assert.strictEqual(isIndifferent(schema.ast, template.value, template.slots), isFree)
  })
})
