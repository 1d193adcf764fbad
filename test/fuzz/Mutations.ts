/**
 * Events as a stream brings them, and as it should not: most differ from the one before in a string or a count, some
 * in more, some are no JSON at all. What a memory of earlier events could get wrong is among them.
 */
import * as Seeded from "../../src/testing/Seeded.ts"

export interface Chance {
  readonly below: (count: number) => number
  readonly of: <A>(choices: readonly [A, ...Array<A>]) => A
  /** True so often: 0 to 1. */
  readonly often: (share: number) => boolean
}

export const chance = (seed: number): Chance => {
  const next = Seeded.numbers(seed)
  const below = (count: number) => Math.floor(next() * count)
  return {
    below,
    of: (choices) => choices[below(choices.length)] ?? choices[0],
    often: (share) => next() < share
  }
}

/** What strings hold on the wire, in the spelling of JSON: plain, escaped, beyond ASCII, and what looks like JSON. */
const spellings = [
  " the",
  "",
  "ing",
  "—",
  "🙂",
  "東京",
  "é",
  "\u2028",
  "\u007f",
  "data: ",
  "a".repeat(300),
  "twelve chars",
  "thirteen char",
  "\\n",
  '\\"',
  "\\\\",
  "\\/",
  "\\u0041",
  "\\u00e9",
  "\\ud83d\\ude42",
  "\\ud800",
  "\\u0000",
  '\\\\\\"',
  '\\"},{\\"x\\":\\"',
  "{}",
  "[1]",
  ",",
  ":"
] as const

/** What no string may hold: JSON with it is refused. */
const broken = ["\\x", "\\u12", "\\", "\t", "\u0001", '"', "\n"] as const

const counts = [
  "0",
  "7",
  "12",
  "999999999999999",
  "1e3",
  "1.5",
  "-1",
  "-0",
  "9007199254740993",
  "12345678901234567890"
] as const
const brokenCounts = ["01", "1.", "+1", "NaN", ".5", "- 1"] as const

const text = (random: Chance): string => {
  const pieces = Array.from({ length: 1 + random.below(3) }, () => random.of(spellings))
  return `"${pieces.join("")}${random.often(0.01) ? random.of(broken) : ""}"`
}
const count = (random: Chance): string => {
  if (random.often(0.9)) return String(random.below(10 ** (1 + random.below(12))))
  return random.often(0.2) ? random.of(brokenCounts) : random.of(counts)
}

/** A kind of event: JSON text with holes. */
type Kind = (random: Chance) => string

/** As providers write them, and as they might. */
export const kinds: readonly [Kind, ...Array<Kind>] = [
  (random) =>
    `{"id":"c1","object":"chat.completion.chunk","created":1763800000,"model":"m","choices":[{"index":${random.of(["0", "0", "1"])},"delta":{"content":${text(random)}},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":${text(random)}}`,
  (random) =>
    `{"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":${count(random)},"function":{"arguments":${text(random)}}}]},"finish_reason":null}]}`,
  (random) =>
    `{"type":"content_block_delta","index":${count(random)},"delta":{"type":"text_delta","text":${text(random)}}}`,
  (random) =>
    `{"type":"response.output_text.delta","sequence_number":${count(random)},"item_id":"msg_1","output_index":0,"content_index":0,"delta":${text(random)},"logprobs":[]}`,
  (random) =>
    `{"candidates": [{"content": {"parts": [{"text": ${text(random)}}],"role": "model"}}],"usageMetadata": {"promptTokenCount": 4,"totalTokenCount": ${count(random)}},"modelVersion": "gemini"}`,
  (random) =>
    `{"model":"m","created_at":${text(random)},"response":${text(random)},"done":${random.of(["false", "false", "true"])}}`,
  // strings and counts that a schema does look at: types, Base64, numbers where words may stand
  (random) =>
    `{"type":"${random.of(["content_block_delta", "content_block_delta", "message_stop", "ping", "error"])}","index":0,"delta":{"type":"${random.of(["text_delta", "text_delta", "thinking_delta", "newer_delta"])}","text":${text(random)}}}`,
  (random) =>
    `{"type":"${random.of(["response.output_text.delta", "response.refusal.delta", "response.newer"])}","item_id":"m","output_index":${count(random)},"content_index":0,"delta":${text(random)}}`,
  (random) =>
    `{"choices":[{"index":0,"delta":{"audio":{"data":${random.often(0.8) ? '"AQID"' : random.often(0.5) ? '"BAUG"' : text(random)},"transcript":${text(random)}}}}]}`,
  (random) =>
    `{"choices":[{"index":${count(random)},"delta":{"content":${random.often(0.9) ? text(random) : count(random)}}}]}`,
  // keys that come twice, one of them spelled in escapes; the key that is none
  (random) => `{"a":${text(random)},"a":"fixed"}`,
  (random) => `{"a":"fixed","a":${text(random)}}`,
  (random) => `{"key":${count(random)},"k\\u0065y":${count(random)}}`,
  (random) => `{"__proto__":{"polluted":${text(random)}},"b":${text(random)}}`,
  (random) => `{"1":${text(random)},"0":${count(random)},"constructor":${text(random)}}`,
  // what is not an object, nested, empty, or spread over lines
  text,
  count,
  (random) => `[${text(random)},${count(random)},[${text(random)}]]`,
  () => random0,
  (random) => `{ "a" : [ ] , "b" :\t${text(random)} , "c" : { } }`,
  (random) => "[".repeat(20) + text(random) + "]".repeat(20)
]
const random0 = "{}"

/** Changes a text at a random place, as a broken sender might. */
const mangle = (random: Chance, text: string): string => {
  const at = random.below(text.length + 1)
  return random.of([
    () => text.slice(0, at),
    () => text.slice(0, at) + random.of(['"', "{", "}", ",", " ", "x", "0"]) + text.slice(at),
    () => text.slice(0, at) + text.slice(at + 1),
    () => `${text} `,
    () => `${text}x`
  ])()
}

/** Events of one stream: mostly of one kind, which changes now and then. */
export const stream = (random: Chance, length: number): ReadonlyArray<string> => {
  let kind = random.of(kinds)
  return Array.from({ length }, () => {
    if (random.often(0.1)) kind = random.of(kinds)
    const event = kind(random)
    return random.often(0.03) ? mangle(random, event) : event
  })
}
