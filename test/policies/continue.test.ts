/** Continue: who goes on where another broke off, from which words, and what is heard of it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Stream } from "effect"
import {
  type BifrostError,
  type ChatChunk,
  type ChatRequest,
  Policy,
  StreamingProvider,
  type TextChunk,
  type TextRequest
} from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { Overloaded, Rejected } from "../../schemas/Reason.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { question } from "../kit/wire.ts"

const busy = new Overloaded({ description: "busy" })
type Script = ReadonlyArray<string | Overloaded | Rejected>
const provider = (id: string, ...scripts: ReadonlyArray<Script>) =>
  TestProvider.make({ text: scripts, chat: scripts, responses: scripts, transcription: scripts }, id)
const going = { continue: true }
const ask: TextRequest = { model: "m", prompt: "Say: " }

/** The shape of what was heard: words as they are, all else by its tag. */
const shape = (chunks: ReadonlyArray<object>) =>
  chunks.map((chunk) => {
    if ("delta" in chunk) return chunk.delta
    if ("from" in chunk && "to" in chunk) return `${chunk.from}|${chunk.to}`
    return "_tag" in chunk ? chunk._tag : undefined
  })

type Asked = Stream.Stream<ChatChunk | TextChunk, BifrostError, StreamingProvider<"chat"> | StreamingProvider<"text">>
const operations: ReadonlyArray<readonly [operation: "chat" | "text", stream: Asked]> = [
  ["chat", StreamingProvider.chat(question)],
  ["text", StreamingProvider.text(ask)]
]

describe.each(operations)("%s", (operation, stream) => {
  it.effect("after words: the next provider goes on, with one start, a seam and one end", () =>
    Effect.gen(function* () {
      const [first, second] = [provider("first", ["The quick ", "brown", busy]), provider("second", [" fox ", "jumps"])]
      const safe = first.layer.pipe(Policy.fallback([second.layer.pipe(Policy.withModel("m2"))], going))
      const { chunks, error } = yield* hear(stream).pipe(Effect.provide(safe))
      assert.isUndefined(error)
      assert.deepStrictEqual(shape(chunks), [
        "Start",
        "The quick ",
        "brown",
        "first|second",
        " fox ",
        "jumps",
        "Finish"
      ])
      const seam = chunks.find((chunk) => chunk._tag === "Seam")
      assert.deepStrictEqual(
        [reasonOf(seam?.error), seam?.error.origin],
        ["Overloaded", { provider: "first", operation, model: "m" }]
      )
      const [asked] = second.requests(operation).map(({ request }) => request)
      assert.deepStrictEqual<unknown>(
        asked,
        operation === "chat"
          ? { model: "m2", messages: [...question.messages, { role: "assistant", content: "The quick brown" }] }
          : { model: "m2", prompt: "Say: The quick brown" }
      )
    })
  )

  it.effect("in silence it is a fallback like any other", () =>
    Effect.gen(function* () {
      const second = provider("second", ["Hello"])
      const safe = provider("first", [busy]).layer.pipe(Policy.fallback([second.layer], going))
      const bare = yield* hear(stream).pipe(Effect.provide(second.layer))
      assert.deepStrictEqual(yield* hear(stream).pipe(Effect.provide(safe)), bare)
    })
  )

  it.effect("on success nothing changes, arrays included", () =>
    Effect.gen(function* () {
      const first = provider("first", ["a", "b"])
      const safe = first.layer.pipe(Policy.fallbackTo(provider("second", ["c"]).layer, going))
      const bare = yield* hear(stream).pipe(Effect.provide(first.layer))
      assert.deepStrictEqual(yield* hear(stream).pipe(Effect.provide(safe)), bare)
    })
  )

  it.effect("one after another, past those that say nothing", () =>
    Effect.gen(function* () {
      const [second, silent, third] = [
        provider("second", [" two", busy]),
        provider("silent", [busy]),
        provider("third", [" three"])
      ]
      const safe = provider("first", ["one", busy]).layer.pipe(
        Policy.fallback([second.layer, silent.layer, third.layer], going)
      )
      const { chunks } = yield* hear(stream).pipe(Effect.provide(safe))
      assert.deepStrictEqual(shape(chunks), [
        "Start",
        "one",
        "first|second",
        " two",
        "second|third",
        " three",
        "Finish"
      ])
      const seams = chunks.flatMap((chunk) => (chunk._tag === "Seam" ? [chunk.error] : []))
      assert.deepStrictEqual(
        seams.map(({ attempts }) => attempts.map(({ origin }) => origin?.provider)),
        [[], ["first", "silent"]]
      )
      const [asked] = third.requests(operation).map(({ request }) => request)
      assert.include(JSON.stringify(asked), "one two")
    })
  )

  it.effect("a chain of layers goes on as a list does", () =>
    Effect.gen(function* () {
      const safe = provider("first", ["one", busy]).layer.pipe(
        Policy.fallbackTo(provider("second", [" two", busy]).layer, going),
        Policy.fallbackTo(provider("third", [" three"]).layer, going)
      )
      const { chunks } = yield* hear(stream).pipe(Effect.provide(safe))
      assert.strictEqual(shape(chunks).join(" "), "Start one first|second  two second|third  three Finish")
    })
  )

  it.effect("when nobody goes on, the failure is that of the provider that was heard last", () =>
    Effect.gen(function* () {
      const safe = provider("first", ["one", busy]).layer.pipe(
        Policy.fallback(
          [provider("second", [busy]).layer, provider("third", [" two", busy]).layer, provider("last", [busy]).layer],
          going
        )
      )
      const { chunks, error } = yield* hear(stream).pipe(Effect.provide(safe))
      assert.strictEqual(shape(chunks).join(" "), "Start one first|third  two")
      assert.deepStrictEqual(
        [error?.origin?.provider, error?.attempts.map(({ origin }) => origin?.provider)],
        ["third", ["first", "second", "last"]]
      )
    })
  )

  it.effect("not for a failure that is not `when`, and never unasked", () =>
    Effect.gen(function* () {
      const second = provider("second", ["b"])
      const rejected = new Rejected({ description: "no" })
      const stacks = [
        provider("first", ["a", rejected]).layer.pipe(Policy.fallback([second.layer], going)),
        provider("first", ["a", busy]).layer.pipe(Policy.fallback([second.layer], { ...going, when: () => false })),
        provider("first", ["a", busy]).layer.pipe(Policy.fallback([second.layer]))
      ]
      for (const safe of stacks) {
        const { chunks, error } = yield* hear(stream).pipe(Effect.provide(safe))
        assert.deepStrictEqual([text(chunks), error?.origin?.provider], ["a", "first"])
      }
      assert.lengthOf(second.requests(operation), 0)
    })
  )
})

describe("only words are gone on with", () => {
  const chunks: ReadonlyArray<ChatChunk> = [
    { _tag: "Reasoning", choice: 0, delta: "hm" },
    { _tag: "Refusal", choice: 0, delta: "no" },
    { _tag: "ToolCall", choice: 0, index: 0, id: "1", name: "f", delta: "" },
    { _tag: "Audio", choice: 0, data: new Uint8Array(1) },
    { _tag: "File", choice: 0, source: { url: "https://a.example" } },
    { _tag: "Citation", choice: 0, url: "https://a.example" },
    { _tag: "Other", choice: 0, kind: "safety", value: 1 },
    { _tag: "Text", choice: 1, delta: "the second answer" }
  ]
  for (const chunk of chunks) {
    it.effect(`not with ${"choice" in chunk && chunk.choice > 0 ? "a second choice" : chunk._tag}`, () =>
      Effect.gen(function* () {
        const first = TestProvider.make({ chat: [["a", chunk, busy]] }, "first")
        const second = TestProvider.make({ chat: [["b"]] }, "second")
        const safe = first.layer.pipe(Policy.fallback([second.layer], going))
        const heard = yield* hear(StreamingProvider.chat(question)).pipe(Effect.provide(safe))
        assert.deepStrictEqual([heard.chunks.length, reasonOf(heard.error)], [3, "Overloaded"])
        assert.lengthOf(second.requests("chat"), 0)
      })
    )
  }

  const chats: ReadonlyArray<readonly [string, Partial<ChatRequest>, boolean]> = [
    ["one answer", { n: 1 }, true],
    ["several answers", { n: 2 }, false]
  ]
  const texts: ReadonlyArray<readonly [string, Partial<TextRequest>, boolean]> = [
    ["one prompt in a list", { prompt: ["a"] }, true],
    ["several prompts", { prompt: ["a", "b"] }, false],
    ["several answers", { n: 2 }, false],
    ["a prompt said again", { echo: true }, false]
  ]
  const asked: ReadonlyArray<readonly [string, Asked, boolean]> = [
    ...chats.map(([name, more, goes]) => [name, StreamingProvider.chat({ ...question, ...more }), goes] as const),
    ...texts.map(([name, more, goes]) => [name, StreamingProvider.text({ ...ask, ...more }), goes] as const)
  ]
  for (const [name, stream, goes] of asked) {
    it.effect(`${goes ? "" : "not "}where the request has ${name}`, () =>
      Effect.gen(function* () {
        const safe = provider("first", ["a", busy]).layer.pipe(
          Policy.fallback([provider("second", ["b"]).layer], going)
        )
        const { error } = yield* hear(stream).pipe(Effect.provide(safe))
        assert.strictEqual(error === undefined, goes)
      })
    )
  }

  it.effect("never for Responses, speech and transcription", () =>
    Effect.gen(function* () {
      const words = ["a", busy]
      const scripts = { responses: [words], transcription: [words], speech: [[new Uint8Array(1), busy]] }
      const [first, second] = [TestProvider.make(scripts, "first"), TestProvider.make(scripts, "second")]
      const safe = first.layer.pipe(Policy.fallback([second.layer], going))
      const all = [
        yield* hear(StreamingProvider.responses({ model: "m", input: "hi" })).pipe(Effect.provide(safe)),
        yield* hear(StreamingProvider.speech({ model: "m", input: "hi", voice: "v" })).pipe(Effect.provide(safe)),
        yield* hear(StreamingProvider.transcription({ model: "m", audio: new Uint8Array(1) })).pipe(
          Effect.provide(safe)
        )
      ]
      for (const { error } of all) {
        assert.deepStrictEqual([error?.origin?.provider, error?.attempts], ["first", []])
      }
    })
  )
})

describe("the request", () => {
  const messages = Effect.fnUntraced(function* (begun: ChatRequest["messages"], ...said: ReadonlyArray<string>) {
    const second = provider("second", ["!"])
    const safe = provider("first", [...said, busy]).layer.pipe(Policy.fallback([second.layer], going))
    yield* hear(StreamingProvider.chat({ model: "m", messages: begun })).pipe(Effect.provide(safe))
    return second.requests("chat")[0]?.request.messages
  })
  const hi = { role: "user", content: "hi" } as const

  it.effect("holds what was said without the white space at its end", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* messages([hi], "a ", "b", " \n"), [hi, { role: "assistant", content: "a b" }])
    })
  )
  it.effect("is as it was where only white space was said", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* messages([hi], "\n"), [hi])
    })
  )
  it.effect("goes on with a beginning that it had already, in words or parts", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* messages([hi, { role: "assistant", content: "{" }], `"a"`), [
        hi,
        { role: "assistant", content: `{"a"` }
      ])
      const part = { type: "text", text: "{" } as const
      assert.deepStrictEqual(yield* messages([hi, { role: "assistant", content: [part] }], `"a"`), [
        hi,
        { role: "assistant", content: [part, { type: "text", text: `"a"` }] }
      ])
    })
  )
})
