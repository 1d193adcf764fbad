/** From a stream to one answer: what is in it, and what a failure keeps. */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema, Stream } from "effect"
import { BifrostError, type ChatChunk, Collect, StreamingProvider, type TranscriptionChunk } from "effect-bifrost"
import { ServerFailed } from "effect-bifrost/schemas/Reason"
import { TestProvider } from "effect-bifrost/testing"

const start: ChatChunk = { _tag: "Start", provider: "p", model: "m-1", id: "a1", requestId: "r1", warnings: ["w"] }
const usage = { input: 3, output: 2, raw: { prompt_tokens: 3, completion_tokens: 2 } }
const finish = (...choices: ReadonlyArray<readonly ["stop" | "length" | "tool-calls", string | null]>): ChatChunk => ({
  _tag: "Finish",
  choices: choices.map(([reason, raw], index) => ({ index, reason, raw })),
  usage,
  timing: { firstContentMillis: 1, totalMillis: 2 }
})
const text = (delta: string, choice = 0): ChatChunk => ({ _tag: "Text", choice, delta })
const thought = (delta: string, more: object = {}): ChatChunk => ({ _tag: "Reasoning", choice: 0, delta, ...more })
const call = (index: number, delta: string, named: object = {}): ChatChunk => ({
  _tag: "ToolCall",
  choice: 0,
  index,
  delta,
  ...named
})
const collect = (...chunks: ReadonlyArray<ChatChunk>) => Collect.chat(Stream.fromIterable(chunks))
const failed = BifrostError.because(new ServerFailed({ description: "broke" }))

describe("Collect.chat", () => {
  it.effect("keeps who answered, the text, why it ended and what it cost", () =>
    Effect.gen(function* () {
      const logprob = { token: "lo", logprob: -0.1 }
      const answer = yield* collect(
        start,
        text("Hel"),
        { _tag: "Text", choice: 0, delta: "lo", logprobs: [logprob] },
        { _tag: "Citation", choice: 0, url: "https://a.example" },
        { _tag: "Other", choice: 0, kind: "safety", value: 1 },
        finish(["stop", "stop"])
      )
      const { choices, ...first } = answer
      expect(first).toEqual({
        provider: "p",
        model: "m-1",
        id: "a1",
        requestId: "r1",
        warnings: ["w"],
        text: "Hello",
        reasoning: "",
        refusal: "",
        toolCalls: [],
        citations: [{ url: "https://a.example" }],
        logprobs: [logprob],
        message: { role: "assistant", content: "Hello" },
        reason: "stop",
        raw: "stop",
        usage,
        timing: { firstContentMillis: 1, totalMillis: 2 }
      })
      expect(choices).toHaveLength(1)
    })
  )

  it.effect("keeps reasoning in its blocks, with signatures, ids and ciphertext", () =>
    Effect.gen(function* () {
      const { message, reasoning } = yield* collect(
        start,
        thought("Let me "),
        thought("think."),
        thought("", { signature: "s1" }),
        thought("And", { id: "b" }),
        thought(" more.", { id: "b", encrypted: "e1", format: "f" }),
        text("42"),
        thought("After."),
        finish(["stop", "stop"])
      )
      expect(reasoning).toBe("Let me think.And more.After.")
      expect(message.content).toEqual([
        { type: "reasoning", text: "Let me think.", signature: "s1" },
        { type: "reasoning", text: "And more.", id: "b", encrypted: "e1", format: "f" },
        { type: "text", text: "42" },
        { type: "reasoning", text: "After." }
      ])
    })
  )

  it.effect("keeps tool calls raw and parsed: interleaved, without arguments, and cut off", () =>
    Effect.gen(function* () {
      const { message, toolCalls } = yield* collect(
        start,
        call(0, '{"a"', { id: "c0", name: "f" }),
        call(1, "", { id: "c1", name: "g" }),
        call(0, ":1}"),
        call(2, '{"b":', { id: "c2", name: "h" }),
        finish(["length", "length"])
      )
      expect(toolCalls).toEqual([
        { id: "c0", name: "f", arguments: '{"a":1}', input: { a: 1 } },
        { id: "c1", name: "g", arguments: "{}", input: {} },
        { id: "c2", name: "h", arguments: '{"b":' }
      ])
      expect(message.content).toEqual([
        { type: "tool-call", id: "c0", name: "f", arguments: '{"a":1}' },
        { type: "tool-call", id: "c1", name: "g", arguments: "{}" },
        { type: "tool-call", id: "c2", name: "h", arguments: '{"b":' }
      ])
    })
  )

  it.effect("keeps every choice apart, in the order of their numbers", () =>
    Effect.gen(function* () {
      const answer = yield* collect(
        start,
        text("B", 1),
        text("A", 0),
        text("b", 1),
        finish(["stop", "stop"], ["length", "max"])
      )
      expect(answer).toMatchObject({ text: "A", reason: "stop", raw: "stop" })
      expect(answer.choices).toMatchObject([
        { index: 0, text: "A", reason: "stop" },
        { index: 1, text: "Bb", reason: "length", raw: "max", message: { content: "Bb" } }
      ])
    })
  )

  it.effect("keeps a refusal, a spoken answer and what the model drew", () =>
    Effect.gen(function* () {
      const picture = { data: new Uint8Array([9]), mediaType: "image/png" }
      const answer = yield* collect(
        start,
        { _tag: "Refusal", choice: 0, delta: "No" },
        { _tag: "Refusal", choice: 0, delta: "." },
        { _tag: "Audio", choice: 0, id: "au", data: new Uint8Array([1]) },
        { _tag: "Audio", choice: 0, id: "au", data: new Uint8Array([2]), transcript: "no" },
        { _tag: "File", choice: 0, source: picture },
        finish(["stop", null])
      )
      expect(answer).toMatchObject({ refusal: "No.", audio: new Uint8Array([1, 2]), raw: null })
      expect(answer.message.content).toEqual([
        { type: "refusal", refusal: "No." },
        { type: "spoken", id: "au" },
        { type: "image", source: picture }
      ])
    })
  )

  it.effect("an answer that says nothing is an empty one", () =>
    Effect.gen(function* () {
      expect(yield* collect(start, finish(["stop", "stop"]))).toMatchObject({ text: "", message: { content: "" } })
    })
  )

  it.effect("a failure keeps what was heard, and its own reason, origin and usage", () =>
    Effect.gen(function* () {
      const told = failed.with({ text: "", reasoning: "", refusal: "", toolCalls: [], finishReason: "error", usage })
      const chunks = Stream.make(start, thought("Hm"), text("Hel"), call(0, '{"a', { id: "c0", name: "f" }))
      const error = yield* Effect.flip(Collect.chat(Stream.concat(chunks, Stream.fail(told))))
      expect(error.reason).toBe(failed.reason)
      expect(error.partial).toEqual({
        text: "Hel",
        reasoning: "Hm",
        refusal: "",
        toolCalls: [{ id: "c0", name: "f", arguments: '{"a' }],
        finishReason: "error",
        usage
      })
    })
  )

  it.effect("a stream that ends before its answer is truncated, and keeps what was heard", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(collect(start, text("Hel")))
      expect(error).toMatchObject({ reason: { _tag: "Truncated" }, partial: { text: "Hel", usage: null } })
    })
  )

  it.effect("runs anew each time it is run", () =>
    Effect.gen(function* () {
      const answer = collect(start, text("Hi"), finish(["stop", "stop"]))
      expect((yield* answer).text).toBe("Hi")
      expect((yield* answer).text).toBe("Hi")
    })
  )
})

describe("the other operations", () => {
  it.effect("transcription keeps segments, words, language and duration; a partial one its segments' text", () =>
    Effect.gen(function* () {
      const chunks: ReadonlyArray<TranscriptionChunk> = [
        { _tag: "Start", provider: "p", model: "m", warnings: [] },
        { _tag: "Segment", text: "Hello", start: 0, end: 1, speaker: "A" },
        { _tag: "Word", text: "Hello", start: 0, end: 1 }
      ]
      const end: TranscriptionChunk = { _tag: "Finish", reason: "stop", text: "Hello", language: "en", duration: 1.5 }
      const answer = yield* Collect.transcription(Stream.fromIterable([...chunks, end]))
      expect(answer).toEqual({
        provider: "p",
        model: "m",
        warnings: [],
        text: "Hello",
        segments: [{ text: "Hello", start: 0, end: 1, speaker: "A" }],
        words: [{ text: "Hello", start: 0, end: 1 }],
        reason: "stop",
        language: "en",
        duration: 1.5
      })
      const error = yield* Effect.flip(Collect.transcription(Stream.fromIterable(chunks)))
      expect(error.partial?.text).toBe("Hello")
    })
  )

  it.effect("speech joins its bytes; a failure never holds audio", () =>
    Effect.gen(function* () {
      const provider = TestProvider.make({
        speech: [
          [new Uint8Array([1]), new Uint8Array([2, 3])],
          [new Uint8Array([1]), failed.reason]
        ]
      })
      const ask = StreamingProvider.speech({ model: "m", input: "hi", voice: "v" }).pipe(
        Collect.speech,
        Effect.provide(provider.layer)
      )
      expect(yield* ask).toMatchObject({ audio: new Uint8Array([1, 2, 3]), mediaType: "audio/pcm", reason: "stop" })
      expect(JSON.stringify((yield* Effect.flip(ask)).partial)).toBe(
        '{"text":"","reasoning":"","refusal":"","toolCalls":[],"finishReason":null,"usage":null}'
      )
    })
  )
})

describe("Collect.as", () => {
  const Recipe = Schema.Struct({ name: Schema.String, minutes: Schema.NumberFromString })
  const as = (...chunks: ReadonlyArray<ChatChunk>) => collect(start, ...chunks).pipe(Collect.as(Recipe))

  it.effect("decodes the answer's text beside the answer", () =>
    Effect.gen(function* () {
      const answer = yield* as(text('{"name":"Tea",'), text('"minutes":"4"}'), finish(["stop", "stop"]))
      expect(answer.value).toEqual({ name: "Tea", minutes: 4 })
      expect(answer.usage).toEqual(usage)
    })
  )

  it.effect.each([
    ["another shape", [text('{"name":"Tea"}'), finish(["stop", "stop"])], "minutes is missing (expected: string)"],
    ["no JSON", [text("Tea, 4 minutes"), finish(["stop", "stop"])], "JSON"],
    ["cut for length", [text('{"name":"T'), finish(["length", "length"])], "the answer (ended by length) should be"],
    [
      "a refusal",
      [{ _tag: "Refusal", choice: 0, delta: "I won't" }, finish(["stop", "stop"])],
      `the answer (a refusal) should be JSON of the shape asked for (it should be a valid JSON string, not ""), but is "I won't"`
    ]
  ] as const)("%s fails with what came, all of it, in partial", ([, chunks, words]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(as(...chunks))
      expect(error.reason._tag).toBe("Unintelligible")
      expect(error.message).toContain(words)
      const { partial } = yield* Effect.flip(collect(start, ...chunks.slice(0, -1)))
      expect(error.partial).toEqual({ ...partial, finishReason: expect.any(String), usage })
    })
  )
})
