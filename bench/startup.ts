/**
 * How long `bifrost --help` takes, as a multiple of a script that only imports `effect/cli` and `NodeRuntime`; both as
 * processes of their own, in turn. The command is built first, as it is published, into `.bench/`.
 *
 *   node bench/startup.ts
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { middle, spread } from "./statistics.ts"
import { range, table } from "./report.ts"

const root = new URL("..", import.meta.url)
const folder = new URL(".bench/", root)
const pairs = 15

const time = (file: URL, args: ReadonlyArray<string>): number => {
  const from = performance.now()
  execFileSync(process.execPath, [fileURLToPath(file), ...args], { stdio: "ignore" })
  return performance.now() - from
}

export const measure = () => {
  mkdirSync(folder, { recursive: true })
  const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", root))
  const out = fileURLToPath(new URL("dist/", folder))
  execFileSync(
    process.execPath,
    [tsc, "-p", "tsconfig.build.json", "--outDir", out, "--declaration", "false", "--declarationMap", "false"],
    {
      cwd: fileURLToPath(root),
      stdio: "inherit"
    }
  )
  const least = new URL("least.mjs", folder)
  writeFileSync(least, `import "effect/cli"\nimport "@effect/platform-node/NodeRuntime"\n`)
  const command = new URL("dist/src/cli/bin.js", folder)

  const times = Array.from({ length: pairs + 2 }, () => [time(least, []), time(command, ["--help"])] as const).slice(2)
  return {
    least: times.map(([least]) => least),
    ours: times.map(([, ours]) => ours),
    ratio: middle(times.map(([least, ours]) => ours / least))
  }
}

if (import.meta.main) {
  const { least, ours, ratio } = measure()
  const rows = [
    ["imports effect/cli and NodeRuntime", range(spread(least))],
    ["bifrost --help", range(spread(ours))],
    ["ratio", ratio.toFixed(2)]
  ]
  console.log(table(["start-up", "ms"], rows))
}
