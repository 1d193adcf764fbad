/** What an entry says: the cost, reported or estimated and never confused; who was asked; and what it does not hold. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { type ChatChunk, Policy, type SpeechChunk, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import v8 from "node:v8"
import vm from "node:vm"
import { both } from "../kit/both.ts"
import { books, ended } from "../kit/books.ts"
import { hear } from "../kit/hear.ts"
import { asked, ok, refused, spare } from "../kit/keys.ts"
import { question } from "../kit/wire.ts"

const chat = StreamingProvider.chat(question)

describe("usage", () => {
  const of = Effect.fnUntraced(function* (script: ReadonlyArray<ChatChunk>) {
    const { account, entries } = books()
    const { layer } = TestProvider.make({ chat: [script] })
    yield* hear(chat).pipe(Effect.provide(layer.pipe(account)))
    return entries[0]?.usage
  })
  const usage = { input: 3, output: 1, raw: { prompt_tokens: 3 } }

  it.effect("as it is reported", () =>
    Effect.gen(function* () {
      const end = { index: 0, reason: "stop", raw: "stop" } as const
      const script: ReadonlyArray<ChatChunk> = [
        { _tag: "Text", choice: 0, delta: "a long text" },
        { _tag: "Finish", choices: [end], usage }
      ]
      assert.deepStrictEqual(yield* of(script), { source: "reported", ...usage })
    })
  )
  it.effect("else estimated from all that was written, of all choices: 4 bytes a token", () =>
    Effect.gen(function* () {
      const script: ReadonlyArray<ChatChunk> = [
        { _tag: "Reasoning", choice: 0, delta: "12345" },
        { _tag: "Text", choice: 1, delta: "äöü" },
        { _tag: "ToolCall", choice: 0, index: 0, id: "c", name: "f", delta: "{}" }
      ]
      assert.deepStrictEqual(yield* of(script), { source: "estimated", output: 4 })
    })
  )
  it.effect("what a failed answer had reported is not lost", () =>
    Effect.gen(function* () {
      const { account, entries } = books()
      const body = `data: ${JSON.stringify({ choices: [{ delta: { content: "Hi" } }] })}\n\ndata: ${JSON.stringify({
        choices: [],
        usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 }
      })}\n\ndata: {"error":{"message":"no"}}\n\n`
      yield* hear(chat).pipe(Effect.provide(asked(spare(), { body }).layer.pipe(account)))
      assert.deepInclude(entries[0]?.usage, { source: "reported", input: 5, output: 7 })
    })
  )
})

describe("who", () => {
  it.effect("which key signed, and which was refused", () =>
    Effect.gen(function* () {
      const { account, entries } = books()
      yield* hear(chat).pipe(Effect.provide(asked(spare(), refused(401), ok).layer.pipe(account)))
      assert.deepStrictEqual(
        entries.map(({ attempts, key }) => [key, attempts.map(({ origin, reason }) => [origin.key, reason?._tag])]),
        [
          [
            "2",
            [
              ["a", "Unauthorized"],
              ["2", undefined]
            ]
          ]
        ]
      )
      assert.notInclude(JSON.stringify(entries), "sk-secret")
    })
  )
  it.effect("what was never sent is an entry without attempts", () =>
    Effect.gen(function* () {
      const { account, entries } = books()
      const { layer } = both("test", ["a"])
      yield* hear(StreamingProvider.chat({ ...question, n: 0.5 })).pipe(Effect.provide(layer.pipe(account)))
      assert.deepStrictEqual(
        entries.map((entry) => [ended(entry), entry.attempts]),
        [["Rejected", []]]
      )
    })
  )
  it.effect("a stream that was never run is none", () =>
    Effect.gen(function* () {
      const { account, entries } = books()
      yield* Effect.provide(
        Effect.sync(() => chat.pipe(Policy.retry())),
        both("test", ["a"]).layer.pipe(account)
      )
      assert.lengthOf(entries, 0)
    })
  )
})

describe("holds", () => {
  it.effect("no audio, however much there is", () =>
    Effect.gen(function* () {
      v8.setFlagsFromString("--expose-gc")
      const collect: () => void = vm.runInNewContext("gc")
      const pieces: Array<WeakRef<Uint8Array>> = []
      const piece = Effect.sync(() => {
        const data = new Uint8Array(1000)
        pieces.push(new WeakRef(data))
        return { _tag: "Audio", data } as const
      })
      const start = { _tag: "Start", provider: "engine", model: "m", warnings: [] } as const
      const audio = Stream.concat(Stream.make(start), Stream.take(Stream.fromEffectRepeat(piece), 60))
      const whole = Stream.concat(audio, Stream.make({ _tag: "Finish", reason: "stop" } as const))
      const engine = StreamingProvider.layer("engine", { speech: () => whole })
      const ask = StreamingProvider.speech({ model: "m", input: "hi", voice: "alloy" })
      const { account, entries } = books()
      let held = 60
      const look = (chunks: ReadonlyArray<SpeechChunk>) =>
        Effect.promise(async () => {
          if (chunks.at(-1)?._tag !== "Finish") return
          // a reference that was just made or read holds until the event loop turns
          await new Promise((resolve) => setImmediate(resolve))
          collect()
          held = pieces.filter((one) => one.deref() !== undefined).length
        })
      yield* Stream.runForEachArray(ask, look).pipe(Effect.provide(engine.pipe(account)))
      assert.deepStrictEqual([entries.map(ended), entries[0]?.usage], [["success"], { source: "estimated" }])
      assert.isBelow(held, 6)
    })
  )
})
