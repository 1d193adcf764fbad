/** What the command says of itself, and that it says it without loading what it doesn't need. */
import { Effect } from "effect"
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { expect, test } from "vitest"
import { version } from "../../src/cli/version.ts"
import { page } from "./docs.ts"
import { bifrost } from "./run.ts"

const root = new URL("../..", import.meta.url)

test("docs/cli.md is what --help says (`vitest -u` writes it)", async () => {
  await expect(await Effect.runPromise(page)).toMatchFileSnapshot("../../docs/cli.md")
})

test("--version and --completions", async () => {
  const [told, completions] = await Promise.all([bifrost(["--version"]), bifrost(["--completions", "bash"])])
  expect(told.out.toString()).toBe(`bifrost v${version}\n`)
  expect(completions.out.toString()).toContain("--timeout-first-content")
})

/** What a process prints, and the modules that it loads. */
const loads = async (args: ReadonlyArray<string>) => {
  const hook = `
    import { registerHooks } from "node:module"
    registerHooks({ load: (url, context, next) => (process.stderr.write(url + "\\n"), next(url, context)) })
  `
  const { stderr, stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@bifrost/source", `--import=data:text/javascript,${encodeURIComponent(hook)}`, ...args],
    { cwd: root }
  )
  return { stdout, modules: stderr.split("\n").filter((line) => /^(file|node):/.test(line)) }
}

test("--help loads no layer, no engine, no HTTP client: little more than what any command of Effect does", async () => {
  const least = 'import "effect/cli"; import "@effect/platform-node/NodeRuntime"'
  const [help, any] = await Promise.all([
    loads(["src/cli/bin.ts", "--help"]),
    loads(["--input-type=module", "--eval", least])
  ])
  expect(help.stdout).toContain("EXIT CODES")
  const ours = help.modules.filter((url) => url.startsWith(root.href) && !url.includes("/node_modules/"))
  const files = ours.map((url) => url.slice(root.href.length))
  expect(files).toContain("src/cli/command.ts")
  expect(files.filter((file) => !/^(src\/cli\/|schemas\/|package\.json$)/.test(file))).toEqual([])
  expect(help.modules.filter((url) => /HttpClient|onnx|undici/.test(url))).toEqual([])
  // loading is what starting costs
  expect(any.modules.length).toBeGreaterThan(100)
  expect(help.modules.length).toBeLessThan(1.4 * any.modules.length)
})
