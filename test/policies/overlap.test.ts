/** Overlap: which words are said again, in any script and however they are cut. */
import { assert, describe, it } from "@effect/vitest"
import { overlap, sent, settled } from "../../src/policies/overlap.ts"
import * as Seeded from "../../src/testing/Seeded.ts"

/** What was said, what comes, and the text that they make. */
const cases: ReadonlyArray<readonly [name: string, said: string, more: string, whole: string]> = [
  ["nothing again", "The quick", " brown fox", "The quick brown fox"],
  ["the middle of a word", "Hel", "lo", "Hello"],
  ["a short word again", "It was all", "all right", "It was all right"],
  ["an end within a word", "Hell", "ell", "Hellell"],
  ["a word again", "the quick brown", "brown fox", "the quick brown fox"],
  ["a word that had begun", "Hello wor", "world!", "Hello world!"],
  ["all of it", "# A\n\n- one", "# A\n\n- one\n- two", "# A\n\n- one\n- two"],
  ["all of it, though short", "I", "I think", "I think"],
  ["the longest of several", "no no no, never", "no no no, never again", "no no no, never again"],
  ["two letters are no overlap", "to be or", "or not", "to be oror not"],
  ["a table's next cell", "| --- |", " --- |", "| --- | --- |"],
  ["digits", "costs 100", "100 crowns", "costs 100 crowns"],
  ["digits that go on", "3.14", "15", "3.1415"],
  ["white space once more", "Hello ", " world", "Hello world"],
  ["white space, less of it", "a\n\n", "\nb", "a\n\nb"],
  ["white space, none of it", "Hello ", "world", "Hello world"],
  ["white space, other", "Hello ", "\nworld", "Hello \nworld"],
  ["words and white space again", "a nice day. ", "nice day. Bye", "a nice day. Bye"],
  ["words again, white space new", "a nice day.\n", "nice day.\n\nBye", "a nice day.\n\nBye"],
  ["nothing but white space so far", "\n", "\nHello", "\nHello"],
  ["no space between words", "今天天气很好", "天气很好啊", "今天天气很好啊"],
  ["one character of such", "今天", "天气", "今天天气"],
  ["accents, composed", "un café crème", "crème brûlée", "un café crème brûlée"],
  ["accents, of two", "un cafe\u0301", "cafe\u0301 noir", "un cafe\u0301 noir"],
  ["a rainbow", "the bridge 🌈 is", "🌈 is here", "the bridge 🌈 is🌈 is here"],
  ["letters of two units", "see 𝐀𝐁𝐂", "𝐀𝐁𝐂𝐃", "see 𝐀𝐁𝐂𝐃"],
  ["half a letter of two units", "see 𝐀𝐁𝐂\ud835", "𝐀𝐁𝐂𝐃", "see 𝐀𝐁𝐂𝐃"],
  ["nothing more", "Hello", "", "Hello"],
  ["nothing said", "", "Hello", "Hello"]
]

/** As a stream would: words wait until it is known which they are. */
const joined = (said: string, pieces: ReadonlyArray<string>): string => {
  let held = ""
  let cut: number | undefined
  for (const piece of pieces) {
    held += piece
    cut ??= settled(said, held)
  }
  return said + held.slice(cut ?? overlap(said, held))
}

describe("overlap", () => {
  for (const [name, said, more, whole] of cases) {
    it(name, () => {
      assert.strictEqual(said + more.slice(overlap(said, more)), whole)
      for (let a = 0; a <= more.length; a++) {
        assert.strictEqual(joined(said, [more.slice(0, a), more.slice(a)]), whole)
      }
      assert.strictEqual(joined(said, more.split("")), whole)
    })
  }

  it("is the same however the rest is cut, and never more than was said", () => {
    const next = Seeded.numbers(7)
    const letters = ["a", "b", " ", "\n", "天", "\ud835", "\udc00", "1", "."]
    const any = (most: number) =>
      Array.from({ length: Math.floor(next() * most) }, () => letters[Math.floor(next() * letters.length)] ?? "").join(
        ""
      )
    let overlaps = 0
    for (let run = 0; run < 20_000; run++) {
      const said = any(12)
      const more = next() < 0.5 ? said.slice(Math.floor(next() * said.length)) + any(6) : any(12)
      const length = overlap(said, more)
      if (length > 0) overlaps++
      assert.strictEqual(joined(said, more.split("")), said + more.slice(length), JSON.stringify([said, more]))
      const at = Math.floor(next() * more.length)
      assert.strictEqual(joined(said, [more.slice(0, at), more.slice(at)]), said + more.slice(length))
      assert.isAtMost(length, said.length)
    }
    assert.isAbove(overlaps, 1000)
  })

  it("settles at the first letter that differs", () => {
    assert.deepStrictEqual(
      ["qu", "quick", "quick ", "quick red"].map((more) => settled("the quick brown", more)),
      [undefined, undefined, undefined, 0]
    )
    assert.strictEqual(settled("the quick brown", " fox"), 0)
    assert.strictEqual(settled("the quick brown ", " fox"), 1)
  })

  it("what is sent on ends in no white space", () => {
    assert.deepStrictEqual(["a b", "a \n", " \n"].map(sent), ["a b", "a", ""])
  })
})
