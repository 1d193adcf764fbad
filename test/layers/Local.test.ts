import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Result, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"
import {
  type BifrostError,
  type ChatChunk,
  type ChatRequest,
  Collect,
  ResponseHead,
  StreamingProvider
} from "effect-bifrost"
import * as Local from "effect-bifrost/layers/Local"

/** Runs it to its end, however long it pauses. */
const quick = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect, { startImmediately: true })
    yield* TestClock.adjust("1 hour")
    return yield* Fiber.join(fiber)
  })

const asking = (content: string, more: Partial<ChatRequest> = {}) =>
  StreamingProvider.chat({ model: "local", messages: [{ role: "user", content }], ...more })
const answer = (content: string, more: Partial<ChatRequest> = {}) => quick(Collect.chat(asking(content, more)))
const reasonOf = <A>(result: Result.Result<A, BifrostError>) =>
  Result.isFailure(result) ? result.failure.message : "it succeeded"

const weather = {
  name: "get_weather",
  parameters: Schema.Struct({ city: Schema.String, unit: Schema.Literals(["C", "F"]) })
}
const time = { name: "get_time", description: "The time, anywhere." }

describe("Local", () => {
  it.layer(Local.layer)((it) => {
    describe("chat", () => {
      it.effect("answers from the documentation, and says that it is not a language model", () =>
        Effect.gen(function* () {
          const { message, model, provider, reason, text, usage } = yield* answer("How do I retry?")
          assert.match(text, /not a language model/)
          assert.include(text, "Policy.retry")
          assert.deepStrictEqual(message, { role: "assistant", content: text })
          assert.deepStrictEqual([provider, model, reason], ["local", "guide", "stop"])
          assert.strictEqual(usage?.input, 5)
          assert.isAbove(usage?.output ?? 0, 40)
          assert.strictEqual(usage?.total, (usage?.input ?? 0) + (usage?.output ?? 0))
          assert.match((yield* answer("What is the capital of France?")).text, /not a language model.*nothing there/)
          assert.match((yield* answer("Hello, Bifrost!")).text, /not a language model.*Ask me/)
        })
      )

      it.effect("streams token by token, on the clock", () =>
        Effect.gen(function* () {
          const heard: Array<ChatChunk> = []
          const fiber = yield* asking("How do I retry?").pipe(
            Stream.runForEach((chunk) => Effect.sync(() => heard.push(chunk))),
            Effect.forkChild({ startImmediately: true })
          )
          yield* TestClock.adjust("100 millis")
          const some = heard.length
          assert.isTrue(some > 5 && some < 20, `${some} chunks in 100 ms`)
          yield* TestClock.adjust("100 millis")
          assert.isAbove(heard.length, some)
          yield* Fiber.interrupt(fiber)
          const last = heard.length
          yield* TestClock.adjust("1 hour")
          assert.strictEqual(heard.length, last)
          assert.notStrictEqual(heard.at(-1)?._tag, "Finish")
        })
      )

      it.effect("stops at a stop sequence, and at a number of tokens", () =>
        Effect.gen(function* () {
          const whole = yield* answer("How do I retry?")
          const stopped = yield* answer("How do I retry?", { stop: ["nowhere", "Policy.", " asks"] })
          assert.strictEqual(stopped.text, whole.text.slice(0, whole.text.indexOf("Policy.")))
          assert.strictEqual(stopped.reason, "stop")
          const cut = yield* answer("How do I retry?", { maxTokens: 3 })
          assert.deepStrictEqual(
            [cut.text, cut.reason, cut.raw, cut.usage?.output],
            ["I am not", "length", "length", 3]
          )
          const exact = yield* answer("How do I retry?", { maxTokens: whole.usage?.output ?? 0 })
          assert.deepStrictEqual([exact.text, exact.reason], [whole.text, "stop"])
        })
      )

      it.effect("says the same with the same seed, and something else with another", () =>
        Effect.gen(function* () {
          const say = (seed: number) => Effect.map(answer("How do I retry?", { seed }), ({ text }) => text)
          assert.strictEqual(yield* say(7), yield* say(7))
          assert.notStrictEqual(yield* say(7), yield* say(8))
        })
      )

      it.effect("gives several answers at a time, each in its own words", () =>
        Effect.gen(function* () {
          const chunks = yield* quick(Stream.runCollect(asking("How do I retry?", { n: 2 })))
          const order = chunks.flatMap((chunk) => (chunk._tag === "Text" ? [chunk.choice] : []))
          assert.deepStrictEqual(order.slice(0, 4), [0, 1, 0, 1])
          const { choices } = yield* answer("How do I retry?", { n: 2 })
          assert.strictEqual(choices.length, 2)
          assert.notStrictEqual(choices[0]?.text, choices[1]?.text)
          assert.include(choices[1]?.text, "Policy.retry")
        })
      )

      it.effect("calls the tools that a question names, with arguments that fit, and tells what they answered", () =>
        Effect.gen(function* () {
          const question = "How is the weather in Reykjavík, in F, and what is the time?"
          const called = yield* answer(question, { tools: [weather, time] })
          assert.deepStrictEqual(
            called.toolCalls.map(({ input, name }) => ({ name, input })),
            [
              { name: "get_weather", input: { city: "Reykjavík", unit: "F" } },
              { name: "get_time", input: {} }
            ]
          )
          assert.deepStrictEqual([called.reason, called.raw, called.text], ["tool-calls", "tool_calls", ""])
          const [first, second] = called.toolCalls
          assert(first !== undefined && second !== undefined && first.id !== second.id)
          const told = yield* answer("", {
            tools: [weather, time],
            messages: [
              { role: "user", content: question },
              called.message,
              { role: "tool", toolCallId: first.id, content: "4 °C" },
              { role: "tool", toolCallId: second.id, content: "noon" }
            ]
          })
          assert.include(told.text, "get_weather answered: 4 °C\nget_time answered: noon")
          assert.strictEqual(told.reason, "stop")
        })
      )

      it.effect("follows toolChoice and parallelToolCalls", () =>
        Effect.gen(function* () {
          const names = (content: string, more: Partial<ChatRequest>) =>
            Effect.map(answer(content, { tools: [weather, time], ...more }), ({ toolCalls }) =>
              toolCalls.map(({ name }) => name)
            )
          const both = "Tell me the weather and the time"
          assert.deepStrictEqual(yield* names(both, { parallelToolCalls: false }), ["get_weather"])
          assert.deepStrictEqual(yield* names(both, { toolChoice: "none" }), [])
          assert.deepStrictEqual(yield* names("Hello", {}), [])
          assert.deepStrictEqual(yield* names("Hello", { toolChoice: "required" }), ["get_weather"])
          assert.deepStrictEqual(yield* names("Hello", { toolChoice: { name: "get_time" } }), ["get_time"])
          const wrong = yield* Effect.result(answer("Hello", { tools: [time], toolChoice: { name: "get_date" } }))
          assert.match(reasonOf(wrong), /rejected: toolChoice names "get_date"/)
        })
      )

      it.effect("cuts the arguments of a call too", () =>
        Effect.gen(function* () {
          const { reason, toolCalls } = yield* answer("The weather in Rome?", { tools: [weather], maxTokens: 2 })
          assert.deepStrictEqual(
            [reason, toolCalls[0]?.arguments, toolCalls[0]?.input],
            ["length", '{"city', undefined]
          )
        })
      )

      it.effect("answers in JSON, and in the shape asked for", () =>
        Effect.gen(function* () {
          const json = yield* answer("How do I retry?", { responseFormat: "json" })
          assert.include(JSON.parse(json.text).answer, "Policy.retry")
          const Advice = Schema.Struct({
            summary: Schema.String,
            steps: Schema.Array(Schema.String),
            minutes: Schema.Int
          })
          const shaped = yield* quick(
            asking("How do I retry?", { responseFormat: { schema: Advice } }).pipe(Collect.chat, Collect.as(Advice))
          )
          assert.include(shaped.value.summary, "Policy.retry")
        })
      )

      it.effect("says what has no effect, to Start and to the observer alike", () =>
        Effect.gen(function* () {
          const seen: Array<ReadonlyArray<string>> = []
          const { warnings } = yield* quick(
            asking("Hello", {
              model: "gpt-4o-mini",
              temperature: 0,
              includeRaw: true,
              logprobs: false,
              providerOptions: { local: { a: 1 }, openai: { b: 2 } },
              messages: [
                { role: "system", content: "Be brief." },
                { role: "user", content: "Hello" }
              ]
            }).pipe(
              ResponseHead.observe((head) => Effect.sync(() => seen.push(head.warnings))),
              Collect.chat
            )
          )
          assert.deepStrictEqual(warnings, [
            'the model "gpt-4o-mini" is not here: "guide" answers',
            "includeRaw is ignored: nothing comes over a wire",
            "providerOptions.local is ignored: there are none",
            "instructions have no effect: there is no model to follow them",
            "temperature is ignored: nothing is sampled here"
          ])
          assert.deepStrictEqual(seen, [warnings])
          assert.deepStrictEqual((yield* answer("Hello")).warnings, [])
        })
      )

      it.effect("refuses what it cannot do, and says what can", () =>
        Effect.gen(function* () {
          const image = { type: "image", source: { url: "https://example.com/a.png" } } as const
          const refused: ReadonlyArray<readonly [Partial<ChatRequest>, RegExp]> = [
            [
              { messages: [{ role: "user", content: [image] }] },
              /^local\.chat \(local\): unsupported: a message part of type "image"/
            ],
            [{ logprobs: true }, /unsupported: log probabilities/],
            [{ modalities: ["text", "audio"] }, /unsupported: a spoken chat answer; instead, ask the speech operation/],
            [{ n: 0 }, /rejected: n is 0/],
            [{ maxTokens: 0 }, /rejected: maxTokens is 0/],
            [{ responseFormat: { schema: { not: {} } } }, /unsupported: a schema with "not"/]
          ]
          for (const [more, message] of refused)
            assert.match(reasonOf(yield* Effect.result(answer("Hello", more))), message)
        })
      )
    })

    describe("text", () => {
      const complete = (more: Partial<Parameters<typeof StreamingProvider.text>[0]>) =>
        quick(Collect.text(StreamingProvider.text({ model: "local", prompt: "How do I retry?", ...more })))

      it.effect("goes on after each prompt, with it where an echo is asked for", () =>
        Effect.gen(function* () {
          const { choices, reason, usage } = yield* complete({
            prompt: ["How do I retry?", "How do I cancel? "],
            n: 2,
            echo: true
          })
          assert.strictEqual(choices.length, 4)
          for (const { index, text } of choices) {
            assert.match(
              text,
              index < 2 ? /^How do I retry\?\n\n[^]*Policy\.retry/ : /^How do I cancel\? [^]*interrupt/
            )
            assert.match(text, /guide to effect-bifrost/)
          }
          assert.strictEqual(reason, "stop")
          assert.isAbove(usage?.output ?? 0, 160)
        })
      )

      it.effect("stops where it is told, and refuses a suffix", () =>
        Effect.gen(function* () {
          const { reason, text } = yield* complete({ maxTokens: 4 })
          assert.deepStrictEqual([reason, text], ["length", "\n\nI am not a"])
          assert.match(reasonOf(yield* Effect.result(complete({ suffix: "end" }))), /unsupported: a suffix/)
        })
      )
    })
  })
})
