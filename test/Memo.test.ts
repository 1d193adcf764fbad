import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Compiled from "../schemas/Compiled.ts"
import * as Memo from "../src/wire/Memo.ts"

const lines = (count: number) =>
  Array.from({ length: count }, (_, at) => `{"kind":"text","text":"word ${at}","n":${at}}`)

/** How many texts were parsed. */
const counting = () => {
  const parsed: Array<string> = []
  const reader = Memo.make((text) => {
    parsed.push(text)
    return JSON.parse(text)
  })
  return { parsed, reader }
}

describe("a reader with a memory", () => {
  it("parses a few texts of many that are alike, and gives each its value", () => {
    const { parsed, reader } = counting()
    for (const line of lines(100)) assert.deepStrictEqual(reader.parse(line), JSON.parse(line))
    assert.strictEqual(parsed.length, 4)
  })

  it("remembers several kinds at once", () => {
    const { parsed, reader } = counting()
    const other = (line: string) => line.replace("text", "other").replace("n", "m")
    for (const line of lines(10)) reader.parse(line)
    for (const line of lines(10)) reader.parse(other(line))
    const before = parsed.length
    for (const line of lines(50)) {
      reader.parse(line)
      reader.parse(other(line))
    }
    assert.strictEqual(parsed.length, before)
  })

  it("gives values that share what did not change, and are each their own", () => {
    const { reader } = counting()
    const values = lines(10).map((line) => reader.parse(line.replace("{", `{"same":{"a":[1]},`)))
    const [before, last] = values.slice(-2) as [{ same: object }, { same: object }]
    assert.strictEqual(last.same, before.same)
    assert.notStrictEqual(last, before)
  })

  it("asks a guard once where the slots are free, each time where they are not, and never takes a no for a yes", () => {
    const asked: Array<string> = []
    const guard = (name: string, schema: Schema.Schema<unknown>) => {
      const fits = Compiled.guard(schema)
      return Object.assign(
        (value: unknown): value is unknown => {
          asked.push(name)
          return fits(value)
        },
        { ast: schema.ast }
      )
    }
    const free = guard("free", Schema.Struct({ text: Schema.String }))
    const checked = guard("checked", Schema.Struct({ text: Schema.String.check(Schema.isMinLength(1)) }))
    const never = guard("never", Schema.Struct({ text: Schema.String, more: Schema.String }))
    const { reader } = counting()
    for (const line of lines(10)) {
      const value = reader.parse(line)
      assert.isTrue(reader.fits(free, value))
    }
    assert.strictEqual(asked.length, 5)
    for (const line of lines(10)) assert.isTrue(reader.fits(checked, reader.parse(line)))
    for (const line of lines(10)) assert.isFalse(reader.fits(never, reader.parse(line)))
    assert.strictEqual(asked.filter((name) => name === "checked").length, 10)
    assert.strictEqual(asked.filter((name) => name === "never").length, 10)
  })
})
