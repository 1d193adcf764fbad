/** The command without a key: it asks this machine. Engines that take long to load are tested in `test/local`. */
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import * as OpenAi from "../examples/OpenAi.ts"
import { bifrost } from "./run.ts"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli-local-"))
})
afterAll(() => rm(folder, { recursive: true }))

const env = { OPENAI_API_KEY: undefined }

test("chat, and a fallback that answers where the primary cannot", async () => {
  await using server = await OpenAi.serve(() => OpenAi.error(500, "Broken"))
  const dead = ["--provider", "openai", "--base-url", `${server.url}/v1`, "--retries", "0", "--fallback", "local"]
  const [asked, fallen] = await Promise.all([
    bifrost(["chat", "What is a policy?"], { env }),
    bifrost(["chat", "What is a policy?", ...dead, "--usage"], { env })
  ])
  expect(asked.code).toBe(0)
  expect(asked.out.toString()).toMatch(/not a language model/)
  expect(asked.err).toBe("bifrost: asking local (guide), for OPENAI_API_KEY is not set; choose with --provider\n")
  expect(fallen.code).toBe(0)
  expect(fallen.out.toString()).toBe(asked.out.toString())
  expect(fallen.err).toMatch(/^bifrost: local guide · stop · /)
})

test("speak to a WAV file, and transcribe it back", async () => {
  const file = join(folder, "hello.wav")
  const spoken = await bifrost(["speak", "The rainbow is a bridge.", "-o", file], { env })
  expect(spoken.code, spoken.err).toBe(0)
  const bytes = await readFile(file)
  expect(bytes.subarray(0, 4).toString()).toBe("RIFF")
  expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8)
  const heard = await bifrost(["transcribe", file], { env })
  expect(heard.code, heard.err).toBe(0)
  expect(heard.out.toString().toLowerCase()).toMatch(/rainbow.*bridge/)
})
