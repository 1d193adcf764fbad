/** The README's commands, each in a shell of its own, with `bifrost` in the path and OpenAI on 127.0.0.1. */
import { spawn } from "node:child_process"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, test } from "vitest"
import * as OpenAi from "./examples/OpenAi.ts"
import * as Run from "./examples/Run.ts"

const bin = fileURLToPath(new URL("../src/cli/bin.ts", import.meta.url))
const audio = Uint8Array.of(0xff, 0xfb, 0x90, 0x64, 0x00)
const hello = /^Hello from Asgard!\n$/

/** What each says on standard output, in the README's order. */
const commands: ReadonlyArray<readonly [command: string, says: RegExp]> = [
  [`bifrost chat "Why is the sky blue?"`, hello],
  [`cat notes.txt | bifrost chat "Summarise this:" - --system "Be brief."`, hello],
  [`bifrost speak "Hello, Bifrost!" --output hello.wav`, /^$/],
  ["bifrost transcribe hello.wav --json", /"text":"Hello, Bifrost!"/],
  ["bifrost chat Hello --model gpt-4o --fallback local --deadline 20s --usage", hello],
  ["bifrost chat Hello --base-url http://127.0.0.1:8080/v1 --model llama", hello],
  ["bifrost providers", /^openai +yes/m],
  ["bifrost decode --protocol openai-chat --summary answer.sse", /^{"file":"answer.sse","text":"Whole\."/]
]

const play: OpenAi.Play = ({ path }) =>
  path === "/v1/audio/speech"
    ? OpenAi.speech([audio])
    : path === "/v1/audio/transcriptions"
      ? OpenAi.transcript("Hello, Bifrost!")
      : OpenAi.chat("Hello from Asgard!")

test("the commands of the README run as they are written", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8")
  const lines = /```sh\n(bifrost [^]*?)\n```/.exec(readme)?.[1]?.split("\n")
  assert.deepStrictEqual(
    lines,
    commands.map(([command]) => command)
  )

  await using folder = await Run.folder()
  await using server = await OpenAi.serve(play)
  const words = [process.execPath, ...Run.flags, bin].map((word) => `'${word}'`).join(" ")
  await writeFile(join(folder.path, "bifrost"), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 })
  await writeFile(join(folder.path, "notes.txt"), "Heimdall guards the bridge.")
  await writeFile(join(folder.path, "answer.sse"), await OpenAi.body(OpenAi.chat("Whole.")))
  const env = Run.environment(server.url, { PATH: `${folder.path}:${process.env["PATH"]}` })

  for (const [command, says] of commands) {
    const { code, errors, output } = await Run.ended(spawn("/bin/sh", ["-c", command], { cwd: folder.path, env }))
    assert.strictEqual(code, 0, `${command}\n${errors}`)
    assert.match(output, says, command)
  }
  assert.deepStrictEqual(new Uint8Array(await readFile(join(folder.path, "hello.wav"))), audio)
})
