/** The compiler's own message where nobody serves an operation: it must name the operation. */
import { execFile } from "node:child_process"
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, expect, it } from "vitest"

const root = fileURLToPath(new URL("..", import.meta.url))
const home = await mkdtemp(join(tmpdir(), "bifrost-types-"))
afterAll(() => rm(home, { recursive: true }))

/** One program per operation, run on a provider that serves another. */
const programs = {
  text: `StreamingProvider.text({ model: "m", prompt: "hi" })`,
  chat: `StreamingProvider.chat({ model: "m", messages: [{ role: "user", content: "hi" }] })`,
  responses: `StreamingProvider.responses({ model: "m", input: "hi" })`,
  speech: `StreamingProvider.speech({ model: "m", input: "hi", voice: "alloy" })`,
  transcription: `StreamingProvider.transcription({ model: "m", audio: new Uint8Array() })`
}
const served = (operation: string) => (operation === "text" ? "chat: [[]]" : "text: [[]]")
const snippet = (operation: string, program: string) => `
import { Effect, Stream } from "effect"
import { StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"

const { layer } = TestProvider.make({ ${served(operation)} })
const program = ${program}
await Effect.runPromise(program.pipe(Stream.runDrain, Effect.provide(layer)))
`

const compile = async (): Promise<string> => {
  const modules = join(home, "node_modules")
  await mkdir(modules)
  await symlink(join(root, "node_modules/effect"), join(modules, "effect"))
  await symlink(root, join(modules, "effect-bifrost"))
  for (const [operation, program] of Object.entries(programs)) {
    await writeFile(join(home, `${operation}.mts`), snippet(operation, program))
  }
  const settings = { rootDir: "/", types: [] }
  const config = { extends: join(root, "tsconfig.json"), compilerOptions: settings, include: ["*.mts"] }
  await writeFile(join(home, "tsconfig.json"), JSON.stringify(config))
  const tsc = fileURLToPath(import.meta.resolve("typescript/package.json")).replace("package.json", "bin/tsc")
  return new Promise((resolve) =>
    execFile(process.execPath, [tsc, "-p", home, "--pretty", "false"], { cwd: home }, (_, stdout) => resolve(stdout))
  )
}

it("names the operation that nobody serves", async () => {
  const messages = (await compile()).split(/^(?=\S)/m)
  for (const operation of Object.keys(programs)) {
    const own = messages.filter((message) => message.startsWith(`${operation}.mts(`))
    expect(own, operation).toHaveLength(1)
    expect(own[0]).toContain(`Type 'StreamingProvider<"${operation}">' is not assignable to type 'never'.`)
  }
})
