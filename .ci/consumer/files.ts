/** What the package ships: every source map leads to a shipped source, and there is no test in it. */
import { Effect } from "effect"
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Check, expect, runAll } from "./checks.ts"

const home = dirname(fileURLToPath(import.meta.resolve("effect-bifrost/package.json")))
const files = globSync("**/*", { cwd: home })

const sourceMaps = Effect.gen(function* () {
  const maps = files.filter((file) => file.endsWith(".map"))
  const lost = maps.flatMap((file) => {
    const { sources }: { readonly sources: ReadonlyArray<string> } = JSON.parse(readFileSync(join(home, file), "utf8"))
    return sources.map((source) => join(dirname(file), source)).filter((source) => !existsSync(join(home, source)))
  })
  yield* expect(maps.length > 50 && lost.length === 0, `${maps.length} maps; missing: ${lost.join(", ")}`)
  return `${maps.length} maps`
})

const expected = ["LICENSE", "README.md", "CHANGELOG.md", "dist/src/index.js", "dist/src/index.d.ts"]
const contents = Effect.gen(function* () {
  const missing = expected.filter((file) => !files.includes(file))
  const foreign = files.filter((file) => /(^|\/)(test|bench|examples|\.ci|node_modules)(\/|$)|\.test\./.test(file))
  yield* expect(missing.length === 0 && foreign.length === 0, `missing: ${missing}; foreign: ${foreign}`)
  return `${files.length} files`
})

const checks: ReadonlyArray<Check> = [
  { name: "source maps", run: sourceMaps },
  { name: "contents", run: contents }
]
await Effect.runPromise(runAll(checks))
