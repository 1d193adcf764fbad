/** What a browser can load: everything but `Local` and the command line, bundled with nothing of Node left out. */
import { build } from "esbuild"
import { globSync, readFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const root = fileURLToPath(new URL("..", import.meta.url))
const names = (pattern: string) => globSync(pattern, { cwd: root }).map((file) => file.replace(/^.*\/|\.ts$/g, ""))
const entries = [
  "effect-bifrost",
  "effect-bifrost/testing",
  ...names("layers/*.ts").map((name) => `effect-bifrost/layers/${name}`),
  ...names("src/protocols/*.ts").map((name) => `effect-bifrost/protocols/${name}`),
  ...names("schemas/*.ts").map((name) => `effect-bifrost/schemas/${name}`)
].filter((entry) => !entry.endsWith("/Local"))

/** The bundle, and every module that found no place in it. */
const bundle = async (specifiers: ReadonlyArray<string>) => {
  const contents = specifiers.map((specifier, i) => `export * as m${i} from ${JSON.stringify(specifier)}`).join("\n")
  return build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    conditions: ["@bifrost/source"],
    metafile: true,
    logLevel: "silent"
  })
}

describe("the browser", () => {
  it("gets all of it, and no module of Node", async () => {
    expect(entries.length).toBeGreaterThan(20)
    const { metafile } = await bundle(entries)
    const inputs = Object.entries(metafile.inputs)
    const imported = inputs.flatMap(([, { imports }]) => imports.map(({ original, path }) => original ?? path))
    expect(imported.filter((path) => isBuiltin(path) || path.startsWith("@effect/platform"))).toEqual([])
    expect(inputs.filter(([file]) => /^(src\/(local|cli)\/|layers\/Local)/.test(file))).toEqual([])
  })

  it("runs it", async () => {
    const { outputFiles } = await bundle(["effect-bifrost", "effect-bifrost/testing"])
    const code = outputFiles[0]?.text ?? ""
    const module = await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`)
    expect(Object.keys(module.m0)).toContain("StreamingProvider")
    expect(Object.keys(module.m1)).toContain("TestProvider")
  })

  it("cannot have Local: what the test looks for is found there", async () => {
    await expect(bundle(["effect-bifrost/layers/Local"])).rejects.toThrow(/node:/)
  })
})

describe("a bundle holds what is used", () => {
  it("one layer brings its own protocols alone", async () => {
    const { metafile } = await bundle(["effect-bifrost/layers/OpenAI"])
    const ours = Object.keys(metafile.inputs).filter((file) => file.startsWith("src/protocols/"))
    expect(ours.length).toBeGreaterThan(3)
    expect(ours.filter((file) => !/OpenAi|Asked|Hints|OtherParts/.test(file))).toEqual([])
  })

  it("the package says that its modules have no side effects", () => {
    expect(JSON.parse(readFileSync(`${root}package.json`, "utf8")).sideEffects).toBe(false)
  })
})
