/**
 * Every example runs as a user would run it: a process of its own, in an empty folder, with a key. What it prints
 * is compared, and what it asked for. OpenAI is a server on 127.0.0.1.
 */
import { spawn } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, test } from "vitest"
import * as OpenAi from "./examples/OpenAi.ts"
import "../examples/testing.ts"

const examples = fileURLToPath(new URL("../examples/", import.meta.url))
const redirect = new URL("./examples/redirect.ts", import.meta.url).href

const start = (name: string, cwd: string, loopback: string, env: Readonly<Record<string, string>> = {}) =>
  spawn(
    process.execPath,
    [
      "--conditions=@bifrost/source",
      "--disable-warning=ExperimentalWarning",
      `--import=${redirect}`,
      join(examples, `${name}.ts`)
    ],
    { cwd, env: { PATH: process.env["PATH"], OPENAI_API_KEY: "sk-test", LOOPBACK: loopback, ...env } }
  )

/** Runs an example to its end; it must succeed and say nothing on standard error. */
const run = async (name: string, cwd: string, loopback: string): Promise<string> => {
  const child = start(name, cwd, loopback)
  let output = ""
  let errors = ""
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text))
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text))
  const code = await new Promise((resolve) => child.once("close", resolve))
  assert.deepStrictEqual({ code, errors }, { code: 0, errors: "" }, output)
  return output.trimEnd()
}

interface Case {
  readonly play?: OpenAi.Play
  readonly files?: Readonly<Record<string, Uint8Array>>
  readonly prints: string
  readonly asked?: (asked: ReadonlyArray<OpenAi.Asked>, server: OpenAi.Server) => void
  readonly wrote?: Readonly<Record<string, Uint8Array>>
}

const hello: OpenAi.Play = () => OpenAi.chat("Hello from Asgard!")
const nobody: OpenAi.Play = () => OpenAi.error(500, "nobody should ask")

const cases: Readonly<Record<string, Case>> = {
  chat: {
    play: () => OpenAi.chat("A burning rainbow bridge."),
    prints: "A burning rainbow bridge.\n[stop, 12 output tokens]",
    asked: ([first]) => assert.strictEqual(first?.headers.authorization, "Bearer sk-test")
  },
  collect: {
    play: (_, before) => OpenAi.chat(before === 0 ? "A bridge." : "Heimdall."),
    prints: "A bridge.\nHeimdall.\nstop, 21 tokens",
    asked: ([, second]) =>
      assert.containSubset(second?.body, {
        messages: [{ role: "user" }, { role: "assistant", content: "A bridge." }, { role: "user" }]
      })
  },
  deadline: { play: hello, prints: "Hello from Asgard!" },
  cancellation: {
    play: () => OpenAi.endless(),
    prints: "1 \n2 \n3 \n1 \n2 \nstopped",
    asked: (asked, server) => assert.deepStrictEqual([asked.length, server.left()], [2, 2])
  },
  errors: {
    play: () => OpenAi.error(429, "Slow down.", { "retry-after": "20" }),
    prints: "Busy. Try again in 20 s."
  },
  partial: {
    play: () => OpenAi.cut("Once upon a time"),
    prints: "Once upon a time … [the stream ended before the answer did]"
  },
  tools: {
    play: (_, before) =>
      before === 0 ? OpenAi.call("weather", { city: "Reykjavík" }) : OpenAi.chat("Yes: rain, at 18 °C."),
    prints: "→ weather\nYes: rain, at 18 °C.",
    asked: ([first, second]) => {
      assert.containSubset(first?.body, {
        tools: [{ type: "function", function: { name: "weather", parameters: { type: "object" } } }]
      })
      assert.containSubset(second?.body, {
        messages: [
          { role: "user" },
          { role: "assistant", tool_calls: [{ id: "call_1", function: { name: "weather" } }] },
          { role: "tool", tool_call_id: "call_1", content: "18 °C and rain in Reykjavík" }
        ]
      })
    }
  },
  images: {
    play: () => OpenAi.chat("The second is night."),
    files: { "photo.png": Uint8Array.of(1, 2, 3) },
    prints: "The second is night.",
    asked: ([first]) =>
      assert.containSubset(first?.body, {
        messages: [
          {
            content: [
              { type: "text" },
              { type: "image_url", image_url: { url: "https://example.com/before.png", detail: "low" } },
              { type: "image_url", image_url: { url: "data:image/png;base64,AQID" } }
            ]
          }
        ]
      })
  },
  structured: {
    play: () => OpenAi.chat(`{"name": "Miso soup", "minutes": 10, "ingredients": ["miso", "tofu"]}`),
    prints: "Miso soup: miso, tofu (10 min)",
    asked: ([first]) => assert.containSubset(first?.body, { response_format: { type: "json_schema" } })
  },
  compatible: {
    play: () => OpenAi.chat("Hello from next door!"),
    prints: "mine (gpt-4o-mini): Hello from next door!",
    asked: ([first]) => {
      assert.isUndefined(first?.headers.authorization)
      assert.containSubset(first?.body, { model: "qwen2.5-7b-instruct" })
    }
  },
  config: {
    play: hello,
    prints: "Hello from Asgard!",
    asked: ([first]) => assert.containSubset(first?.body, { model: "gpt-4o-mini" })
  },
  timeouts: { play: hello, prints: "Hello from Asgard! Hello from Asgard!" },
  policies: {
    play: (_, before) => (before < 2 ? OpenAi.error(503, "Full.") : OpenAi.chat("At last!")),
    prints: "failed: Overloaded\nfailed: Overloaded\nAt last!"
  },
  service: { play: () => OpenAi.chat("A bridge."), prints: "A bridge." },
  iterable: { play: hello, prints: "Hello from Asgard!" },
  engine: { play: nobody, prints: "Polly wants a cracker" }
}

describe.concurrent("examples", () => {
  for (const [name, { asked, files = {}, play = nobody, prints, wrote = {} }] of Object.entries(cases)) {
    test(name, async () => {
      const folder = await mkdtemp(join(tmpdir(), "bifrost-example-"))
      try {
        await using server = await OpenAi.serve(play)
        for (const [file, bytes] of Object.entries(files)) await writeFile(join(folder, file), bytes)
        assert.strictEqual(await run(name, folder, server.url), prints)
        asked?.(server.asked, server)
        for (const [file, bytes] of Object.entries(wrote)) {
          assert.deepStrictEqual(new Uint8Array(await readFile(join(folder, file))), bytes)
        }
      } finally {
        await rm(folder, { recursive: true })
      }
    })
  }
})
