/** `bifrost decode`: recorded bodies, in one process, one line each. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { data, hello, say } from "../kit/wire.ts"
import { bifrost } from "./run.ts"

let folder = ""
const bodies = {
  "hello.sse": hello,
  "cut.sse": data(say("Half an ans")),
  "limited.sse": data(say("Oh"), { error: { message: "Slow down", code: "rate_limit_exceeded" } })
}
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli-decode-"))
  for (const [name, body] of Object.entries(bodies)) await writeFile(join(folder, name), body)
})
afterAll(() => rm(folder, { recursive: true }))

const decode = (...args: ReadonlyArray<string>) => bifrost(["decode", "--protocol", "openai-chat", ...args])
const file = (name: string) => join(folder, name)

test("--summary: a line for each file, its path as it was given; only an unreadable file makes the command fail", async () => {
  const odd = `${folder}/../${folder.split("/").at(-1)}/hello.sse`
  const [all, whole, refused] = await Promise.all([
    decode("--summary", odd, file("none.sse"), file("cut.sse"), file("limited.sse")),
    decode("--summary", file("hello.sse"), file("cut.sse")),
    decode("--summary", "--status", "429", file("hello.sse"))
  ])
  const empty = { reasoning: "", refusal: "", toolCalls: [], finishReason: null, usage: null }
  expect(
    all.out
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
  ).toEqual([
    { ...empty, file: odd, text: "Hello", finishReason: "stop", chunks: 4, error: null },
    {
      ...empty,
      file: file("none.sse"),
      text: "",
      chunks: 0,
      error: { reason: "Unreadable", message: `Cannot read ${file("none.sse")}: there is no such file` }
    },
    {
      ...empty,
      file: file("cut.sse"),
      text: "Half an ans",
      chunks: 2,
      error: expect.objectContaining({ reason: "Truncated" })
    },
    {
      ...empty,
      file: file("limited.sse"),
      text: "Oh",
      chunks: 2,
      error: { reason: "RateLimited", message: "rate limited: Slow down" }
    }
  ])
  expect(all.code).toBe(66)
  expect({ code: whole.code, err: whole.err }).toEqual({ code: 0, err: "" })
  expect(JSON.parse(refused.out.toString())).toMatchObject({ chunks: 0, error: { reason: "RateLimited" } })
})

test("without --summary a failed answer is told, and is the command's failure", async () => {
  const [plain, json, unknown] = await Promise.all([
    decode(file("limited.sse"), file("hello.sse")),
    decode("--json", file("hello.sse"), file("cut.sse")),
    bifrost(["decode", "--protocol", "openai", file("hello.sse")])
  ])
  expect({ code: plain.code, out: plain.out.toString() }).toEqual({ code: 75, out: "Oh\nHello\n" })
  expect(plain.err).toBe(`bifrost: ${file("limited.sse")}: rate limited: Slow down.\n`)
  expect(
    json.out
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)._tag)
  ).toEqual([...["Start", "Text", "Text", "Finish"], ...["Start", "Text"]])
  expect(json.code).toBe(76)
  expect(unknown.code).toBe(64)
  expect(unknown.err).toMatch(/^bifrost: There is no protocol "openai"\. There are: openai-chat, /)
})
