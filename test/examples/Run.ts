/** Runs programs as a user would: a process of its own, in a folder of its own, with a key. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert } from "vitest"

export const examples = fileURLToPath(new URL("../../examples/", import.meta.url))
const redirect = new URL("./redirect.ts", import.meta.url).href

/** How an example is run: from the sources, and with every host on this machine. */
export const flags = ["--conditions=@bifrost/source", "--disable-warning=ExperimentalWarning", `--import=${redirect}`]

export const environment = (loopback: string, more: Readonly<Record<string, string>> = {}) => ({
  PATH: process.env["PATH"],
  OPENAI_API_KEY: "sk-test",
  ANTHROPIC_API_KEY: "sk-ant-test",
  TEAM_KEY: "sk-team",
  SPARE_KEY: "sk-spare",
  BASETEN_API_KEY: "sk-baseten",
  GOOGLE_CLOUD_PROJECT: "asgard",
  GOOGLE_OAUTH_ACCESS_TOKEN: "ya29.test",
  LOOPBACK: loopback,
  ...more
})

export const start = (name: string, cwd: string, loopback: string, more?: Readonly<Record<string, string>>) =>
  spawn(process.execPath, [...flags, join(examples, `${name}.ts`)], { cwd, env: environment(loopback, more) })

/** What a process said, and how it ended. */
export const ended = async (child: ChildProcessWithoutNullStreams) => {
  let output = ""
  let errors = ""
  child.stdin.end()
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text))
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text))
  const code = await new Promise((resolve) => child.once("close", resolve))
  return { code, errors, output }
}

/** Runs an example to its end; it must succeed and say nothing on standard error. */
export const run = async (name: string, cwd: string, loopback: string): Promise<string> => {
  const { output, ...rest } = await ended(start(name, cwd, loopback))
  assert.deepStrictEqual(rest, { code: 0, errors: "" }, output)
  return output.replace(/\n$/, "")
}

/** An empty folder, for as long as it is in use. */
export const folder = async (): Promise<AsyncDisposable & { readonly path: string }> => {
  const path = await mkdtemp(join(tmpdir(), "bifrost-example-"))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

/** Where the server of an example listens, as it says. */
export const portOf = (child: ChildProcessWithoutNullStreams): Promise<string> =>
  new Promise((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const port = /127\.0\.0\.1:(\d+)/.exec(text)?.[1]
      if (port !== undefined) resolve(port)
    })
    child.once("close", () => reject(new Error("the server ended before it listened")))
  })
