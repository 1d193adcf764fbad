/** The command as a person runs it, against a server that plays OpenAI. Few tests with much in each: a start takes half a second. */
import { Schema } from "effect"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Operation, operations } from "../../schemas/Operation.ts"
import * as OpenAi from "../examples/OpenAi.ts"
import { bifrost, key, type Ran } from "./run.ts"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli-answers-"))
})
afterAll(() => rm(folder, { recursive: true }))

const at = ({ url }: OpenAi.Server) => ["--base-url", `${url}/v1`]
const chunksOf = <O extends Operation>(operation: O, { out }: Ran) => {
  const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.toCodecJson(operations[operation].chunk)))
  return out
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => decode(line))
}

test("chat: the answer and nothing else on standard output, the rest on standard error", async () => {
  await using server = await OpenAi.serve(() => OpenAi.chat("Hello from far away"))
  const file = join(folder, "more.txt")
  await writeFile(file, "from a file\n")
  const flags = ["--system", "Be brief.", "--temperature", "0.5", "--max-tokens", "9", "--seed", "1", "--stop", "a"]
  const { code, err, out } = await bifrost(
    ["chat", "Say", "this:", "-", "-f", file, ...flags, "--usage", ...at(server)],
    {
      input: "from a pipe\n"
    }
  )
  expect({ code, out: out.toString() }).toEqual({ code: 0, out: "Hello from far away\n" })
  expect(err).toMatch(
    /^bifrost: asking openai \(gpt-4o-mini\), for --base-url is given; .*\nbifrost: openai gpt-4o-mini · stop · 9 tokens in, 12 tokens out · first content after .* · whole after .*\n$/
  )
  expect(server.asked).toMatchObject([
    {
      path: "/v1/chat/completions",
      headers: { authorization: `Bearer ${key}` },
      body: {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Say this:\n\nfrom a pipe\n\nfrom a file" }
        ],
        temperature: 0.5,
        seed: 1,
        stop: ["a"]
      }
    }
  ])
})

test("text goes by the same flags; a warning of the provider is told once", async () => {
  await using server = await OpenAi.serve(() => OpenAi.chat(" upon a time"))
  const { code, err, out } = await bifrost(["text", "--provider", "openai", ...at(server)], { input: "Once" })
  expect({ code, out: out.toString() }).toEqual({ code: 0, out: " upon a time\n" })
  expect(err.match(/chat/g)?.length, err).toBe(1)
})

test("responses --json prints the standard's events, which the schema reads back", async () => {
  await using server = await OpenAi.serve(() => OpenAi.responses("Hello there"))
  const ran = await bifrost(["responses", "Hi", "--json", ...at(server)])
  expect(ran.code).toBe(0)
  const events = chunksOf("responses", ran)
  expect(events.map(({ type }) => String(type))).toEqual([
    "response.created",
    "response.output_item.added",
    "response.output_text.delta",
    "response.output_text.delta",
    "response.output_text.done",
    "response.output_item.done",
    "response.completed"
  ])
})

const audio = [new Uint8Array([0xff, 0xfb, 1, 2]), new Uint8Array([3, 4, 5, 0x0a])]
const whole = Buffer.concat(audio)

test("speak: to a file that is not replaced unasked, to a pipe, and as JSON", async () => {
  await using server = await OpenAi.serve(() => OpenAi.speech(audio))
  const file = join(folder, "hello.mp3")
  const say = ["speak", "Hello", "--model", "tts-1", ...at(server)]
  const first = await bifrost([...say, "--output", file, "--voice", "nova"])
  expect({ code: first.code, out: first.out.length }).toEqual({ code: 0, out: 0 })
  expect(first.err).toContain(`wrote 8 bytes to ${file}`)
  expect(await readFile(file)).toEqual(whole)
  expect(server.asked[0]?.body).toMatchObject({ input: "Hello", voice: "nova", response_format: "mp3" })

  const [again, replaced, piped, json] = await Promise.all([
    bifrost([...say, "--output", file]),
    bifrost([...say, "--output", file, "--overwrite"]),
    bifrost(say),
    bifrost([...say, "--json"])
  ])
  expect(again.code).toBe(73)
  expect(again.err).toContain("is there already. Choose another name, or add --overwrite.")
  expect(replaced.code).toBe(0)
  expect(piped.out).toEqual(whole)
  const chunks = chunksOf("speech", json)
  expect(Buffer.concat(chunks.flatMap((chunk) => (chunk._tag === "Audio" ? [chunk.data] : [])))).toEqual(whole)
})

test("transcribe uploads the file; one that is missing is told before anything is sent", async () => {
  await using server = await OpenAi.serve(() => OpenAi.whisper("Hello, Bifrost."))
  const file = join(folder, "talk.mp3")
  await writeFile(file, whole)
  const flags = ["--model", "whisper-1", "--language", "en", ...at(server)]
  const heard = await bifrost(["transcribe", file, ...flags])
  expect({ code: heard.code, out: heard.out.toString() }).toEqual({ code: 0, out: "Hello, Bifrost.\n" })
  expect(server.asked[0]?.body).toMatch(/filename="talk.mp3"/)
  const missing = await bifrost(["transcribe", join(folder, "none.mp3"), ...flags])
  expect(missing.code).toBe(66)
  expect(missing.err).toContain("none.mp3: there is no such file. Check the path.")
  expect(server.asked.length).toBe(1)
})

test("a failure is one paragraph (what, where, what to do) with an exit code; the key is never in it", async () => {
  await using server = await OpenAi.serve((_, before) =>
    before === 0
      ? OpenAi.error(401, `Incorrect API key provided: ${key}`)
      : OpenAi.error(429, "Slow down", { "retry-after": "7" })
  )
  const ask = ["chat", "Hi", "--provider", "openai", ...at(server)]
  const refused = await bifrost(ask)
  expect(refused.code).toBe(77)
  expect(refused.err).toBe(
    "bifrost: openai could not answer chat with gpt-4o-mini: unauthorized (401): Incorrect API key provided: <redacted>. " +
      "Set OPENAI_API_KEY to a valid key, or use --provider local, which needs no key. Request id: req_1.\n"
  )
  const later = await bifrost([...ask, "--retries", "0", "--fallback", "openai/gpt-4o"])
  expect(later.code).toBe(75)
  expect(later.err).toContain("rate limited (429): Slow down. Try again in 7.0 s, or name another provider")
  expect(later.err).toContain("Also tried: openai with gpt-4o, rate limited (429): Slow down.")
  expect(refused.err + later.err).not.toContain(key)
})

test("a wrong call says what is wrong and where to look, and sends nothing", async () => {
  const calls: ReadonlyArray<readonly [ReadonlyArray<string>, number, string]> = [
    [["chat"], 64, "There is no prompt"],
    [["chat", "Hi", "--modle", "x"], 64, "--model. See `bifrost chat --help`"],
    [["chat", "Hi", "--timeout-idle", "soon"], 64, "Expected a time: 500ms, 30s, 2m, 1h, or off"],
    [["chat", "Hi", "--fallback", "nobody"], 64, 'There is no provider "nobody". There are: openai, '],
    [["chat", "Hi", "--provider", "openai", "--fallback", "openai/x"], 78, "Set OPENAI_API_KEY"]
  ]
  for (const [ran, code, words] of await Promise.all(
    calls.map(
      async ([args, ...rest]) => [await bifrost(args, { env: { OPENAI_API_KEY: undefined } }), ...rest] as const
    )
  )) {
    expect(ran.err).toContain(words)
    expect({ code: ran.code, out: ran.out.toString() }).toEqual({ code, out: "" })
  }
})

test("Ctrl-C closes the socket and keeps what was heard; a reader who leaves ends it quietly", async () => {
  await using server = await OpenAi.serve(() => OpenAi.endless())
  const ask = ["chat", "Count", "--provider", "openai", ...at(server)]
  let pressed = false
  const interrupted = await bifrost(ask, {
    heard: (out, { interrupt }) => {
      if (pressed || !out.includes("30 ")) return
      pressed = true
      interrupt()
    }
  })
  expect({ code: interrupted.code, err: interrupted.err }).toEqual({ code: 130, err: "" })
  await server.untilLeft(1)
  const heard = interrupted.out.toString()
  expect([heard.slice(0, 6), heard.slice(-2)]).toEqual(["1 2 3 ", " \n"])

  const left = await bifrost(ask, { heard: (_, { closeReader }) => closeReader() })
  expect({ code: left.code, err: left.err }).toEqual({ code: 0, err: "" })
  await server.untilLeft(2)
})

test("a deadline ends an answer that goes on and on, and says so", async () => {
  await using server = await OpenAi.serve(() => OpenAi.endless())
  const late = await bifrost(["chat", "Count", "--provider", "openai", ...at(server), "--deadline", "500ms"])
  expect(late.code).toBe(75)
  expect(late.err).toMatch(/timed out.*500 ms.* Allow more with --deadline\./)
})
