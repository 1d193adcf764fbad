/** Limit: cut exactly, let go at once, ended as the operation ends or failed, and untouched where it fits. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { type ChatChunk, Collect, Policy, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { TestClock } from "effect/testing"
import { Overloaded } from "../../schemas/Reason.ts"
import { asks, both, type Script } from "../kit/both.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { question } from "../kit/wire.ts"

const fork = Effect.forkChild({ startImmediately: true })
const { hang, pause } = TestProvider
const chat = StreamingProvider.chat(question)
const busy = new Overloaded({ description: "busy" })
const ends = ["Finish", "response.incomplete"]
const tagOf = (chunk: object | undefined) =>
  chunk && ("_tag" in chunk ? String(chunk._tag) : "type" in chunk ? String(chunk.type) : "")

describe.each(asks)("%s", (operation, ask) => {
  const run = Effect.fnUntraced(function* (script: Script, options: Policy.LimitOptions) {
    const provider = both("test", script, ["again"])
    const fiber = yield* fork(hear(ask).pipe(Effect.provide(provider.layer.pipe(Policy.limit(options)))))
    yield* TestClock.adjust("1 hour")
    const { chunks, error } = yield* Fiber.join(fiber)
    return { text: text(chunks), last: tagOf(chunks.at(-1)), error, endings: provider.endings() }
  })

  describe.each(["finish", "fail"] as const)("%s", (at) => {
    const over = Effect.fnUntraced(function* (
      script: Script,
      options: Policy.LimitOptions,
      heard: string,
      what: string
    ) {
      const { endings, error, last, text } = yield* run(script, { ...options, at })
      assert.deepStrictEqual([text, endings], [heard, ["interrupted"]])
      if (at === "finish") {
        assert.isUndefined(error)
        assert.include(ends, last)
      } else {
        const limit = options.tokens ?? options.characters ?? 10_000
        assert.strictEqual(error?.message, `test.${operation} (m): limit reached: ${limit} ${what}`)
        assert.deepStrictEqual(
          [error?.isRetryable, error?.isFallbackable, ends.includes(last ?? "")],
          [false, false, false]
        )
      }
    })

    it.effect("at the first content", () => over(["abcdef", hang], { characters: 4 }, "abcd", "characters"))
    it.effect("later, within a chunk", () => over(["ab", "cd", "ef", hang], { characters: 5 }, "abcde", "characters"))
    it.effect("later, between two", () => over(["ab", "cd", "ef", hang], { characters: 4 }, "abcd", "characters"))
    it.effect("never within a character", () => over(["a😀", "😀b"], { characters: 2 }, "a😀", "characters"))
    it.effect("by tokens, 4 bytes each", () => over(["abcde", "fghij"], { tokens: 2 }, "abcdefgh", "output tokens"))
    it.effect("by tokens, where characters take more bytes", () =>
      over(["日本語"], { tokens: 2 }, "日本", "output tokens")
    )
    it.effect("by time while it is awaited", () => over(["a", hang], { duration: "10 seconds" }, "a", "milliseconds"))
    it.effect("by time, however lively", () =>
      over(
        Array.from({ length: 20 }, () => [pause("3 seconds"), "a"]).flat(),
        { duration: "10 seconds" },
        "aaa",
        "milliseconds"
      )
    )
    it.effect("what fits exactly is whole", () =>
      Effect.gen(function* () {
        const options = { characters: 4, tokens: 1, duration: "10 seconds", at } as const
        const { endings, error, last, text } = yield* run(["ab", pause("9999 millis"), "cd"], options)
        assert.deepStrictEqual([text, error, endings], ["abcd", undefined, ["whole"]])
        assert.notStrictEqual(last, "response.incomplete")
      })
    )
  })

  it.effect("in silence: time alone can pass, and there is no answer that could end", () =>
    Effect.gen(function* () {
      const { endings, error, text } = yield* run([hang], { duration: "10 seconds" })
      assert.deepStrictEqual([text, reasonOf(error), endings], ["", "LimitReached", ["interrupted"]])
      assert.deepInclude(error?.reason, { what: "milliseconds", limit: 10_000 })
    })
  )
  it.effect("a failure inside stands", () =>
    Effect.gen(function* () {
      const { error, text } = yield* run(["ab", busy], { characters: 2, duration: "1 minute" })
      assert.deepStrictEqual([text, reasonOf(error)], ["ab", "Overloaded"])
    })
  )
  it.effect("on success: nothing changes, arrays included", () =>
    Effect.gen(function* () {
      const { layer } = both("test", ["a", "b", "c"])
      const bare = yield* hear(ask).pipe(Effect.provide(layer))
      for (const options of [{ characters: 3, tokens: 1 }, { duration: "1 minute" }, {}] as const) {
        assert.deepStrictEqual(yield* hear(ask).pipe(Effect.provide(layer.pipe(Policy.limit(options)))), bare)
      }
    })
  )
})

describe("at once", () => {
  it.effect("the provider is let go before the last chunk is handed on", () =>
    Effect.gen(function* () {
      const provider = both("test", ["abc", hang])
      const endings: Array<string> = []
      yield* chat.pipe(
        Policy.limitStream("chat", { characters: 2 }),
        Stream.runForEachArray(() => Effect.sync(() => void endings.push(...provider.endings()))),
        Effect.provide(provider.layer)
      )
      assert.deepStrictEqual(endings, ["interrupted"])
    })
  )
  it.effect("time: one tick before nothing, at the tick the provider is let go, though nobody asks", () =>
    Effect.gen(function* () {
      const provider = both("test", ["a", hang])
      const heard: Array<string | undefined> = []
      const fiber = yield* chat.pipe(
        Policy.limitStream("chat", { duration: "10 seconds" }),
        Stream.runForEachArray((chunks) => (heard.push(tagOf(chunks.at(-1))), Effect.sleep("1 minute"))),
        Effect.provide(provider.layer),
        fork
      )
      yield* TestClock.adjust("9999 millis")
      assert.deepStrictEqual(provider.endings(), ["running"])
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual([provider.endings(), heard], [["interrupted"], ["Text"]])
      yield* TestClock.adjust("2 minutes")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(heard, ["Text", "Finish"])
    })
  )
  it.effect("a flood is cut in time too", () =>
    Effect.gen(function* () {
      const start: ChatChunk = { _tag: "Start", provider: "engine", model: "m", warnings: [] }
      const word: ChatChunk = { _tag: "Text", choice: 0, delta: "a" }
      const flood = Stream.concat(Stream.make(start), Stream.forever(Stream.make(word)))
      const engine = StreamingProvider.layer("engine", { chat: () => flood })
      let last: ChatChunk | undefined
      const fiber = yield* chat.pipe(
        Policy.limitStream("chat", { duration: "10 seconds" }),
        Stream.runForEachArray((chunks) => Effect.sync(() => void (last = chunks.at(-1)))),
        Effect.provide(engine),
        fork
      )
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(fiber)
      assert.strictEqual(last?._tag, "Finish")
    })
  )
})

describe("what counts", () => {
  const of = Effect.fnUntraced(function* (script: ReadonlyArray<ChatChunk>, options: Policy.LimitOptions) {
    const { layer } = TestProvider.make({ chat: [script] })
    return yield* Collect.chat(chat.pipe(Policy.limitStream("chat", options))).pipe(Effect.provide(layer))
  })

  it.effect("reasoning and calls too; what belongs to the whole goes with it", () =>
    Effect.gen(function* () {
      const script: ReadonlyArray<ChatChunk> = [
        { _tag: "Reasoning", choice: 0, delta: "hmm", signature: "s", id: "r" },
        { _tag: "ToolCall", choice: 0, index: 0, id: "c", name: "f", delta: '{"a":1}' }
      ]
      const { reason, reasoning, toolCalls, usage } = yield* of(script, { characters: 6 })
      assert.deepStrictEqual(
        [reasoning, toolCalls, reason, usage],
        ["hmm", [{ id: "c", name: "f", arguments: '{"a' }], "length", undefined]
      )
      const { message } = yield* of(script, { characters: 2 })
      assert.deepStrictEqual(message.content, [{ type: "reasoning", text: "hm", id: "r" }])
    })
  )
  it.effect("choices together; each that was heard ends", () =>
    Effect.gen(function* () {
      const { choices } = yield* of(
        [
          { _tag: "Text", choice: 1, delta: "ab" },
          { _tag: "Text", choice: 0, delta: "cd", logprobs: [{ token: "cd", logprob: -1 }] }
        ],
        { characters: 3 }
      )
      assert.deepStrictEqual(
        choices.map(({ index, logprobs, reason, text }) => [index, text, reason, logprobs]),
        [
          [0, "c", "length", undefined],
          [1, "ab", "length", undefined]
        ]
      )
    })
  )
  it.effect("sound by its bytes, as its operation ends", () =>
    Effect.gen(function* () {
      const { layer, requests } = TestProvider.make({
        speech: [[new Uint8Array([1, 2, 3]), new Uint8Array([4, 5]), hang]]
      })
      const ask = StreamingProvider.speech({ model: "m", input: "hi", voice: "alloy" })
      const { audio, reason } = yield* Collect.speech(ask).pipe(Effect.provide(layer.pipe(Policy.limit({ bytes: 4 }))))
      assert.deepStrictEqual([audio, reason], [new Uint8Array([1, 2, 3, 4]), "length"])
      assert.strictEqual(requests("speech")[0]?.ending, "interrupted")
    })
  )
  it.effect("a transcript, which ends with what was heard of it", () =>
    Effect.gen(function* () {
      const { layer } = TestProvider.make({ transcription: [["Hello ", "Bifrost", hang]] })
      const ask = StreamingProvider.transcription({ model: "m", audio: new Uint8Array([1]) })
      const limited = layer.pipe(Policy.limit({ characters: 9 }))
      const { reason, text } = yield* Collect.transcription(ask).pipe(Effect.provide(limited))
      assert.deepStrictEqual([text, reason], ["Hello Bif", "length"])
    })
  )
  it.effect("a completion", () =>
    Effect.gen(function* () {
      const { layer } = TestProvider.make({ text: [["abc", hang]] })
      const limited = layer.pipe(Policy.limit({ characters: 2 }))
      const ask = Collect.text(StreamingProvider.text({ model: "m", prompt: "x" }))
      const { reason, text } = yield* Effect.provide(ask, limited)
      assert.deepStrictEqual([text, reason], ["ab", "length"])
    })
  )
})

it.effect("around retry and fallback, nothing begins again at the limit", () =>
  Effect.gen(function* () {
    const [one, two] = [both("one", ["abc", hang]), both("two", ["never"])]
    const layer = one.layer.pipe(
      Policy.limit({ characters: 2, at: "fail" }),
      Policy.apply(Policy.retry()),
      Policy.fallbackTo(two.layer)
    )
    const { chunks, error } = yield* hear(chat).pipe(Effect.provide(layer))
    assert.deepStrictEqual(
      [text(chunks), reasonOf(error), one.endings(), two.endings()],
      ["ab", "LimitReached", ["interrupted"], []]
    )
  })
)
