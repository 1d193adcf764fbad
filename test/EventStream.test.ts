/** Frames of AWS event streams: all kinds of headers, and nothing that does not add up. */
import { assert, describe, it } from "@effect/vitest"
import { Framing } from "effect-bifrost"
import { encode, message, sized } from "./kit/eventstream.ts"

const limits = { maxFrameBytes: 200 }

/** The frames of a body that comes whole, or byte by byte, and what is wrong with it. */
const framed = (body: Uint8Array, size: number) => {
  const frames: Array<Framing.EventStreamFrame> = []
  const { feed, flush } = Framing.eventStream((frame) => void frames.push(frame), limits)
  for (let at = 0; at < body.length; at += size) {
    const failure = feed(body.subarray(at, at + size))
    if (failure) return { frames, failure: failure.message }
  }
  const failure = flush()
  return { frames, ...(failure && { failure: failure.message }) }
}
const both = (body: Uint8Array) => {
  const whole = framed(body, 1e6)
  assert.deepStrictEqual(framed(body, 1), whole)
  assert.deepStrictEqual(framed(body, 7), whole)
  return whole
}

const hello = { kind: "event", name: "hello", data: `{"a":"ø🌈"}` } as const
const good = encode(`hello {"a":"ø🌈"}\n`)
/** The same with one byte of it changed. */
const spoilt = (at: number) => good.map((byte, index) => (index === (at + good.length) % good.length ? byte ^ 1 : byte))

describe("an AWS event stream", () => {
  it("of events, exceptions and errors", () =>
    assert.deepStrictEqual(both(encode(`hello {"a":"ø🌈"}\n!slow {"message":"down"}\n!!Internal boom\nend\n`)), {
      frames: [
        hello,
        { kind: "exception", name: "slow", data: `{"message":"down"}` },
        { kind: "error", name: "Internal", data: "boom" },
        { kind: "event", name: "end", data: "" }
      ]
    }))

  it("with headers of every type", () => {
    const bytes = (...bytes: ReadonlyArray<number>) => Buffer.from(bytes)
    const headers = {
      yes: bytes(0),
      no: bytes(1),
      byte: bytes(2, 7),
      short: bytes(3, 0, 7),
      int: bytes(4, 0, 0, 0, 7),
      long: bytes(5, 0, 0, 0, 0, 0, 0, 0, 7),
      blob: sized(6, Buffer.from("xyz")),
      time: bytes(8, 0, 0, 0, 0, 0, 0, 0, 7),
      uuid: bytes(9, ...Array.from({ length: 16 }, () => 7))
    }
    const body = message({ ...headers, ":event-type": "hello", ":message-type": "event" }, hello.data)
    assert.deepStrictEqual(both(new Uint8Array(body)), { frames: [hello] })
  })

  it.each<[string, Buffer]>([
    ["an unknown type", Buffer.from([10, 1])],
    ["more than there is", Buffer.from([7, 0, 9, 65])],
    ["less than a length", Buffer.from([7, 0])],
    ["nothing", Buffer.alloc(0)]
  ])("whose header has %s is refused", (_, value) => {
    const { failure, frames } = both(new Uint8Array(Buffer.concat([good, message({ odd: value })])))
    assert.deepStrictEqual(frames, [hello])
    assert.strictEqual(
      failure,
      'unintelligible: the headers of frame 2 should be whole, each of a known type, but is ""'
    )
  })

  it.each<[string, number, RegExp]>([
    ["prelude", 6, /^unintelligible: the prelude crc of frame 1 should be 0x\w{8}, but is "0x\w{8}"$/],
    ["header", 20, /^unintelligible: the message crc of frame 1 should be 0x/],
    ["payload", -6, /^unintelligible: the message crc of frame 1 should be 0x/],
    ["checksum", -1, /^unintelligible: the message crc of frame 1 should be 0x/]
  ])("whose %s was spoilt is refused", (_, at, expected) => {
    const { failure, frames } = both(spoilt(at))
    assert.deepStrictEqual(frames, [])
    assert.match(failure ?? "", expected)
  })

  it("cut anywhere in a frame is truncated", () => {
    for (let end = 1; end < good.length; end++) {
      assert.deepStrictEqual(both(good.subarray(0, end)), {
        frames: [],
        failure: "truncated: the stream ended in the middle of a frame"
      })
    }
  })

  it("no longer than the limit: the rest is not waited for", () => {
    const { failure } = both(encode(`hello "${"x".repeat(200)}"`).subarray(0, 12))
    assert.match(failure ?? "", /^unintelligible: the length of frame 1 should be at most 200 bytes/)
  })

  it("that is a text holds no frames", () =>
    assert.deepStrictEqual(both(new TextEncoder().encode(`{"message":"no"}`)), { frames: [] }))
})
