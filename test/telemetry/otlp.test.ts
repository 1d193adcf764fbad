/** Effect's OTLP exporter before a real receiver: what arrives, byte by byte, of streams that end well, fail or are interrupted. */
import { assert, describe, expect, it } from "@effect/vitest"
import { Config, Deferred, Effect, Fiber, Redacted, Stream } from "effect"
import { Auth, Policy, Provider, StreamingProvider, Telemetry } from "effect-bifrost"
import { FetchHttpClient } from "effect/http"
import { Otlp } from "effect/observability"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { begin, type Exchange, serve } from "../kit/loopback.ts"
import { receive, told, type Wired } from "../kit/otlp.ts"
import { record } from "../kit/provider.ts"
import { data, hello, question, say } from "../kit/wire.ts"

const keys = { bearer: "sk-planted-bearer-1", query: "sk-planted-query-2", second: "sk-planted-second-3" }
const secret = (key: string) => Config.succeed(Redacted.make(key))
/** One pool of every kind. */
const auth = Auth.pool([
  { label: "first", auth: Auth.bearer(secret(keys.bearer)) },
  { label: "second", auth: Auth.bearer(secret(keys.second)), weight: 0 }
])

/** Echoes whatever key it was sent. */
const refuse = ({ request, response }: Exchange) =>
  response
    .writeHead(401, { "content-type": "application/json" })
    .end(JSON.stringify({ error: { message: `bad key ${request.headers.authorization} at ${request.url}` } }))

const answers: Readonly<Record<string, (exchange: Exchange) => void>> = {
  "/whole": (exchange) => {
    begin(exchange, hello)
    exchange.response.end()
  },
  "/refused": refuse,
  "/query": refuse,
  "/cut": (exchange) => begin(exchange, data(say("Hel"))) ?? exchange.response.end(),
  "/hangs": (exchange) => begin(exchange, data(say("Hel")))
}

const run = (exporter: typeof Otlp.layerJson) =>
  Effect.gen(function* () {
    const receiver = yield* receive
    const server = yield* serve((exchange) => {
      const path = new URL(exchange.request.url ?? "", "http://localhost").pathname.replace("/v1", "")
      answers[path.replace("/chat/completions", "")]?.(exchange)
    })
    const provider = (path: string, by: Auth.Auth = auth) =>
      Provider.layer({ ...record, id: path, baseUrl: `${server.baseUrl}/${path}`, auth: by })
    const ask = (path: string, by?: Auth.Auth) =>
      hear(StreamingProvider.chat(question)).pipe(Effect.provide(provider(path, by)))

    yield* Effect.gen(function* () {
      assert.strictEqual(text((yield* ask("whole")).chunks), "Hello")
      assert.strictEqual(reasonOf((yield* ask("refused")).error), "Unauthorized")
      assert.strictEqual(reasonOf((yield* ask("query", Auth.query("key", secret(keys.query)))).error), "Unauthorized")
      assert.strictEqual(reasonOf((yield* ask("cut")).error), "Truncated")
      const gone = Provider.layer({ ...record, id: "gone", auth: Auth.query("key", secret(keys.query)) })
      const error = yield* Effect.flip(
        Stream.runDrain(StreamingProvider.chat(question)).pipe(
          Effect.provide(gone.pipe(Policy.fallbackTo(provider("refused"))))
        )
      )
      yield* Effect.logError("failed", error)

      const heard = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        Stream.runForEachArray(StreamingProvider.chat(question), () => Deferred.succeed(heard, undefined)).pipe(
          Effect.provide(provider("hangs"))
        )
      )
      yield* Deferred.await(heard)
      yield* Fiber.interrupt(fiber)
    }).pipe(
      Effect.provideService(Telemetry.CaptureContent, {}),
      Effect.provide(
        exporter({ baseUrl: receiver.baseUrl, resource: { serviceName: "test" }, loggerMergeWithExisting: false })
      ),
      Effect.provide(FetchHttpClient.layer)
    )
    return receiver
  })

describe("OTLP over HTTP", () => {
  it.live("JSON: each request a span with its attempts below, whole, failed or interrupted; histograms", () =>
    Effect.gen(function* () {
      const { metrics, spans } = yield* run(Otlp.layerJson)
      const requests = spans().filter(({ parentSpanId }) => parentSpanId === undefined)
      const byProvider = new Map(requests.map((span) => [told(span.attributes)["bifrost.provider"], span]))
      const ending = (provider: string) => {
        const { attributes, status } = byProvider.get(provider)!
        const { "bifrost.ending": end, "error.type": error } = told(attributes)
        return [end, error, status.code]
      }
      assert.lengthOf(requests, 6)
      for (const { kind, name } of requests) assert.deepStrictEqual([name, kind], ["chat m", 3])
      const [ok, wrong, unset] = [1, 2, 0]
      assert.deepStrictEqual(ending("whole"), ["whole", undefined, ok])
      assert.deepStrictEqual(ending("refused"), ["failed", "Unauthorized", wrong])
      assert.deepStrictEqual(ending("cut"), ["failed", "Truncated", wrong])
      assert.deepStrictEqual(ending("gone"), ["failed", "Unreachable", wrong])
      assert.deepStrictEqual(ending("hangs"), ["interrupted", undefined, unset])
      const below = ({ spanId }: Wired) => spans().filter(({ parentSpanId }) => parentSpanId === spanId)
      assert.deepStrictEqual(
        below(byProvider.get("refused")!)
          .map(({ attributes }) => told(attributes)["bifrost.key"])
          .sort(),
        ["first", "second"]
      )
      for (const { endTimeUnixNano, startTimeUnixNano, traceId, spanId } of requests) {
        assert.isTrue(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano))
        for (const attempt of below({ spanId } as Wired)) assert.strictEqual(attempt.traceId, traceId)
      }
      expect(told(byProvider.get("whole")!.attributes)).toMatchObject({
        "gen_ai.response.model": "m-1",
        "gen_ai.response.finish_reasons": ["stop"],
        "bifrost.request.attempts": 1
      })
      const duration = metrics().find(({ name }) => name === "gen_ai.client.operation.duration")
      assert.strictEqual(duration?.unit, "s")
      const errors = duration?.histogram?.dataPoints.map(({ attributes }) => told(attributes)["error.type"])
      expect(errors).toEqual(expect.arrayContaining([undefined, "Unauthorized", "Truncated", "Unreachable"]))
    })
  )
  it.live.each([
    ["JSON", Otlp.layerJson],
    ["protobuf", Otlp.layerProtobuf]
  ] as const)("%s: no key in any byte, of traces, metrics and logs", ([, exporter]) =>
    Effect.gen(function* () {
      const { sent } = yield* run(exporter)
      assert.deepStrictEqual([...new Set(sent.map(({ path }) => path))].sort(), [
        "/v1/logs",
        "/v1/metrics",
        "/v1/traces"
      ])
      const all = Buffer.concat(sent.map(({ body }) => body)).toString("latin1")
      assert.isTrue(all.includes("bad key"), "what the provider echoed is there")
      for (const key of Object.values(keys)) assert.isFalse(all.includes(key), key)
      assert.isFalse(/key=(?!<redacted>)/.test(all), "a URL with a key")
    })
  )
})
