/** The scripted provider: what it says, when, what it remembers, and that the streams it makes are real ones. */
import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { type ChatChunk, Collect, Policy, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { Overloaded, Truncated } from "effect-bifrost/schemas/Reason"

const question = { model: "m", messages: [{ role: "user", content: "hi" }] } as const
const sentence = { model: "m", input: "hi", voice: "alloy" } as const
const busy = new Overloaded({ description: "busy" })

/** What was heard so far, in short, and when it ended. */
const listen = (stream: Stream.Stream<ChatChunk, unknown>) => {
  const heard: Array<string> = []
  const run = Stream.runForEach(stream, (chunk) =>
    Effect.sync(() => void heard.push(chunk._tag === "Text" ? chunk.delta : chunk._tag))
  )
  return { heard, run }
}

describe("TestProvider", () => {
  it.effect("answers each operation from its content, whole", () =>
    Effect.gen(function* () {
      const provider = TestProvider.make({
        text: [["A", "B"]],
        chat: [["A", "B"]],
        responses: [["A", "B"]],
        speech: [[new Uint8Array([1]), new Uint8Array([2])]],
        transcription: [["A", "B"]]
      })
      const audio = new Uint8Array([7])
      const [text, chat, responses, speech, transcription] = yield* Effect.all([
        Collect.text(StreamingProvider.text({ model: "m", prompt: "hi" })),
        Collect.chat(StreamingProvider.chat(question)),
        Collect.responses(StreamingProvider.responses({ model: "m", input: "hi" })),
        Collect.speech(StreamingProvider.speech(sentence)),
        Collect.transcription(StreamingProvider.transcription({ model: "m", audio }))
      ]).pipe(Effect.provide(provider.layer))
      for (const answer of [text, chat, responses, transcription]) expect(answer.text).toBe("AB")
      expect(chat).toMatchObject({ provider: "test", model: "m", reason: "stop" })
      expect(responses).toMatchObject({ model: "m", reason: "stop", output: [{ type: "message" }] })
      expect(speech.audio).toEqual(new Uint8Array([1, 2]))
      expect(provider.requests("transcription")).toEqual([{ request: { model: "m", audio }, ending: "whole" }])
    })
  )

  it.effect("pauses on the clock: one tick before nothing, at the tick the next piece", () =>
    Effect.gen(function* () {
      const provider = TestProvider.make({ chat: [["Hel", TestProvider.pause("5 seconds"), "lo"]] })
      const { heard, run } = listen(StreamingProvider.chat(question).pipe(Stream.provide(provider.layer)))
      const fiber = yield* Effect.forkChild(run, { startImmediately: true })
      expect(heard).toEqual(["Start", "Hel"])
      yield* TestClock.adjust("4999 millis")
      expect(heard).toEqual(["Start", "Hel"])
      yield* TestClock.adjust("1 millis")
      yield* Fiber.join(fiber)
      expect(heard).toEqual(["Start", "Hel", "lo", "Finish"])
    })
  )

  it.effect(
    "fails as told, before the first content and after it, and answers the next request by the next script",
    () =>
      Effect.gen(function* () {
        const provider = TestProvider.make(
          { chat: [[busy], ["Hel", new Truncated({ description: "cut" })], ["lo"]] },
          "first"
        )
        const { heard, run } = listen(StreamingProvider.chat(question).pipe(Stream.provide(provider.layer)))
        const ask = Effect.flip(run)
        expect(yield* ask).toMatchObject({ reason: busy, origin: { provider: "first", operation: "chat", model: "m" } })
        expect(heard).toEqual([])
        expect(yield* ask).toMatchObject({ reason: { _tag: "Truncated" } })
        expect(heard).toEqual(["Start", "Hel"])
        yield* run
        yield* run
        expect(heard.slice(2)).toEqual(["Start", "lo", "Finish", "Start", "lo", "Finish"])
        expect(provider.requests("chat").map(({ ending }) => ending)).toEqual(["failed", "failed", "whole", "whole"])
      })
  )

  it.effect("sees every attempt of a retry", () =>
    Effect.gen(function* () {
      const provider = TestProvider.make({ chat: [[busy], ["lo"]] })
      const answer = StreamingProvider.chat(question).pipe(
        Policy.retry({ times: 1 }),
        Collect.chat,
        Effect.provide(provider.layer)
      )
      const fiber = yield* Effect.forkChild(answer, { startImmediately: true })
      expect(provider.requests("chat")).toHaveLength(1)
      yield* TestClock.adjust("5 seconds")
      expect((yield* Fiber.join(fiber)).text).toBe("lo")
      expect(provider.requests("chat")).toHaveLength(2)
    })
  )

  it.effect("observes interruption, of a silence and of a consumer that has enough", () =>
    Effect.gen(function* () {
      const provider = TestProvider.make({ chat: [["Hel", TestProvider.hang]] })
      const { run } = listen(StreamingProvider.chat(question).pipe(Stream.provide(provider.layer)))
      const fiber = yield* Effect.forkChild(run, { startImmediately: true })
      expect(provider.requests("chat")).toMatchObject([{ ending: "running" }])
      yield* Fiber.interrupt(fiber)
      expect(provider.requests("chat")).toMatchObject([{ ending: "interrupted" }])
      yield* StreamingProvider.chat(question).pipe(Stream.take(2), Stream.runDrain, Effect.provide(provider.layer))
      expect(provider.requests("chat")).toMatchObject([{ ending: "interrupted" }, { ending: "interrupted" }])
    })
  )

  it.effect("takes chunks as they are, its own start and end included, and keeps to the grammar", () =>
    Effect.gen(function* () {
      const start = { _tag: "Start", provider: "other", model: "big", warnings: ["a"] } as const
      const call = { _tag: "ToolCall", choice: 0, index: 0, id: "c", name: "f", delta: "{}" } as const
      const finish = { _tag: "Finish", choices: [{ index: 0, reason: "length", raw: "max" }] } as const
      const provider = TestProvider.make({ chat: [[start, "Hi", finish], [call], [finish, "too late"]] })
      const ask = Collect.chat(StreamingProvider.chat(question)).pipe(Effect.provide(provider.layer))
      expect(yield* ask).toMatchObject({ provider: "other", warnings: ["a"], text: "Hi", reason: "length", raw: "max" })
      expect(yield* ask).toMatchObject({ toolCalls: [{ name: "f", input: {} }], reason: "tool-calls" })
      expect((yield* Effect.flip(ask)).reason).toMatchObject({ _tag: "Unintelligible" })
    })
  )

  it.effect("refuses a request that does not fit, and does not count it", () =>
    Effect.gen(function* () {
      const provider = TestProvider.make({ speech: [[]] })
      const misspelt = { ...sentence, sped: 2 }
      const exit = yield* Effect.exit(Stream.runDrain(StreamingProvider.speech(misspelt))).pipe(
        Effect.provide(provider.layer)
      )
      expect(Exit.isFailure(exit) && Cause.squash(exit.cause)).toMatchObject({ reason: { _tag: "Rejected" } })
      expect(provider.requests("speech")).toEqual([])
    })
  )
})
