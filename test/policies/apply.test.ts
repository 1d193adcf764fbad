/** Lifts: a policy serves a whole layer, keeps what else is in it, and has one state however often the layer is used. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Stream } from "effect"
import { type ChatChunk, Policy, Router, StreamingProvider } from "effect-bifrost"
import { TestClock } from "effect/testing"
import { Overloaded } from "../../schemas/Reason.ts"
import { asks, both } from "../kit/both.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { question } from "../kit/wire.ts"

const fork = Effect.forkChild({ startImmediately: true })
const chat = StreamingProvider.chat(question)
const busy = new Overloaded({ description: "busy" })
class Clockwork extends Context.Service<Clockwork, { readonly ticks: number }>()("Clockwork") {}

describe.each(asks)("%s", (operation, ask) => {
  const stack = (layer: ReturnType<typeof both>["layer"]) =>
    layer.pipe(
      Policy.apply(Policy.retry()),
      Policy.withModel("m"),
      Policy.fallbackTo(both("backup", ["never"]).layer),
      Policy.apply(Policy.deadline("1 minute"))
    )

  it.effect("in silence: every policy of a stack does its part", () =>
    Effect.gen(function* () {
      const provider = both("test", [busy], ["Hel", "lo"])
      const fiber = yield* fork(hear(ask).pipe(Effect.provide(stack(provider.layer))))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "Hello")
    })
  )
  it.effect("at the first content and later: nothing is said twice", () =>
    Effect.gen(function* () {
      for (const script of [
        ["a", busy],
        ["a", "b", busy]
      ]) {
        const provider = both("test", script, ["again"])
        const { chunks, error } = yield* hear(ask).pipe(Effect.provide(stack(provider.layer)))
        assert.deepStrictEqual([text(chunks), reasonOf(error)], [script.slice(0, -1).join(""), "Overloaded"])
        assert.lengthOf(provider.endings(), 1)
      }
    })
  )
  it.effect("an error that names nobody is blamed on the layer's provider", () =>
    Effect.gen(function* () {
      const provider = both("test", [])
      const late = provider.layer.pipe(Policy.apply(Policy.deadline(0)))
      const { error } = yield* hear(ask).pipe(Effect.provide(late))
      assert.deepStrictEqual(error?.origin, { provider: "test", operation, model: "m" })
    })
  )
})

describe("arrays", () => {
  const start: ChatChunk = { _tag: "Start", provider: "engine", model: "m", warnings: [] }
  const word: ChatChunk = { _tag: "Text", choice: 0, delta: "a" }
  const finish: ChatChunk = { _tag: "Finish", choices: [{ index: 0, reason: "stop", raw: null }] }

  it.effect("pass a whole stack as they came", () =>
    Effect.gen(function* () {
      const arrays = [[start, word, word], [word], [word, word, word, word], [word, finish]] as const
      const engine = StreamingProvider.layer("engine", { chat: () => Stream.fromArrays(...arrays) })
      const stack = engine.pipe(
        Policy.apply(Policy.retry()),
        Policy.fallbackTo(both("backup", []).layer),
        Policy.withModel("x"),
        Policy.applyMiddleware((service) => service),
        Policy.apply(Policy.deadline("1 minute")),
        Policy.apply(Effect.succeed<Policy.Policy>((stream) => stream))
      )
      const heard = yield* hear(chat).pipe(Effect.provide(stack))
      assert.deepStrictEqual(
        heard.arrays,
        arrays.map(({ length }) => length)
      )
    })
  )
})

describe("state", () => {
  it.effect("one layer value, however often it is used, is one state", () =>
    Effect.gen(function* () {
      let made = 0
      const counted = both("test", ["a"]).layer.pipe(
        Policy.apply(Effect.sync((): Policy.Policy => (made++, (stream) => stream)))
      )
      const many = Layer.mergeAll(
        counted.pipe(Policy.fallbackTo(Router.layer({ test: counted }))),
        counted.pipe(Policy.withModel("x")),
        counted.pipe(Policy.apply(Policy.retry())),
        counted
      )
      yield* hear(chat).pipe(Effect.provide(many))
      assert.strictEqual(made, 1)
    })
  )
  it.effect("lives as long as the layer", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const say = (word: string) => Effect.sync(() => void log.push(word))
      const same: Policy.Policy = (stream) => stream
      const policy = Effect.as(
        Effect.acquireRelease(say("made"), () => say("gone")),
        same
      )
      const layer = both("test", ["a"]).layer.pipe(Policy.apply(policy))
      yield* Effect.andThen(hear(chat), Effect.andThen(say("one"), hear(chat))).pipe(Effect.provide(layer))
      assert.deepStrictEqual(log, ["made", "one", "gone"])
    })
  )
})

describe("layers", () => {
  it.effect("what else a layer provides stays", () =>
    Effect.gen(function* () {
      const layer = Layer.merge(both("test", ["a"]).layer, Layer.succeed(Clockwork, { ticks: 7 })).pipe(
        Policy.apply(Policy.retry()),
        Policy.withModel("x")
      )
      assert.strictEqual((yield* Clockwork.pipe(Effect.provide(layer))).ticks, 7)
    })
  )
  it.effect("a function of your own sees the request", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const spy = Policy.applyMiddleware((service) => ({
        ...service,
        stream: (request) => (
          seen.push(`${service.provider} ${service.operation} ${request.model}`),
          service.stream(request)
        )
      }))
      yield* hear(chat).pipe(Effect.provide(both("test", ["a"]).layer.pipe(spy)))
      assert.deepStrictEqual(seen, ["test chat m"])
    })
  )
})
