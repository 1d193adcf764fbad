import { assert, describe, it } from "@effect/vitest"
import { Framing } from "effect-bifrost"
import { vi } from "vitest"
import * as Corpus from "./corpus.ts"
import * as Cuts from "../src/testing/Cuts.ts"

const utf8 = new TextEncoder()

const read = (pieces: Iterable<Uint8Array>, limits = Framing.defaultLimits) => {
  const frames: Array<Framing.SseFrame> = []
  const reader = Framing.sse((frame) => frames.push(frame), limits)
  for (const piece of pieces) {
    const error = reader.feed(piece)
    if (error) return { frames, fed: frames.length, error }
  }
  const fed = frames.length
  const error = reader.flush()
  return { frames, fed, error }
}
const message = (data: string, event = "message", id = ""): Framing.SseFrame => ({ event, data, id })

/** What the standard dispatches is what `feed` emits, however the bytes are cut; `flush` may add the last event only. */
const check = (
  body: Uint8Array<ArrayBuffer>,
  expected: ReadonlyArray<Framing.SseFrame>,
  cuts: ReadonlyArray<Cuts.Cut>
) => {
  for (const cut of cuts) {
    const { error, fed, frames } = read(cut(body))
    assert.isUndefined(error)
    assert.deepStrictEqual(frames.slice(0, fed), expected)
    assert.isAtMost(frames.length - fed, 1)
  }
}
const waysToCut = (body: Uint8Array, seed: number): ReadonlyArray<Cuts.Cut> => [
  Cuts.whole,
  ...(body.length <= 4096
    ? [Cuts.every(1), ...Cuts.atEachOffset(body)]
    : [Cuts.random(seed, 65_536), Cuts.random(seed + 1, 65_536)]),
  Cuts.random(seed)
]

describe("server-sent events", () => {
  const cases: ReadonlyArray<readonly [name: string, input: string, frames: ReadonlyArray<Framing.SseFrame>]> = [
    ["one event", "data: a\n\n", [message("a")]],
    ["CR, LF and CRLF mixed", "data: a\r\rdata: b\n\ndata: c\r\n\r\n", [message("a"), message("b"), message("c")]],
    ["CRLF is one line end", "event: x\r\ndata: a\r\ndata: b\r\n\r\n", [message("a\nb", "x")]],
    ["CR ends the line, CRLF is the blank one", "data: a\r\r\ndata: b\n\n", [message("a"), message("b")]],
    [
      "only the first byte order mark is one",
      "\uFEFFdata: a\n\n\uFEFFdata: b\n\ndata: \uFEFFc\n\n",
      [message("a"), message("\uFEFFc")]
    ],
    ["data in lines", "data: a\ndata\ndata:  b\n\n", [message("a\n\n b")]],
    ["comments and unknown fields", ": ping\n\nfoo: 1\nDATA: no\ndata : no\ndata: a\n: more\n\n", [message("a")]],
    ["retry is ignored, whatever it says", "retry: 10\ndata: a\n\nretry: soon\n\n", [message("a")]],
    [
      "a name belongs to its event alone",
      "event: x\n\nevent: y\ndata: a\n\ndata: b\n\n",
      [message("a", "y"), message("b")]
    ],
    [
      "an id stays until it is reset",
      "id: 1\ndata: a\n\nid: n\u0000l\ndata: b\n\nid\ndata: c\n\n",
      [message("a", "message", "1"), message("b", "message", "1"), message("c")]
    ],
    ["beyond ASCII", "data: héllo 日本語 🌍\u2028\u0085\n\n", [message("héllo 日本語 🌍\u2028\u0085")]],
    ["empty data is an event, no data is none", "data\n\nevent: x\n\n", [message("")]]
  ]
  it.each(cases)("%s", (_, input, frames) => {
    const body = utf8.encode(input)
    check(body, frames, waysToCut(body, 1))
  })

  it("invalid UTF-8 becomes replacement characters, and swallows no line end", () => {
    const body = new Uint8Array([
      ...utf8.encode("data: a"),
      0xff,
      0xe4,
      0xbd,
      ...utf8.encode("\n\ndata: b"),
      0xf0,
      0x9f,
      0x0d,
      0x0d
    ])
    check(body, [message("a\uFFFD\uFFFD"), message("b\uFFFD")], waysToCut(body, 2))
  })

  it.each([
    ["data: a\n\ndata: b", "b"],
    ["data: a\n\ndata: b\n", "b"],
    ["data: a\n\ndata: b\r", "b"],
    ["data: a\n\ndata: b\ndata: c", "b\nc"]
  ])("the last event may lack its blank line: %j", (input, last) => {
    const body = utf8.encode(input)
    for (const cut of waysToCut(body, 3)) {
      const { fed, frames } = read(cut(body))
      assert.strictEqual(fed, 1)
      assert.deepStrictEqual(frames, [message("a"), message(last)])
    }
  })
})

describe("the limit of a frame", () => {
  const limits = { maxFrameBytes: 100 }
  const refused: ReadonlyArray<readonly [name: string, body: string, expected: string]> = [
    ["a line", `data: ${"x".repeat(95)}\n\n`, "a line"],
    ["a line that never ends", "x".repeat(101), "a line"],
    ["a comment that never ends", `:${"x".repeat(100)}`, "a line"],
    ["an event of several lines", `data: ${"x".repeat(60)}\ndata: ${"y".repeat(60)}\n\n`, "an event"],
    ["an event of many small lines", "data\n".repeat(21), "an event"]
  ]
  it.each(refused)("%s may not pass it, wherever it is cut", (_, more, where) => {
    const body = utf8.encode(`data: ok\n\n${more}`)
    for (const cut of waysToCut(body, 4)) {
      const { error, frames } = read(cut(body), limits)
      assert.deepStrictEqual(frames, [message("ok")])
      assert.strictEqual(error?._tag, "Unintelligible")
      assert.include(error, { where, expected: "at most 100 bytes long" })
    }
  })

  it("up to it all is well, counted in bytes", () => {
    const longest = "é".repeat(47)
    const body = utf8.encode(`data: ${longest}\n\n${": ping\n".repeat(100)}data: b\n\n`)
    check(body, [message(longest), message("b")], waysToCut(body, 5))
    assert.deepStrictEqual(read([body], limits).frames, [message(longest), message("b")])
  })

  it("each line is counted once, however many an event has", () => {
    const encode = vi.spyOn(TextEncoder.prototype, "encode")
    const body = utf8.encode(`data: ${"x".repeat(100_000)}\n${"data: y\n".repeat(1000)}\n`)
    encode.mockClear()
    assert.strictEqual(read([body]).frames.length, 1)
    const counted = encode.mock.calls.reduce((sum, [text = ""]) => sum + text.length, 0)
    encode.mockRestore()
    assert.isAtMost(counted, body.length)
  })

  it("by default it is 10 MiB, and memory stays bounded below it", () => {
    const MiB = 1024 * 1024
    const line = utf8.encode(`data: ${"x".repeat(10 * MiB - 6)}`)
    assert.isUndefined(read([line, utf8.encode("\n\n")]).error)
    const piece = new Uint8Array(64 * 1024).fill(120)
    const lines = utf8.encode("data: x\n".repeat(8192))
    for (const [where, bytes] of [
      ["a line", piece],
      ["an event", lines]
    ] as const) {
      const reader = Framing.sse(() => {}, Framing.defaultLimits)
      let fed = 0
      while (reader.feed(bytes) === undefined) fed += bytes.length
      assert.isAtMost(fed, 10 * MiB)
      const before = process.memoryUsage()
      const error = reader.feed(bytes)
      for (let again = 0; again < 1000; again++) assert.strictEqual(reader.feed(bytes), error)
      const after = process.memoryUsage()
      assert.isBelow(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers, 8 * MiB)
      assert.include(error, { where })
    }
  })
})

describe.skipIf(!Corpus.isThere)("the conformance cases", () => {
  const cases = Corpus.isThere ? Corpus.sseCases() : []
  it("are 81", () => assert.strictEqual(cases.length, 81))
  it.each(cases)("$name", (test) => {
    const body = Corpus.inputOf(test)
    const expected =
      test.expect ?? test.expectBuilt?.map(({ dataBuild, event, id }) => message(Corpus.built(dataBuild), event, id))
    assert.isDefined(expected)
    const given = test.chunksBase64?.map((chunk) => new Uint8Array(Buffer.from(chunk, "base64")))
    const cuts = waysToCut(body, body.length)
    check(body, expected ?? [], [
      ...cuts,
      ...(given ? [() => given] : []),
      ...(test.chunkSize === undefined ? [] : [Cuts.every(test.chunkSize)])
    ])
  })
})
