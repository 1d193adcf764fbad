/** The scripted server: one script in every wire, read by our providers, and without a socket. */
import { NodeHttpClient, NodeHttpServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Config, Effect, Fiber, Layer, Redacted, Stream } from "effect"
import { Auth, Collect, Provider, ResponseHead, StreamingProvider } from "effect-bifrost"
import * as Anthropic from "effect-bifrost/layers/Anthropic"
import * as Bedrock from "effect-bifrost/layers/Bedrock"
import * as Cohere from "effect-bifrost/layers/Cohere"
import * as Gemini from "effect-bifrost/layers/Gemini"
import * as Ollama from "effect-bifrost/layers/Ollama"
import * as OpenAi from "effect-bifrost/layers/OpenAI"
import * as BedrockInvokeModel from "effect-bifrost/protocols/BedrockInvokeModel"
import { Overloaded, RateLimited, TimedOut, Truncated, Unreachable } from "effect-bifrost/schemas/Reason"
import { FakeServer } from "effect-bifrost/testing"
import { TestClock } from "effect/testing"
import { createServer } from "node:http"
import { protocols } from "../../src/cli/protocols.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { until } from "../kit/loopback.ts"
import { question } from "../kit/wire.ts"

const node = NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })
const listening = (fake: FakeServer.FakeServer) => Layer.provideMerge(fake.layer, node)
const secret = { apiKey: Config.succeed(Redacted.make("sk-test")) }

/** How each layer is told where the server is. */
const layers = {
  openai: (url: string) => OpenAi.layerConfig({ ...secret, baseUrl: Config.succeed(`${url}/v1`) }),
  anthropic: (url: string) => Anthropic.layerConfig({ ...secret, baseUrl: Config.succeed(`${url}/v1`) }),
  gemini: (url: string) => Gemini.layerConfig({ ...secret, baseUrl: Config.succeed(`${url}/v1beta`) }),
  ollama: (url: string) => Ollama.layerConfig({ ...secret, baseUrl: Config.succeed(url) }),
  cohere: (url: string) => Cohere.layerConfig({ ...secret, baseUrl: Config.succeed(`${url}/v2`) }),
  bedrock: (url: string) => Bedrock.layerConfig({ ...secret, baseUrl: Config.succeed(url) }),
  "Claude on Bedrock": (url: string) =>
    Provider.layer({
      ...Bedrock.provider,
      baseUrl: url,
      auth: Auth.bearer(secret.apiKey),
      operations: { chat: BedrockInvokeModel.protocol }
    })
} as const
const names = ["openai", "anthropic", "gemini", "ollama", "cohere", "bedrock", "Claude on Bedrock"] as const

const usage = { input: 9, output: 12, raw: null }

/** A turn of everything that all chat wires can say. */
const turn: NonNullable<FakeServer.Scripts["chat"]>[number] = [
  { _tag: "Reasoning", choice: 0, delta: "The bridge " },
  { _tag: "Reasoning", choice: 0, delta: "is a rainbow." },
  "Bif",
  "röst 🌈",
  { _tag: "ToolCall", choice: 0, index: 0, id: "call_1", name: "weather", delta: '{"city":' },
  { _tag: "ToolCall", choice: 0, index: 0, delta: '"Oslo"}' },
  { _tag: "ToolCall", choice: 0, index: 1, id: "call_2", name: "now", delta: "" },
  { _tag: "Finish", choices: [{ index: 0, reason: "tool-calls", raw: null }], usage }
]

const onLoopback = <A, E>(
  fake: FakeServer.FakeServer,
  run: (url: string) => Effect.Effect<A, E, Layer.Success<typeof NodeHttpClient.layerUndici>>
) =>
  Effect.flatMap(FakeServer.url, run).pipe(Effect.provide(listening(fake)), Effect.provide(NodeHttpClient.layerUndici))

describe("FakeServer", () => {
  it("speaks all wires that we read", () => {
    assert.sameMembers([...protocols.keys()], [...FakeServer.wires])
  })

  for (const name of names) {
    it.live(`${name}: text, reasoning, calls and usage come out as they were scripted`, () =>
      Effect.gen(function* () {
        const fake = FakeServer.make({ chat: [turn] })
        const answer = yield* onLoopback(fake, (url) =>
          Collect.chat(StreamingProvider.chat(question)).pipe(Effect.provide(layers[name](url)))
        )
        assert.strictEqual(answer.text, "Bifröst 🌈")
        assert.strictEqual(answer.reasoning, "The bridge is a rainbow.")
        assert.deepStrictEqual(
          answer.toolCalls.map(({ input, name }) => [name, input]),
          [
            ["weather", { city: "Oslo" }],
            ["now", {}]
          ]
        )
        assert.strictEqual(answer.reason, "tool-calls")
        assert.deepInclude(answer.usage, { input: 9, output: 12 })
        const [seen] = fake.requests
        assert.deepInclude(seen, { operation: "chat", model: "m", ending: "whole" })
        assert.strictEqual(
          seen?.headers["authorization"] ?? seen?.headers["x-api-key"] ?? seen?.headers["x-goog-api-key"],
          name === "anthropic" || name === "gemini" ? "sk-test" : "Bearer sk-test"
        )
      })
    )

    it.live(`${name}: a reason first is a status, later an error in the stream; a cut breaks off`, () =>
      Effect.gen(function* () {
        const fake = FakeServer.make({
          chat: [
            [new RateLimited({ description: "slow down", retryAfterMillis: 1500 })],
            ["Hel", new Overloaded({ description: "busy" })],
            ["Hel", new Truncated({ description: "" })]
          ]
        })
        const [refused, failed, broken] = yield* onLoopback(fake, (url) => {
          const once = hear(StreamingProvider.chat(question))
          return Effect.provide(Effect.all([once, once, once]), layers[name](url))
        })
        assert.strictEqual(reasonOf(refused.error), "RateLimited")
        assert.strictEqual(refused.error?.retryAfterMillis, 1500)
        assert.strictEqual(text(failed.chunks), "Hel")
        // a text alone does not say which error it is
        const isMute = name === "ollama" || name === "cohere"
        assert.strictEqual(reasonOf(failed.error), isMute ? "ServerFailed" : "Overloaded")
        assert.include(failed.error?.message, "busy")
        assert.strictEqual(text(broken.chunks), "Hel")
        assert.strictEqual(reasonOf(broken.error), "Unreachable")
        assert.deepStrictEqual(
          fake.requests.map(({ ending }) => ending),
          ["failed", "whole", "failed"]
        )
      })
    )
  }

  it.live("the other operations, in OpenAI's wires and in Ollama's", () =>
    Effect.gen(function* () {
      const fake = FakeServer.make({
        text: [["Once", " upon"]],
        responses: [["Hel", "lo"]],
        speech: [[new Uint8Array([1, 2]), new Uint8Array([3])]],
        transcription: [["The", " bridge"]]
      })
      const audio = new Uint8Array([7])
      yield* onLoopback(fake, (url) =>
        Effect.gen(function* () {
          const prompt = { model: "gpt-3.5-turbo-instruct", prompt: "hi" }
          assert.strictEqual((yield* Collect.text(StreamingProvider.text(prompt))).text, "Once upon")
          const answer = yield* Collect.responses(StreamingProvider.responses({ model: "m", input: "hi" }))
          assert.strictEqual(answer.text, "Hello")
          const spoken = { model: "tts-1", input: "hi", voice: "alloy" } as const
          const { audio: heard } = yield* Collect.speech(StreamingProvider.speech(spoken))
          assert.deepStrictEqual([...heard], [1, 2, 3])
          const asEvents = yield* Collect.speech(StreamingProvider.speech({ ...spoken, model: "gpt-4o-mini-tts" }))
          assert.deepStrictEqual([...asEvents.audio], [1, 2, 3])
          const whole = yield* Collect.transcription(StreamingProvider.transcription({ model: "whisper-1", audio }))
          assert.strictEqual(whole.text, "The bridge")
          const model = "gpt-4o-transcribe"
          const streamed = yield* Collect.transcription(StreamingProvider.transcription({ model, audio }))
          assert.strictEqual(streamed.text, "The bridge")
          const generated = Collect.text(StreamingProvider.text({ model: "m", prompt: "hi" }))
          assert.strictEqual((yield* Effect.provide(generated, layers.ollama(url))).text, "Once upon")
        }).pipe(Effect.provide(layers.openai(url)))
      )
      assert.deepStrictEqual(
        fake.requests.map(({ model, wire }) => `${wire} ${model}`),
        [
          "openai-completions gpt-3.5-turbo-instruct",
          "openai-responses m",
          "openai-speech tts-1",
          "openai-speech gpt-4o-mini-tts",
          "openai-transcription whisper-1",
          "openai-transcription gpt-4o-transcribe",
          "ollama-generate m"
        ]
      )
      assert.deepInclude(fake.requests[5]?.fields, { model: "gpt-4o-transcribe", stream: "true" })
    })
  )

  it.live("Unreachable first resets the connection before the headers; so does it without a socket", () =>
    Effect.gen(function* () {
      const scripts = { chat: [[new Unreachable({ description: "gone" })], ["Hello"]] }
      const overSocket = FakeServer.make(scripts)
      const heads: Array<number> = []
      const both = (layer: Layer.Layer<StreamingProvider<"chat">, unknown>) => {
        const once = StreamingProvider.chat(question).pipe(
          ResponseHead.observe(({ status }) => Effect.sync(() => void heads.push(status))),
          hear
        )
        return Effect.provide(Effect.all([once, once]), layer)
      }
      const [reset, next] = yield* onLoopback(overSocket, (url) =>
        both(Layer.provide(layers.openai(url), NodeHttpClient.layerUndici))
      )
      assert.strictEqual(reasonOf(reset.error), "Unreachable")
      assert.match(reset.error?.message ?? "", /ECONNRESET|other side closed|socket hang up/)
      assert.strictEqual(text(next.chunks), "Hello")
      const inside = FakeServer.make(scripts)
      const [refused, then] = yield* both(Layer.provide(layers.openai("http://fake"), inside.client))
      assert.strictEqual(reasonOf(refused.error), "Unreachable")
      assert.strictEqual(text(then.chunks), "Hello")
      assert.deepStrictEqual(heads, [200, 200])
      for (const { requests } of [overSocket, inside]) {
        assert.deepStrictEqual(
          requests.map(({ ending }) => ending),
          ["failed", "whole"]
        )
      }
    })
  )

  it.live("a client that leaves is seen, heard it or not", () =>
    Effect.gen(function* () {
      const fake = FakeServer.make({
        chat: [["Hel", FakeServer.hang], [FakeServer.hang], [FakeServer.pause("1 hour"), "late"]]
      })
      yield* onLoopback(fake, (url) =>
        Effect.gen(function* () {
          const listen = Stream.runDrain(Stream.take(StreamingProvider.chat(question), 1))
          yield* listen
          for (const n of [1, 2]) {
            const reader = yield* Effect.forkChild(listen)
            yield* until(() => fake.requests.length > n)
            yield* Fiber.interrupt(reader)
          }
          yield* until(() => fake.requests.every(({ ending }) => ending !== "running"))
        }).pipe(Effect.provide(layers.openai(url)))
      )
      assert.deepStrictEqual(
        fake.requests.map(({ ending }) => ending),
        ["left", "left", "left"]
      )
    })
  )

  it.effect("without a socket it keeps to the test's clock", () =>
    Effect.gen(function* () {
      const fake = FakeServer.make({
        chat: [
          ["Hel", FakeServer.pause("1 minute"), "lo"],
          [FakeServer.pause("31 seconds"), "late"],
          ["Hel", new TimedOut({ phase: "idle", limitMillis: 0 })]
        ]
      })
      const layer = Layer.provide(
        Provider.layer({ ...OpenAi.provider, auth: Effect.succeed((run) => run(Effect.succeed)) }),
        fake.client
      )
      const run = Effect.forkChild(Effect.provide(hear(StreamingProvider.chat(question)), layer), {
        startImmediately: true
      })
      const slow = yield* run
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(text((yield* Fiber.join(slow)).chunks), "Hello")
      const late = yield* run
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(reasonOf((yield* Fiber.join(late)).error), "TimedOut headers")
      const silent = yield* run
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual(reasonOf((yield* Fiber.join(silent)).error), "TimedOut idle")
      assert.deepStrictEqual(
        fake.requests.map(({ at, ending }) => [at, ending]),
        [
          [0, "whole"],
          [60_000, "left"],
          [90_000, "left"]
        ]
      )
    })
  )
})
