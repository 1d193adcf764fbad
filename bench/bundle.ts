/**
 * What a web page pays for the OpenAI layer and one verb: bundled by esbuild, minified and compressed, in kB of 1,000
 * bytes, beyond Effect's core, Schema and HttpClient. That is a program that names the very exports of them that ours
 * names, and does nothing; whatever else of Effect we bring is counted as ours.
 *
 *   node --conditions=@bifrost/source bench/bundle.ts
 */
import { build, type BuildOptions } from "esbuild"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { table } from "./report.ts"

/** With the client that browsers have. */
export const ours = `
  import * as Effect from "effect/Effect"
  import * as Stream from "effect/Stream"
  import * as FetchHttpClient from "effect/http/FetchHttpClient"
  import { StreamingProvider } from "effect-bifrost"
  import * as OpenAI from "effect-bifrost/layers/OpenAI"
  StreamingProvider.chat({ model: "m", messages: [{ role: "user", content: "hi" }] }).pipe(
    Stream.runForEachArray((chunks) => Effect.log(chunks)),
    Effect.provide(OpenAI.layer),
    Effect.provide(FetchHttpClient.layer),
    Effect.runFork
  )`

/** The least that does the same without us: no error is told apart, no clock runs, nothing but text is read. */
const byHand = `
  import * as Config from "effect/Config"
  import * as Effect from "effect/Effect"
  import * as Redacted from "effect/Redacted"
  import * as Schema from "effect/Schema"
  import * as Stream from "effect/Stream"
  import * as FetchHttpClient from "effect/http/FetchHttpClient"
  import * as HttpClient from "effect/http/HttpClient"
  import * as HttpClientRequest from "effect/http/HttpClientRequest"
  import * as HttpClientResponse from "effect/http/HttpClientResponse"
  const Delta = Schema.Struct({ content: Schema.optionalKey(Schema.NullOr(Schema.String)) })
  const Event = Schema.fromJsonString(Schema.Struct({ choices: Schema.Array(Schema.Struct({ delta: Delta })) }))
  Effect.gen(function* () {
    const key = yield* Config.Redacted("OPENAI_API_KEY")
    const client = yield* HttpClient.HttpClient
    const request = HttpClientRequest.post("https://api.openai.com/v1/chat/completions").pipe(
      HttpClientRequest.bearerToken(Redacted.value(key)),
      HttpClientRequest.bodyJsonUnsafe({ model: "m", stream: true, messages: [{ role: "user", content: "hi" }] })
    )
    const response = yield* Effect.flatMap(client.execute(request), HttpClientResponse.filterStatusOk)
    yield* response.stream.pipe(
      Stream.decodeText(),
      Stream.splitLines,
      Stream.filter((line) => line.startsWith("data: {")),
      Stream.mapEffect((line) => Schema.decodeUnknownEffect(Event)(line.slice(6))),
      Stream.runForEachArray((events) => Effect.log(events))
    )
  }).pipe(Effect.provide(FetchHttpClient.layer), Effect.runFork)`

interface Bundled {
  readonly code: string
  readonly kB: number
  /** Each module, and how many of its bytes are left. */
  readonly modules: ReadonlyArray<readonly [file: string, bytes: number]>
}

/** What a program comes to, minified and compressed, and of which modules it is. */
export const bundled = async (contents: string, options: BuildOptions = {}): Promise<Bundled> => {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL("..", import.meta.url)) },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    conditions: ["@bifrost/source"],
    ...options,
    metafile: true,
    write: false
  })
  const [file] = outputFiles
  const modules = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).map(([file, { bytesInOutput }]) => [file, bytesInOutput] as const)
  )
  return {
    code: file?.text ?? "",
    kB: gzipSync(file?.contents ?? new Uint8Array(), { level: 9 }).length / 1000,
    modules
  }
}

/** Effect's modules that are its core, its Schema or its HttpClient. */
const isGiven = (path: string) => /^effect\/((http|encoding)\/)?[A-Z]\w*$/.test(path)

/** A program that names what another names of Effect, and nothing else. */
const naming = (code: string): string => {
  const imports = [...code.matchAll(/import\*as (\w+) from"([^"]+)";/g)].filter(([, , path = ""]) => isGiven(path))
  const names = imports.flatMap(([, name]) => code.match(new RegExp(`(?<![\\w.])${name}\\.\\w+`, "g")) ?? [])
  return [...imports.map(([line]) => line), `console.log(${[...new Set(names)].join(", ")})`].join("\n")
}

export const measure = async () => {
  const effect = ["effect/*"]
  const named = naming((await bundled(ours, { external: effect, minify: false, minifyWhitespace: true })).code)
  const whole = await bundled(ours)
  const given = await bundled(named)
  const own = await bundled(ours, { external: effect })
  return { whole, given, own, without: await bundled(byHand), beyond: whole.kB - given.kB }
}

/** Ours by folder, Effect's by module: `src/http`, `effect/Stream`. */
const placeOf = (file: string): string =>
  /node_modules\/(effect\/.*)\.js$/.exec(file)?.[1]?.replace("/dist/", "/") ??
  file.replace(/\/[^/]*$/, "").replace("<stdin>", "the program")

const byPlace = (modules: Bundled["modules"]) => {
  const places = new Map<string, number>()
  for (const [file, bytes] of modules) places.set(placeOf(file), (places.get(placeOf(file)) ?? 0) + bytes)
  return places
}

if (import.meta.main) {
  const { beyond, given, own, whole, without } = await measure()
  const kB = (value: number) => value.toFixed(1)
  console.log(
    table(
      ["minified, gzip", "kB"],
      [
        ["the OpenAI layer and one verb, all of it", kB(whole.kB)],
        ["what it names of Effect's core, Schema, HttpClient", kB(given.kB)],
        ["beyond that", kB(beyond)],
        ["the same by hand", kB(without.kB)],
        ["our own modules alone", kB(own.kB)]
      ]
    )
  )
  const before = byPlace(given.modules)
  const rows = [...byPlace(whole.modules)]
    .map(([place, bytes]) => [place, bytes - (before.get(place) ?? 0)] as const)
    .filter(([, bytes]) => bytes > 100)
    .sort(([, a], [, b]) => b - a)
    .map(([place, bytes]) => [place, String(bytes)])
  console.log(`\n${table(["where", "bytes beyond, minified"], rows)}`)
}
