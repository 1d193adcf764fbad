/** `npm run demo`, as it is run on a fresh machine: no key, no network, no terminal. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { assert, test } from "vitest"

const root = fileURLToPath(new URL("..", import.meta.url))

const read = async (stream: AsyncIterable<Buffer>) => {
  let text = ""
  for await (const piece of stream) text += piece.toString()
  return text
}

test("the demo shows every scene, hears what it said, and says nothing beside it", async () => {
  const { scripts } = JSON.parse(await readFile(`${root}/package.json`, "utf8"))
  const [, ...args] = scripts.demo.split(" ")
  const { OPENAI_API_KEY: _, ...env } = process.env
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] })
  const [output, noise, [code]] = await Promise.all([read(child.stdout), read(child.stderr), once(child, "exit")])
  assert.deepStrictEqual({ code, noise }, { code: 0, noise: "" }, output)
  const titles = [...output.matchAll(/^ {2}\d {2}(\w+ \w+|\w+)/gm)].map(([, title]) => title)
  assert.deepStrictEqual(titles, [
    "Chat",
    "Text",
    "Responses",
    "Speech",
    "Transcription",
    "A deadline",
    "An interruption",
    "A fallback"
  ])
  assert.match(output, /\d+ of 22 words wrong: \d+ %/)
  assert.include(output, "deadline of 400 ms has passed")
  assert.include(output, "interrupted; nothing more comes")
  assert.match(output, /ECONNREFUSED[^]*answered by "local"/)
  assert.notInclude(output, "\x1b")
})
