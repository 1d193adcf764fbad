/**
 * Every example runs as a user would run it: a process of its own, in an empty folder, with a key. What it prints
 * is compared, and what it asked for. OpenAI is a server on 127.0.0.1.
 */
import { readdir, readFile, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, test } from "vitest"
import { cases } from "./examples/cases.ts"
import * as OpenAi from "./examples/OpenAi.ts"
import * as Run from "./examples/Run.ts"
import "../examples/cassette.ts"
import "../examples/fakeServer.ts"
import "../examples/faults.ts"
import "../examples/laws.ts"
import "../examples/testing.ts"

/** Tests themselves. */
const inProcess = ["cassette", "fakeServer", "faults", "laws", "testing"]

describe.concurrent("examples", () => {
  for (const [name, { asked, files = {}, play = OpenAi.nobody, prints, wrote = {} }] of Object.entries(cases)) {
    test(name, async () => {
      await using folder = await Run.folder()
      await using server = await OpenAi.serve(play)
      for (const [file, bytes] of Object.entries(files)) await writeFile(join(folder.path, file), bytes)
      const output = await Run.run(name, folder.path, server.url)
      if (typeof prints === "string") assert.strictEqual(output, prints)
      else assert.match(output, prints)
      await asked?.(server.asked, server)
      for (const [file, bytes] of Object.entries(wrote)) {
        const written = new Uint8Array(await readFile(join(folder.path, file)))
        assert.deepStrictEqual(written.subarray(0, bytes.length), bytes, file)
      }
    })
  }

  test("server", async () => {
    await using provider = await OpenAi.serve((_, before) =>
      before === 0 ? OpenAi.chat("Hello from Asgard!") : OpenAi.endless()
    )
    const child = Run.start("server", tmpdir(), provider.url, { PORT: "0" })
    try {
      const url = `http://127.0.0.1:${await Run.portOf(child)}/chat`
      const request = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ prompt: "Hello" })
      }
      const whole = await (await fetch(url, request)).text()
      const chunks = [...whole.matchAll(/^data: (.*)$/gm)].map(([, data = ""]) => JSON.parse(data))
      assert.deepStrictEqual(
        chunks.map((chunk) => chunk.delta ?? chunk._tag),
        ["Start", "Hello", " from", " Asgard!", "Finish"]
      )

      const browser = new AbortController()
      const { body } = await fetch(url, { ...request, signal: browser.signal })
      await body?.getReader().read()
      browser.abort()
      await provider.untilLeft(1)
    } finally {
      child.kill()
    }
  })
})

test("every example is executed", async () => {
  const names = (await readdir(Run.examples)).map((file) => file.replace(/\.ts$/, ""))
  assert.deepStrictEqual(
    names.filter((name) => name !== "demo").toSorted(),
    // `redis` where there is one: see policies/redis.test.ts
    [...Object.keys(cases), ...inProcess, "redis", "server"].toSorted()
  )
})
