/** What spans tell of a request, of an attempt over HTTP, and of whom they belong to. */
import { assert, describe, expect, it } from "@effect/vitest"
import { Config, Effect, Fiber, Layer, Redacted, Stream, Tracer } from "effect"
import { Auth, Policy, Provider, StreamingProvider, Telemetry } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { TestClock } from "effect/testing"
import * as R from "../../schemas/Reason.ts"
import { both } from "../kit/both.ts"
import { client, paced } from "../kit/client.ts"
import { hear, text } from "../kit/hear.ts"
import { record } from "../kit/provider.ts"
import { endOf, failed, tracer, whole } from "../kit/spans.ts"
import { data, hello, question } from "../kit/wire.ts"

const fork = Effect.forkChild({ startImmediately: true })
const busy = new R.Overloaded({ description: "busy" })

const answer = [
  { _tag: "Start", provider: "engine", model: "m", warnings: [] },
  { _tag: "Text", choice: 0, delta: "hi" },
  { _tag: "Finish", choices: [] }
] as const

describe("what a request's span tells", () => {
  const traced = <A, E, R>(effect: Effect.Effect<A, E, R>) => {
    const { requests, ...kept } = tracer()
    return Effect.as(Effect.provideService(effect, Tracer.Tracer, kept.tracer), { requests, ...kept })
  }
  it.effect("its settings, and what was counted", () =>
    Effect.gen(function* () {
      const settings = { temperature: 0.5, topP: 0.9, topK: 3, maxTokens: 7, seed: 1, stop: "END", n: 2 } as const
      const usage = { input: 11, output: 2, cachedInput: 4, reasoning: 1, raw: null }
      const choices = [0, 1].map((index) => ({ index, reason: "stop" as const, raw: index === 0 ? "end_turn" : null }))
      const provider = TestProvider.make({ chat: [["Hello", { _tag: "Finish", choices, usage }]] })
      const ask = StreamingProvider.chat({ ...question, ...settings, responseFormat: "json" })
      const { requests } = yield* traced(hear(ask).pipe(Effect.provide(provider.layer)))
      expect(requests()[0]?.told).toMatchObject({
        "gen_ai.request.temperature": 0.5,
        "gen_ai.request.top_p": 0.9,
        "gen_ai.request.top_k": 3,
        "gen_ai.request.max_tokens": 7,
        "gen_ai.request.seed": 1,
        "gen_ai.request.stop_sequences": ["END"],
        "gen_ai.request.choice.count": 2,
        "gen_ai.output.type": "json",
        "gen_ai.response.finish_reasons": ["end_turn", "stop"],
        "gen_ai.usage.input_tokens": 11,
        "gen_ai.usage.output_tokens": 2,
        "gen_ai.usage.cache_read.input_tokens": 4,
        "gen_ai.usage.reasoning.output_tokens": 1
      })
    })
  )
  it.effect("where another provider went on", () =>
    Effect.gen(function* () {
      const [a, b] = [both("a", ["Hel", busy]), both("b", ["lo"])]
      const layer = a.layer.pipe(Policy.fallbackTo(b.layer, { continue: true }))
      const { requests } = yield* traced(hear(StreamingProvider.chat(question)).pipe(Effect.provide(layer)))
      const seam = requests()[0]?.events.find(([name]) => name === "bifrost.seam")?.[2]
      assert.deepStrictEqual(seam, { "bifrost.seam.from": "a", "bifrost.seam.to": "b", "error.type": "Overloaded" })
      assert.strictEqual(requests()[0]?.told["gen_ai.provider.name"], "b")
    })
  )
  it.effect("a span of the caller's is its parent, and the attempt's is the parent of what a provider does", () =>
    Effect.gen(function* () {
      const inner = Stream.unwrap(Effect.as(Effect.void.pipe(Effect.withSpan("work")), Stream.make(...answer)))
      const layer = StreamingProvider.layer("engine", { chat: () => inner })
      const { spans } = yield* traced(
        hear(StreamingProvider.chat(question)).pipe(Effect.provide(layer), Effect.withSpan("caller"))
      )
      assert.deepStrictEqual(
        spans.map(({ name, parentSpan }) => [name, parentSpan && "name" in parentSpan ? parentSpan.name : undefined]),
        [
          ["caller", undefined],
          ["chat m", "caller"],
          ["attempt engine", "chat m"],
          ["work", "attempt engine"]
        ]
      )
    })
  )
  it.effect("a request that a provider makes of another operation is one of its own", () =>
    Effect.gen(function* () {
      const inner = both("inner", ["Hello"]).layer
      const nested = Stream.drain(Stream.orDie(StreamingProvider.responses({ model: "n", input: "hi" }))).pipe(
        Stream.concat(Stream.make(...answer)),
        Stream.provide(inner)
      )
      const { requests } = yield* traced(
        hear(StreamingProvider.chat(question)).pipe(
          Effect.provide(StreamingProvider.layer("outer", { chat: () => nested }))
        )
      )
      assert.deepStrictEqual(
        requests().map(({ name }) => name),
        ["chat m", "chat n"]
      )
      assert.deepStrictEqual(requests().map(endOf), [whole, whole])
    })
  )
})

describe("over HTTP", () => {
  const key = (secret: string) => Auth.bearer(Config.succeed(Redacted.make(secret)))
  const auth = Auth.pool([
    { label: "old", auth: key("sk-old-secret") },
    { label: "new", auth: key("sk-new-secret"), weight: 0 }
  ])
  const refused = { status: 401, body: `{"error":{"message":"bad key sk-old-secret"}}` }
  const run = Effect.fnUntraced(function* (propagation: boolean) {
    const traced = tracer()
    const { layer, sockets } = client(refused, { headers: { "x-request-id": "req_1" }, body: hello })
    const heard = yield* hear(StreamingProvider.chat(question)).pipe(
      Effect.provide(Layer.provide(Provider.layer({ ...record, auth }), layer)),
      Effect.provideService(Tracer.Tracer, traced.tracer),
      Effect.provideService(Telemetry.Propagation, propagation)
    )
    return { ...traced, ...heard, sockets }
  })
  it.effect("each key of a pool is an attempt of its own, told by its label", () =>
    Effect.gen(function* () {
      const { attempts, chunks, spans } = yield* run(false)
      assert.strictEqual(text(chunks), "Hello")
      assert.deepStrictEqual(attempts().map(endOf), [failed("Unauthorized"), whole])
      expect(attempts().map(({ told }) => told)).toMatchObject([
        { "bifrost.key": "old", "bifrost.attempt.number": 1, "http.response.status_code": 401 },
        {
          "bifrost.key": "new",
          "bifrost.attempt.number": 2,
          "http.response.status_code": 200,
          "bifrost.request_id": "req_1",
          "server.address": "127.0.0.1",
          "server.port": 1
        }
      ])
      assert.deepStrictEqual(
        spans.map(({ name }) => name),
        ["chat m", "attempt test", "attempt test"]
      )
    })
  )
  it.effect("providers hear of no trace, unless asked", () =>
    Effect.gen(function* () {
      const { sockets: quiet } = yield* run(false)
      for (const { headers } of quiet) assert.notProperty(headers, "traceparent")
      const { attempts, sockets } = yield* run(true)
      assert.deepStrictEqual(
        sockets.map(({ headers }) => headers["traceparent"]),
        attempts().map(({ spanId, traceId }) => `00-${traceId}-${spanId}-01`)
      )
      for (const { headers } of [...quiet, ...sockets]) assert.notProperty(headers, "b3")
    })
  )
  it.effect("the first chunk is seen before the commit", () =>
    Effect.gen(function* () {
      const body = paced(
        ["1 second", data({ model: "m", choices: [{ delta: { role: "assistant" } }] })],
        ["1 second", hello]
      )
      const traced = tracer()
      const fiber = yield* fork(
        hear(StreamingProvider.chat(question)).pipe(
          Effect.provide(Layer.provide(Provider.layer(record), client({ body }).layer)),
          Effect.provideService(Tracer.Tracer, traced.tracer)
        )
      )
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(
        traced.attempts()[0]?.events.map(([name, at]) => [name, Number(at) / 1e9]),
        [
          ["bifrost.first_chunk", 1],
          ["bifrost.commit", 2]
        ]
      )
    })
  )
})
