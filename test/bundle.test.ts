/** What a browser can load: everything but `Local` and the command line, bundled with nothing of Node left out. */
import { build } from "esbuild"
import { globSync, readFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { measure } from "../bench/bundle.ts"
import { hello, question } from "./kit/wire.ts"

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

/** The bundle, run: its modules by number. */
const load = async (specifiers: ReadonlyArray<string>) => {
  const { outputFiles } = await bundle(specifiers)
  const code = Buffer.from(outputFiles[0]?.contents ?? "").toString("base64")
  return import(`data:text/javascript;base64,${code}`)
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
    const module = await load(["effect-bifrost", "effect-bifrost/testing"])
    expect(Object.keys(module.m0)).toContain("StreamingProvider")
    expect(Object.keys(module.m1)).toContain("TestProvider")
  })

  it("streams an answer there, with the client that it has", async () => {
    const effect = ["ConfigProvider", "Effect", "Stream", "http/FetchHttpClient"].map((module) => `effect/${module}`)
    const bundled = await load([...effect, "effect-bifrost", "effect-bifrost/layers/OpenAI"])
    const { m0: ConfigProvider, m1: Effect, m2: Stream, m3: FetchHttpClient, m4: bifrost, m5: OpenAI } = bundled
    const body = () => new Response(hello, { headers: { "content-type": "text/event-stream" } })
    const chunks = await bifrost.StreamingProvider.chat(question).pipe(
      Stream.runCollect,
      Effect.provide(OpenAI.layer),
      Effect.provide(FetchHttpClient.layer),
      Effect.provideService(FetchHttpClient.Fetch, () => Promise.resolve(body())),
      Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ OPENAI_API_KEY: "k" }))),
      Effect.runPromise
    )
    const said = chunks.map(({ _tag, delta }: { _tag: string; delta?: string }) => delta ?? _tag)
    expect(said).toEqual(["Start", "Hel", "lo", "Finish"])
  })

  it("cannot have Local: what the test looks for is found there", async () => {
    await expect(bundle(["effect-bifrost/layers/Local"])).rejects.toThrow(/node:/)
  })
})

describe("a bundle holds what is used", () => {
  it("one layer brings its own protocols alone", async () => {
    const { metafile } = await bundle(["effect-bifrost/layers/OpenAI"])
    const isProtocol = (file: string) => /^export const protocol\b/m.test(readFileSync(`${root}${file}`, "utf8"))
    const files = Object.keys(metafile.inputs).filter((file) => file.startsWith("src/protocols/"))
    const protocols = files.filter(isProtocol).map((file) => file.replace(/^.*\/|\.ts$/g, ""))
    expect(protocols.length).toBe(5)
    expect(protocols.filter((name) => !name.startsWith("OpenAi"))).toEqual([])
  })

  it("the OpenAI layer and one verb: at most 50 kB beyond Effect's core, Schema and HttpClient", async () => {
    const { beyond, given, own } = await measure()
    // a measure that lost sight of either side would be content with anything
    expect(given.kB).toBeGreaterThan(50)
    expect(own.kB).toBeGreaterThan(20)
    expect(beyond).toBeLessThan(50)
  })

  it("the package says that its modules have no side effects", () => {
    expect(JSON.parse(readFileSync(`${root}package.json`, "utf8")).sideEffects).toBe(false)
  })
})
