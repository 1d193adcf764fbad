import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { compare } from "../../src/testing/WordErrorRate.ts"

describe("WordErrorRate", () => {
  const cases: ReadonlyArray<readonly [string, string, number, number]> = [
    ["Hello, World!", "hello world", 0, 2],
    ["Don't stop.", "don’t stop", 0, 2],
    ["a self-evident truth", "a self evident truth", 0, 4],
    ["one two three", "one three", 1, 3],
    ["one two three", "one two and three", 1, 3],
    ["one two three", "one too three", 1, 3],
    ["one two", "", 2, 2],
    ["", "noise", 1, 0],
    ["", "", 0, 0]
  ]
  it.each(cases)("%j heard as %j", (expected, heard, errors, words) => {
    assert.deepStrictEqual(compare(expected, heard), { errors, words, rate: errors / Math.max(1, words) })
  })

  const Words = Schema.Array(Schema.Literals(["a", "b", "c"]))
  it.prop("is a distance", [Words, Words], ([left, right]) => {
    const there = compare(left.join(" "), right.join(" ")).errors
    assert.strictEqual(there, compare(right.join(" "), left.join(" ")).errors)
    assert.strictEqual(there === 0, left.join(" ") === right.join(" "))
    assert.isAtLeast(there, Math.abs(left.length - right.length))
    assert.isAtMost(there, Math.max(left.length, right.length))
  })
})
