/** What the command says of itself, and that it says it without loading what it doesn't need. */
import { Effect } from "effect"
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { expect, test } from "vitest"
import { version } from "../../src/cli/version.ts"
import { page } from "./docs.ts"
import { bifrost } from "./run.ts"

test("docs/cli.md is what --help says (`vitest -u` writes it)", async () => {
  await expect(await Effect.runPromise(page)).toMatchFileSnapshot("../../docs/cli.md")
})

test("--version and --completions", async () => {
  const [told, completions] = await Promise.all([bifrost(["--version"]), bifrost(["--completions", "bash"])])
  expect(told.out.toString()).toBe(`bifrost v${version}\n`)
  expect(completions.out.toString()).toContain("--timeout-first-content")
})

test("--help loads no engine, no layer and no HTTP client", async () => {
  const hook = `
    import { registerHooks } from "node:module"
    registerHooks({ load: (url, context, next) => (process.stderr.write(url + "\\n"), next(url, context)) })
  `
  const { stderr, stdout } = await promisify(execFile)(
    process.execPath,
    [
      "--conditions=@bifrost/source",
      `--import=data:text/javascript,${encodeURIComponent(hook)}`,
      "src/cli/bin.ts",
      "--help"
    ],
    { cwd: new URL("../..", import.meta.url) }
  )
  expect(stdout).toContain("EXIT CODES")
  expect(stderr).toContain("/src/cli/command.ts\n")
  expect(
    stderr.split("\n").filter((url) => /\/(layers|src\/local|src\/protocols)\/|HttpClient|onnx|undici/.test(url))
  ).toEqual([])
})
