/**
 * How long `bifrost --help` takes, as a multiple of a script that only imports `effect/cli` and `NodeRuntime`; both as
 * processes of their own, in turn, each first in every other pair. The CPU time they say is beside it, for where the
 * machine has other work. The command is built first, as it is published, into `.bench/`.
 *
 *   node bench/startup.ts
 */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { middle, spread } from "./statistics.ts"
import { range, table } from "./report.ts"

const root = new URL("..", import.meta.url)
const folder = new URL(".bench/", root)
const pairs = 15

/** Says at its end what CPU time it took, in microseconds. */
const preload = new URL("cpu.cjs", folder)
const saysCpu = `process.on("exit", () => { const { user, system } = process.cpuUsage(); console.error(user + system) })\n`

interface Took {
  readonly wall: number
  readonly cpu: number
}

/** In milliseconds. */
const time = (file: URL, ...args: ReadonlyArray<string>): Took => {
  const from = performance.now()
  const { stderr } = spawnSync(process.execPath, ["--require", fileURLToPath(preload), fileURLToPath(file), ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8"
  })
  return { wall: performance.now() - from, cpu: Number(stderr) / 1000 }
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

  writeFileSync(preload, saysCpu)
  const times = Array.from({ length: pairs + 2 }, (_, pair) => {
    const before = pair % 2 === 0 ? time(least) : undefined
    const ours = time(command, "--help")
    return { least: before ?? time(least), ours }
  }).slice(2)
  return {
    least: times.map(({ least }) => least.wall),
    ours: times.map(({ ours }) => ours.wall),
    ratio: middle(times.map(({ least, ours }) => ours.wall / least.wall)),
    cpuRatio: middle(times.map(({ least, ours }) => ours.cpu / least.cpu))
  }
}

if (import.meta.main) {
  const { cpuRatio, least, ours, ratio } = measure()
  const rows = [
    ["imports effect/cli and NodeRuntime", range(spread(least))],
    ["bifrost --help", range(spread(ours))],
    ["ratio", ratio.toFixed(2)],
    ["ratio of CPU times", cpuRatio.toFixed(2)]
  ]
  console.log(table(["start-up", "ms"], rows))
}
