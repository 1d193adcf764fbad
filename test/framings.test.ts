import { assert, describe, it } from "@effect/vitest"
import { Framing } from "effect-bifrost"
import * as Cuts from "../src/testing/Cuts.ts"

const limits = { maxFrameBytes: 40 }

/** The frames of a body, and what is wrong with it, if anything is. */
const framed = (framing: Framing.Framing<string>, body: string, cut: Cuts.Cut = Cuts.whole) => {
  const frames: Array<string> = []
  const { feed, flush } = framing((frame) => void frames.push(frame), limits)
  for (const bytes of cut(new TextEncoder().encode(body))) {
    const failure = feed(bytes)
    if (failure) return { frames, failure: failure.message }
  }
  const failure = flush()
  return { frames, ...(failure && { failure: failure.message }) }
}

const long = `{"a":"${"x".repeat(40)}"}`
const tooLong = (what: string, sample: string) =>
  `unintelligible: ${what} should be at most 40 bytes long, but is ${JSON.stringify(sample)}`

describe("lines of JSON", () => {
  it.each<[string, string, Array<string>]>([
    ["lines", `{"a":1}\n{"b":2}\n`, [`{"a":1}`, `{"b":2}`]],
    ["a last line without its end", `{"a":1}\n{"b":2}`, [`{"a":1}`, `{"b":2}`]],
    ["CRLF, blanks and blank lines", `\r\n{"a":1}\r\n  \n\t{"b":"ø🌈"} \r\n`, [`{"a":1}`, `{"b":"ø🌈"}`]],
    ["nothing", "", []]
  ])("%s", (_, body, frames) => {
    for (const cut of [Cuts.whole, Cuts.every(1), ...Cuts.atEachOffset(new TextEncoder().encode(body))]) {
      assert.deepStrictEqual(framed(Framing.ndjson, body, cut), { frames })
    }
  })

  it("no longer than the limit, however it is cut", () => {
    for (const cut of [Cuts.whole, Cuts.every(1), Cuts.every(7)]) {
      const { failure, frames } = framed(Framing.ndjson, `{"a":1}\n${long}\n{"b":2}\n`, cut)
      assert.deepStrictEqual(frames, [`{"a":1}`])
      assert.isTrue(failure?.startsWith("unintelligible: a line should be at most 40 bytes long"))
    }
  })
})

describe("a JSON array", () => {
  it.each<[string, string, Array<string>]>([
    ["of objects, as Gemini writes it", `[{"a":1}\n,\r\n{"b":2}\n]\n`, [`{"a":1}`, `{"b":2}`]],
    [
      "with brackets, quotes and escapes in texts",
      `[{"a":"}]\\"{["},{"b":"\\\\"}]`,
      [`{"a":"}]\\"{["}`, `{"b":"\\\\"}`]
    ],
    ["with arrays and objects inside", `[{"a":[{"b":[]}]},{}]`, [`{"a":[{"b":[]}]}`, "{}"]],
    ["with text beyond ASCII", `[{"ø":"🌈"}]`, [`{"ø":"🌈"}`]],
    ["that ends, and more", `[{"a":1}] [{"b":2}]`, [`{"a":1}`]],
    ["that is empty", " [ ] ", []],
    ["that is cut short", `[{"a":1},{"b":`, [`{"a":1}`]],
    ["that is none", `{"error":{}}`, []],
    ["of nothing", "", []]
  ])("%s", (_, body, frames) => {
    for (const cut of [Cuts.whole, Cuts.every(1), ...Cuts.atEachOffset(new TextEncoder().encode(body))]) {
      assert.deepStrictEqual(framed(Framing.jsonArray, body, cut), { frames })
    }
  })

  it("of no other things", () =>
    assert.deepStrictEqual(framed(Framing.jsonArray, `[{"a":1},2]`), {
      frames: [`{"a":1}`],
      failure: `unintelligible: between elements should be a JSON object, but is "2]"`
    }))

  it("whose elements are no longer than the limit, however it is cut", () => {
    assert.deepStrictEqual(framed(Framing.jsonArray, `[{"a":1},${long}]`), {
      frames: [`{"a":1}`],
      failure: tooLong("an element", long)
    })
    for (const cut of [Cuts.every(1), Cuts.every(7)]) {
      const { failure, frames } = framed(Framing.jsonArray, `[{"a":1},${long}]`, cut)
      assert.deepStrictEqual(frames, [`{"a":1}`])
      assert.isTrue(failure?.startsWith("unintelligible: an element should be at most 40 bytes long"))
    }
  })
})
