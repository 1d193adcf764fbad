/** What is told of a pool's keys: their labels, never themselves; and where the keys come from. */
import { assert, describe, it } from "@effect/vitest"
import { Config, ConfigProvider, Effect, Layer, Schema, Stream } from "effect"
import { Auth, BifrostError, ResponseHead, StreamingProvider } from "effect-bifrost"
import { TestClock } from "effect/testing"
import { inspect } from "node:util"
import type * as Client from "./kit/client.ts"
import { hear, text } from "./kit/hear.ts"
import { asked, ok, refused, secret, spare } from "./kit/keys.ts"
import { data, question, say, stop } from "./kit/wire.ts"

const chat = StreamingProvider.chat(question)

describe("what is told", () => {
  it.effect("the label, or the position; of a pool in a pool both", () =>
    Effect.gen(function* () {
      const heads: Array<string | undefined> = []
      const observe = ResponseHead.observe((head) => Effect.sync(() => void heads.push(head.key)))
      const inner = Auth.pool([secret("a"), secret("b")])
      const { layer } = asked(Auth.pool([{ auth: inner, label: "team" }]), refused(401), refused(401), ok)
      yield* Effect.gen(function* () {
        const { error } = yield* hear(observe(chat))
        const all = [...(error?.attempts ?? []), error]
        assert.sameMembers(
          all.map((one) => one?.origin?.key),
          ["team/1", "team/2"]
        )
        yield* TestClock.adjust("10 minutes")
        yield* hear(observe(chat))
        assert.match(String(heads), /^team\/[12]$/)
      }).pipe(Effect.provide(layer))
    })
  )
  it.effect("never the key, though the server echoes it", () =>
    Effect.gen(function* () {
      const echo = (name: string): Client.Answer => ({
        status: 401,
        body: JSON.stringify({ error: { message: `Incorrect API key: sk-secret-${name}` } })
      })
      const heads: Array<unknown> = []
      const { layer } = asked(spare(), echo("a"), echo("b"))
      yield* Effect.gen(function* () {
        for (const stream of [chat, chat]) {
          const { error } = yield* hear(
            stream.pipe(ResponseHead.observe((head) => Effect.sync(() => void heads.push(head))))
          )
          assert.instanceOf(error, BifrostError)
          const json = Schema.encodeSync(Schema.fromJsonString(Schema.toCodecJson(BifrostError)))(error)
          const told = [String(error), error.stack, json, inspect([error, heads], { depth: 20, showHidden: true })]
          assert.notInclude(told.join("\n"), "sk-secret")
          assert.include(json, "<redacted>")
        }
      }).pipe(Effect.provide(layer))
    })
  )
})

describe("keys from one setting", () => {
  const env = (value: string) => ConfigProvider.layer(ConfigProvider.fromUnknown({ KEYS: value }))
  const keys = Auth.keys(Config.Redacted("KEYS"), Auth.bearer)

  it.effect("separated by commas", () =>
    Effect.gen(function* () {
      const pool = asked(keys, refused(401), refused(401), ok)
      const { chunks } = yield* hear(chat).pipe(
        Effect.provide(Layer.provide(pool.layer, env("sk-secret-a, sk-secret-b,,sk-secret-c")))
      )
      assert.strictEqual(text(chunks), "Hello")
      assert.sameMembers([...pool.keys()], ["a", "b", "c"])
    })
  )
  it.effect("none is a ConfigError, and so is a missing one", () =>
    Effect.gen(function* () {
      for (const layer of [env(" , "), ConfigProvider.layer(ConfigProvider.fromUnknown({}))]) {
        const error = yield* Effect.flip(hear(chat).pipe(Effect.provide(Layer.provide(asked(keys, ok).layer, layer))))
        assert.strictEqual(error._tag, "ConfigError")
      }
    })
  )
  it.effect("a key that cannot be read fails the layer, for a pool of fewer keys is not what was asked", () =>
    Effect.gen(function* () {
      const pool = Auth.pool([secret("a"), Auth.bearer(Config.Redacted("MISSING"))])
      const bare = ConfigProvider.layer(ConfigProvider.fromUnknown({}))
      const error = yield* Effect.flip(hear(chat).pipe(Effect.provide(Layer.provide(asked(pool, ok).layer, bare))))
      assert.include(error.message, "MISSING")
    })
  )
})

it.effect("on success nothing changes, arrays included", () =>
  Effect.gen(function* () {
    const rest = data(say("!"), stop, "[DONE]")
    const body = Stream.concat(Stream.make(data(say("Hel"), say("lo"))), Stream.make(rest))
    const bare = yield* hear(chat).pipe(Effect.provide(asked(secret("a"), { body }).layer))
    assert.deepStrictEqual(yield* hear(chat).pipe(Effect.provide(asked(spare(), { body }).layer)), bare)
    assert.lengthOf(bare.arrays, 2)
  })
)
