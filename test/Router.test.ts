/** Providers by name: who is asked for what, and what is said where nobody can be. */
import { describe, expect, it } from "@effect/vitest"
import { Config, ConfigProvider, Effect, Exit, Layer, Scope, Stream } from "effect"
import { Auth, Collect, Policy, Provider, Router, StreamingProvider } from "effect-bifrost"
import { Overloaded } from "effect-bifrost/schemas/Reason"
import { TestProvider } from "effect-bifrost/testing"
import * as Client from "./kit/client.ts"
import * as Heard from "./kit/hear.ts"
import { record } from "./kit/provider.ts"

const chat = (model: string) => StreamingProvider.chat({ model, messages: [{ role: "user", content: "hi" }] })
const speech = (model: string) => StreamingProvider.speech({ model, input: "hi", voice: "v" })

describe("Router", () => {
  it.effect("asks the provider that the model names, by the model's own name, slashes included", () =>
    Effect.gen(function* () {
      const one = TestProvider.make({ chat: [["from one"]] }, "one")
      const two = TestProvider.make({ chat: [["from two"]], speech: [[]] }, "two")
      const layer = Router.layer({ one: one.layer, two: two.layer })
      const [first, second] = yield* Effect.all([
        Collect.chat(chat("one/m")),
        Collect.chat(chat("two/meta/llama-3")),
        Collect.speech(speech("two/tts"))
      ]).pipe(Effect.provide(layer))
      expect(first).toMatchObject({ text: "from one", provider: "one", model: "m" })
      expect(second).toMatchObject({ text: "from two", provider: "two", model: "meta/llama-3" })
      expect(one.requests("chat").map(({ request }) => request.model)).toEqual(["m"])
      expect(two.requests("speech").map(({ request }) => request.model)).toEqual(["tts"])
    })
  )

  it.effect("a failure is that of the provider that was asked", () =>
    Effect.gen(function* () {
      const busy = TestProvider.make({ chat: [[new Overloaded({ description: "busy" })]] }, "busy")
      const { error } = yield* Heard.hear(chat("b/m")).pipe(Effect.provide(Router.layer({ b: busy.layer })))
      expect(error).toMatchObject({ reason: { _tag: "Overloaded" }, origin: { provider: "busy", model: "m" } })
    })
  )

  const two = Router.layer({
    one: TestProvider.make({ chat: [[]] }).layer,
    two: TestProvider.make({ chat: [[]] }).layer
  })
  it.effect.each([
    ["m", 'the model "m"'],
    ["three/m", 'the model "three/m"'],
    ["/m", 'the model "/m"'],
    ["", 'the model ""'],
    ["constructor/m", 'the model "constructor/m"']
  ] as const)("%j names nobody: it says who there is", ([model, what]) =>
    Effect.gen(function* () {
      const { error } = yield* Heard.hear(chat(model)).pipe(Effect.provide(two))
      const instead = 'name a provider first, as in "one/<model>"; there are: one, two'
      expect(error?.reason).toMatchObject({ _tag: "Unsupported", what, instead })
    })
  )

  it.effect("an operation that the named provider does not serve is Unsupported, and another may be asked", () =>
    Effect.gen(function* () {
      const { error } = yield* Heard.hear(speech("one/m")).pipe(Effect.provide(two))
      expect(error).toMatchObject({
        reason: { _tag: "Unsupported", what: "speech by one" },
        origin: { provider: "one", operation: "speech", model: "m" },
        isFallbackable: true
      })
    })
  )

  it.effect("a provider without its key is no trouble until it is asked; then it is told what is missing", () =>
    Effect.gen(function* () {
      const keyed = Provider.layer({ ...record, auth: Auth.bearer(Config.Redacted("THE_KEY")) })
      const spare = TestProvider.make({ chat: [["here"]] })
      const layer = Router.layer({ keyed, spare: spare.layer }).pipe(
        Layer.provide([Client.client().layer, ConfigProvider.layer(ConfigProvider.fromUnknown({}))])
      )
      const [answer, { error }] = yield* Effect.all([Collect.chat(chat("spare/m")), Heard.hear(chat("keyed/m"))]).pipe(
        Effect.provide(layer)
      )
      expect(answer.text).toBe("here")
      expect(error).toMatchObject({ reason: { _tag: "Misconfigured" }, origin: { provider: "keyed" } })
      expect(error?.message).toContain("THE_KEY")
    })
  )

  it.effect("a bug in a provider's layer is a defect, not a reason", () =>
    Effect.gen(function* () {
      const broken = Layer.effectDiscard(Effect.die(new Error("bug")))
      const exit = yield* Effect.exit(Effect.provide(Stream.runDrain(chat("b/m")), Router.layer({ b: broken })))
      expect(String(exit)).toContain("bug")
      expect(Exit.isFailure(exit) && exit.cause.reasons.map(({ _tag }) => _tag)).toEqual(["Die"])
    })
  )

  it.effect("refuses what is no request before it looks for a provider", () =>
    Effect.gen(function* () {
      const chunks: ReturnType<typeof StreamingProvider.chat> = Reflect.apply(StreamingProvider.chat, undefined, [{}])
      const { error } = yield* Heard.hear(chunks).pipe(Effect.provide(two))
      expect(error).toMatchObject({ reason: { _tag: "Rejected" }, origin: { provider: "router" } })
    })
  )

  it.effect("builds each layer once, and closes them with its own scope", () =>
    Effect.gen(function* () {
      const events: Array<string> = []
      const engine = Effect.acquireRelease(
        Effect.sync(() => {
          events.push("open")
          return { chat: () => Stream.empty }
        }),
        () => Effect.sync(() => void events.push("close"))
      )
      const layer = StreamingProvider.layerEffect("engine", engine)
      const scope = yield* Scope.make()
      yield* Layer.buildWithScope(Router.layer({ a: layer, b: layer.pipe(Policy.apply(Policy.retry())) }), scope)
      expect(events).toEqual(["open"])
      yield* Scope.close(scope, Exit.void)
      expect(events).toEqual(["open", "close"])
    })
  )
})
