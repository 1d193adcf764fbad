/** What the corpus is hostile with in OpenAI's chat, in the words and the calls of every wire. */
import { assert, describe, it } from "@effect/vitest"
import { protocols } from "../../src/cli/protocols.ts"
import { replay } from "../../src/cli/Replay.ts"
import { type Summary, summaryOf } from "../../src/cli/Summary.ts"
import * as Cuts from "../../src/testing/Cuts.ts"
import { chatWriters, writers } from "./everyWire.ts"

/** What is understood of a body, however it is cut. */
const understood = (id: string, contentType: string, body: Uint8Array): Summary => {
  const wire = protocols.get(id) ?? assert.fail(`no wire ${id}`)
  const [whole, ...cut] = [
    Cuts.whole,
    Cuts.random(1),
    Cuts.every(65_536),
    ...(body.length < 5000 ? [Cuts.every(1)] : [])
  ]
    .map((cut) => replay(wire, { reads: cut(body), status: 200, contentType }))
    .map((replayed) => summaryOf(wire.operation, replayed))
  if (whole === undefined) return assert.fail("no cut")
  for (const other of cut) assert.deepStrictEqual(other, whole)
  assert.isNull(whole.error)
  return whole
}

describe.each(writers.map((writer) => [writer.id, writer] as const))("%s", (id, { contentType, texts }) => {
  const heard = (...pieces: ReadonlyArray<string>) => understood(id, contentType, texts(pieces)).text

  it("words that look like a frame, or like an end, are words", () => {
    const words = `data: [DONE]\n\nevent: error\ndata: {"error":1}\n\n{"done":true}\n}]\u2028\ufeff\u0000 </s>`
    assert.strictEqual(heard(words, "[DONE]", words), `${words}[DONE]${words}`)
  })

  // plain text has no way to write half a character
  if (id !== "replicate")
    it("a character in two halves, each in an event of its own, is one", () => {
      assert.strictEqual(heard("\ud83c", "\udf08"), "🌈")
      assert.strictEqual(heard("a\ud83c", "b"), "a\ud83cb")
    })

  it("five thousand events that say nothing are nothing", () => {
    assert.strictEqual(heard(...Array.from({ length: 5000 }, () => ""), "Hel", "", "lo"), "Hello")
  })

  it("an event of 1 MiB is one", () => {
    const length = 1024 * 1024
    assert.strictEqual(heard("a".repeat(length), "b").length, length + 1)
  })
})

describe.each(chatWriters.map((writer) => [writer.id, writer] as const))("calls: %s", (id, { calls, contentType }) => {
  const heard = (made: ReturnType<typeof named>) => understood(id, contentType, calls(made)).toolCalls
  const named = (...all: ReadonlyArray<readonly [id: string, name: string, input: string]>) =>
    all.map(([id, name, input]) => ({ id, name, arguments: input }))

  it("the names of an object's own things are names", () => {
    const made = named(
      ["__proto__", "__proto__", `{"__proto__":{"polluted":1}}`],
      ["constructor", "toString", `{"a":1}`]
    )
    assert.deepStrictEqual(heard(made), made)
    assert.isUndefined(Reflect.get({}, "polluted"))
  })

  it("two of one name stay two", () => {
    const made = named(["c1", "f", `{"x":1}`], ["c2", "f", `{"x":1}`])
    assert.deepStrictEqual(heard(made), made)
  })

  it("a thousand at once are a thousand", () => {
    const made = named(...Array.from({ length: 1000 }, (_, n) => [`c${n}`, "f", `{"n":${n}}`] as const))
    assert.deepStrictEqual(heard(made), made)
  })
})
