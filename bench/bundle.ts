/**
 * What a web page pays for the OpenAI layer and one verb: bundled by esbuild, minified and compressed, in kB of 1,000
 * bytes, beyond a program that asks the same by Effect's core, Schema and HttpClient alone.
 *
 *   node --conditions=@bifrost/source bench/bundle.ts
 */
import { build } from "esbuild"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { table } from "./report.ts"

const ours = `
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

/** The same by hand. */
const baseline = `
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

/** What a program comes to, minified and compressed, and of which modules it is. */
const bundled = async (contents: string, external: ReadonlyArray<string> = []) => {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL("..", import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    conditions: ["@bifrost/source"],
    external: [...external],
    metafile: true
  })
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  const modules = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).map(([file, { bytesInOutput }]) => [file, bytesInOutput] as const)
  )
  return { kB: gzipSync(code, { level: 9 }).length / 1000, modules }
}

export const measure = async () => {
  const [whole, without, own] = [await bundled(ours), await bundled(baseline), await bundled(ours, ["effect/*"])]
  return { whole, without, own, beyond: whole.kB - without.kB }
}

if (import.meta.main) {
  const { beyond, own, whole, without } = await measure()
  const kB = (value: number) => value.toFixed(1)
  console.log(
    table(
      ["minified, gzip", "kB"],
      [
        ["the OpenAI layer and one verb, all of it", kB(whole.kB)],
        ["the same by hand: Effect's core, Schema, HttpClient", kB(without.kB)],
        ["beyond that", kB(beyond)],
        ["our own modules alone", kB(own.kB)]
      ]
    )
  )
  const before = new Map(without.modules)
  const largest = whole.modules
    .map(([file, bytes]) => [file.replace(/^.*node_modules\//, ""), bytes - (before.get(file) ?? 0)] as const)
    .sort(([, a], [, b]) => b - a)
  const rows = largest.slice(0, 30).map(([file, bytes]) => [file, String(bytes)])
  console.log(`\n${table(["module", "bytes beyond, minified"], rows)}`)
}
