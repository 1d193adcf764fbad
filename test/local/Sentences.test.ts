import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { split } from "../../src/local/Sentences.ts"

const words = (text: string) => text.match(/\S+/g) ?? []

describe("Sentences", () => {
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
    ["", []],
    [" \n ", []],
    ["Hello", ["Hello"]],
    ["One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]],
    ["Really?! Yes.", ["Really?!", "Yes."]],
    ["Dr. Who met Mrs. Smith. They left.", ["Dr. Who met Mrs. Smith.", "They left."]],
    ["Pi is 3.14 or so. Not 3.", ["Pi is 3.14 or so.", "Not 3."]],
    ["Version 2.0.1 is out. Try it.", ["Version 2.0.1 is out.", "Try it."]],
    ["J. R. R. Tolkien wrote it.", ["J. R. R. Tolkien wrote it."]],
    ["See no. 5 and Fig. 2. I say no. You too.", ["See no. 5 and Fig. 2.", "I say no.", "You too."]],
    ["Use tools, e.g. a hammer. Then rest.", ["Use tools, e.g. a hammer.", "Then rest."]],
    ["At 5 p.m. we left. At 6 p.m. They came.", ["At 5 p.m. we left.", "At 6 p.m.", "They came."]],
    ["Well... maybe. So... Perhaps.", ["Well... maybe.", "So...", "Perhaps."]],
    ["Hmm… no. “Yes.” he said.", ["Hmm… no.", "“Yes.”", "he said."]],
    ['She said "Stop!" Then left.', ['She said "Stop!"', "Then left."]],
    ["A title\n\nthen text", ["A title", "then text"]],
    ["Wrapped\nin the middle.\nNext line", ["Wrapped in the middle.", "Next line"]],
    ["1. Milk\n2. Eggs", ["1. Milk", "2. Eggs"]]
  ]
  it.each(cases)("%j", (text, expected) => {
    assert.deepStrictEqual(split(text), expected)
  })

  it("cuts what is too long after a clause, else at a space, else anywhere", () => {
    assert.deepStrictEqual(split("one two three, four five six", 20), ["one two three,", "four five six"])
    assert.deepStrictEqual(split("one two three four five", 12), ["one two", "three four", "five"])
    assert.deepStrictEqual(split("abcdefghij", 4), ["abcd", "efgh", "ij"])
    assert.deepStrictEqual(split("a😀😀😀", 4), ["a😀", "😀😀"])
  })

  const Word = Schema.Literals([
    "Dr.",
    "yes",
    "No.",
    "what?!",
    "3.14",
    "...",
    "e.g.",
    "a,",
    "“Oh”",
    "I",
    "\n",
    "\n\n",
    "—",
    "…"
  ])
  it.prop(
    "loses no word, makes no empty piece, keeps to its limit",
    [Schema.Array(Word), Schema.String],
    ([some, any]) => {
      const text = some.join(" ")
      assert.deepStrictEqual(split(text, 10).flatMap(words), words(text))
      for (const piece of [...split(text, 10), ...split(any, 10)]) {
        assert.isAbove(piece.trim().length, 0)
        assert.isAtMost(piece.length, 10)
      }
      assert.deepStrictEqual(split(any).flatMap(words).join(""), words(any).join(""))
    }
  )
})
