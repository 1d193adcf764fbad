/**
 * What the corpus is hostile with in OpenAI's events, in the events of every wire that has them, by our fixtures:
 * events that are other JSON, or none; counts that are none; keys that an object has of itself; what is no UTF-8.
 * Either no harm is done or a failure says what was wrong; nothing is thrown, and what was
 * good before is heard.
 */
import type { Operation } from "effect-bifrost/schemas/Operation"
import type { Laws } from "effect-bifrost/testing"
import { assert, describe, it } from "vitest"
import { protocols } from "../../src/cli/protocols.ts"
import { type Heard, hearing } from "../../src/testing/Hearing.ts"
import * as Fixtures from "../fixtures.ts"
import * as EventStream from "../kit/eventstream.ts"

/** A whole answer in pieces, some of them an event in JSON. */
interface Answer {
  readonly name: string
  /** Texts that become frames; else a character is a byte. */
  readonly isFrames: boolean
  /** Where a piece has its JSON. */
  readonly event: RegExp
  readonly hear: (pieces: ReadonlyArray<string>) => Heard
  readonly pieces: ReadonlyArray<string>
}

const line = /\{.*\}/
const events: Readonly<Record<string, RegExp>> = { sse: line, ndjson: line, frames: line, json: /^[^]*$/ }

const rows = [...protocols].flatMap(([id, wire]): ReadonlyArray<Answer> => {
  const hear = hearing(wire as Laws.Wire<Operation>)
  return Fixtures.of(id).flatMap((fixture): ReadonlyArray<Answer> => {
    const { body, contentType, kind, name } = fixture
    if (!(kind in events) || hear(contentType, [body]).failure !== undefined) return []
    const isFrames = kind === "frames"
    const bytes = (text: string) => (isFrames ? EventStream.encode(text) : Buffer.from(text, "latin1"))
    const text = isFrames ? Fixtures.textOf(fixture) : Buffer.from(body).toString("latin1")
    return [
      {
        name: `${id}, ${name}`,
        isFrames,
        hear: (pieces) => hear(contentType, [bytes(pieces.join(""))]),
        event: events[kind] ?? /$^/,
        pieces: kind === "json" ? [text] : text.split(/(?<=\n)/)
      }
    ]
  })
})

const anew = ({ event, pieces }: Answer, rewrite: (json: string) => string, here = (_at: number) => true) =>
  pieces.map((piece, at) => (here(at) ? piece.replace(event, rewrite) : piece))

/** With its first event written anew, with one in the middle, and with its last. */
const spoilt = (answer: Answer, json: string): ReadonlyArray<ReadonlyArray<string>> => {
  const all = answer.pieces.flatMap((piece, at) => (answer.event.test(piece) ? [at] : []))
  const places = [...new Set([all[0], all[all.length >> 1], all.at(-1)])]
  return places.map((place) =>
    anew(
      answer,
      () => json,
      (at) => at === place
    )
  )
}

const said = ({ chunks }: Heard): string =>
  chunks
    .map(({ _tag, delta, type }) => (_tag === "Text" || type === "response.output_text.delta" ? delta : ""))
    .join("")

/** Nothing was thrown to come here. */
const isHarmless = ({ chunks, failure }: Heard, what: string): void => {
  if (failure === undefined) assert.isNotEmpty(chunks, what)
  else assert.isString(failure["_tag"], what)
}

const strange: Readonly<Record<string, string>> = {
  null: "null",
  "a number": "17",
  "a text": '"Hel"',
  "a list": "[]",
  "an empty object": "{}",
  "single quotes": "{'a':1}",
  "a comma too many": '{"type":"x",}',
  "two objects": '{"a":1}{"b":2}',
  "20,000 levels": `${"[".repeat(20_000)}${"]".repeat(20_000)}`
}

describe.each(rows.map((row) => [row.name, row] as const))("%s", (_, row) => {
  const whole = row.hear(row.pieces)

  it("an event that is something else does no harm, or is a failure after what was good", () => {
    for (const [what, json] of Object.entries(strange)) {
      for (const pieces of spoilt(row, json)) {
        const heard = row.hear(pieces)
        isHarmless(heard, what)
        if (heard.failure?.["_tag"] === "Unintelligible") assert.isTrue(said(whole).startsWith(said(heard)), what)
      }
    }
  })

  it("counts that are none do no harm, or are a failure", () => {
    for (const number of ["-1", "1e308", "9007199254740993", "0.5", "null", '"7"']) {
      isHarmless(row.hear(anew(row, (json) => json.replaceAll(/(?<=: ?)\d+(?=[,}])/g, number))), number)
    }
  })

  it("a key that each object has of itself is a key like another", () => {
    const more = (json: string) => json.replace(/^\{\s*(?=")/, '{"__proto__":{"polluted":1,"choices":[]},"toString":1,')
    const heard = row.hear(anew(row, more))
    assert.isUndefined(Reflect.get({}, "polluted"))
    assert.strictEqual(said(heard), said(whole))
    assert.deepStrictEqual(heard.failure, whole.failure)
  })

  const [word = "?"] = /[A-Z][a-z]{2,}/.exec(said(whole)) ?? []
  const holds = (piece: string) => piece.includes(word)
  if (row.isFrames || !row.pieces.some(holds)) return
  it("what is no UTF-8 costs a character, and nothing else", () => {
    const broken = `${word.slice(0, 1)}\xff${word.slice(2)}`
    const heard = row.hear(row.pieces.map((piece) => piece.replaceAll(word, broken)))
    assert.include(JSON.stringify(heard), "\ufffd")
    assert.strictEqual(said(heard).replaceAll("\ufffd", word.slice(1, 2)), said(whole))
  })
})
