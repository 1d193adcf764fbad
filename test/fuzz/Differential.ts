/**
 * Two ways to the same answer must give the same answer: JSON with a memory and without, our event streams and the
 * standard's text followed line by line. `check` throws with the seed of the stream that shows a difference.
 */
import { type Decoder, Framing, type Protocol } from "effect-bifrost"
import * as AnthropicMessages from "effect-bifrost/protocols/AnthropicMessages"
import * as GeminiGenerateContent from "effect-bifrost/protocols/GeminiGenerateContent"
import * as OllamaChat from "effect-bifrost/protocols/OllamaChat"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import * as OpenAiResponses from "effect-bifrost/protocols/OpenAiResponses"
import * as Memo from "../../src/wire/Memo.ts"
import * as Cuts from "../../src/testing/Cuts.ts"
import { chance, type Chance, stream } from "./Mutations.ts"

/** A value with the order of its keys, or the words of what was thrown. */
const outcome = (read: () => unknown): string => {
  try {
    return JSON.stringify(read(), (_, value) => (Object.is(value, -0) ? "-0" : value))
  } catch (error) {
    return String(error)
  }
}

const differ = (what: string, seed: number, is: string, should: string) =>
  new Error(`${what}, seed ${seed}:\n  is        ${is.slice(0, 500)}\n  should be ${should.slice(0, 500)}`)

/** How many events were read, and how many of them by a template. */
export interface Tally {
  readonly events: number
  readonly remembered: number
}

/** One stream of JSON texts, each read by the memory and by `JSON.parse`. */
export const json = (seed: number, length = 50): Tally => {
  const texts = stream(chance(seed), length)
  let parsed = 0
  const reader = Memo.make((text) => {
    parsed++
    return JSON.parse(text)
  })
  for (const text of texts) {
    const is = outcome(() => reader.parse(text))
    const should = outcome(() => JSON.parse(text))
    if (is !== should) throw differ(`JSON ${JSON.stringify(text)}`, seed, is, should)
  }
  return { events: texts.length, remembered: texts.length - parsed }
}

/** The lines of an event stream, in the standard's own steps, on the whole body at once. */
export const standard = (body: Uint8Array): ReadonlyArray<Framing.SseFrame> => {
  const frames: Array<Framing.SseFrame> = []
  let [event, id] = ["", ""]
  let data: Array<string> = []
  const lines = new TextDecoder().decode(body).split(/\r\n|\n|\r/)
  for (const line of lines.slice(0, -1)) {
    if (line === "") {
      if (data.length > 0) frames.push({ event: event || "message", data: data.join("\n"), id })
      event = ""
      data = []
      continue
    }
    const [, field = line, value = ""] = /^([^:]*): ?(.*)$/s.exec(line) ?? []
    if (field === "event") event = value
    if (field === "data") data.push(value)
    if (field === "id" && !value.includes("\0")) id = value
  }
  return frames
}

const fields = [
  "data: ",
  "data:",
  "data",
  "event: ",
  "event:",
  "event",
  "id: ",
  "id",
  ": ",
  ":",
  "retry: 1",
  "Data: ",
  "x",
  ""
] as const
const values = ["a", " a", "", "é", "🙂", "\u2028", "\uFEFF", "\0", ":", '{"a":1}', "b".repeat(200)] as const
const ends = ["\n", "\n", "\r\n", "\r"] as const
const stray: readonly [ReadonlyArray<number>, ...Array<ReadonlyArray<number>>] = [
  [0xff],
  [0xe4, 0xbd],
  [0xf0, 0x9f],
  [0xef, 0xbb, 0xbf],
  [0xc0, 0x80]
]

const body = (random: Chance): Uint8Array => {
  const bytes: Array<number> = random.often(0.1) ? [0xef, 0xbb, 0xbf] : []
  const utf8 = new TextEncoder()
  const mixed = random.often(0.3)
  const end = random.of(ends)
  for (let line = 0; line < 40; line++) {
    if (random.often(0.6)) {
      bytes.push(...utf8.encode(random.of(fields) + random.of(values)))
      if (random.often(0.05)) bytes.push(...random.of(stray))
    }
    bytes.push(...utf8.encode(mixed ? random.of(ends) : end))
  }
  return Uint8Array.from([...bytes, 10, 10])
}

/** One event stream, whole, byte by byte and cut at random. */
export const sse = (seed: number): Tally => {
  const bytes = body(chance(seed))
  const should = JSON.stringify(standard(bytes))
  const cuts = [Cuts.whole, Cuts.every(1), Cuts.random(seed, 40), Cuts.random(seed + 1)]
  for (const cut of cuts) {
    const frames: Array<Framing.SseFrame> = []
    const reader = Framing.sse((frame) => frames.push(frame), Framing.defaultLimits)
    for (const read of cut(bytes)) reader.feed(read)
    const is = JSON.stringify(frames)
    if (is !== should) throw differ(`event stream ${JSON.stringify(new TextDecoder().decode(bytes))}`, seed, is, should)
  }
  return { events: 40 * cuts.length, remembered: 0 }
}

const head: Decoder.Head = {
  provider: "fuzz",
  model: "m",
  warnings: [],
  includeRaw: true,
  limits: Framing.defaultLimits
}
const protocols: ReadonlyArray<{
  readonly protocol: Pick<Protocol.Protocol<"chat">, "decoder"> | Pick<Protocol.Protocol<"responses">, "decoder">
  readonly framed: (event: string) => string
}> = [
  ...[OpenAiChat, AnthropicMessages, GeminiGenerateContent, OpenAiResponses].map(({ protocol }) => ({
    protocol,
    framed: (event: string) => `data: ${event}\n\n`
  })),
  { protocol: OllamaChat.protocol, framed: (event) => `${event}\n` }
]

/** One answer of each wire: the same chunks and the same ending with the memory and without, however it is cut. */
export const decoders = (seed: number): Tally => {
  const random = chance(seed)
  const events = stream(random, 30)
  const heard = (decoder: Decoder.Decoder<unknown>, reads: Iterable<Uint8Array>) => {
    const chunks: Array<unknown> = []
    for (const read of reads) chunks.push(...decoder.read(read))
    const { chunks: last, ...ending } = decoder.end()
    return outcome(() => [...chunks, ...last, ending])
  }
  for (const { framed, protocol } of protocols) {
    const bytes = new TextEncoder().encode(events.map(framed).join(""))
    const should = heard(protocol.decoder({ ...head, memo: false }), [bytes])
    for (const cut of [Cuts.whole, Cuts.random(seed, 100)]) {
      const is = heard(protocol.decoder(head), cut(bytes))
      if (is !== should) throw differ(`an answer ${JSON.stringify(events)}`, seed, is, should)
    }
  }
  return { events: events.length * protocols.length * 2, remembered: 0 }
}
