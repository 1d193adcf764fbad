import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Collect, ResponseHead, type ResponsesRequest, StreamingProvider } from "effect-bifrost"
import * as Local from "effect-bifrost/layers/Local"

const quick = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect, { startImmediately: true })
    yield* TestClock.adjust("1 hour")
    return yield* Fiber.join(fiber)
  })
const asking = (input: ResponsesRequest["input"], more: Partial<ResponsesRequest> = {}) =>
  StreamingProvider.responses({ model: "local", input, ...more })
const events = (input: ResponsesRequest["input"], more: Partial<ResponsesRequest> = {}) =>
  Effect.map(quick(Stream.runCollect(asking(input, more))), (all) => all.map((event) => asRecord(event)))
const answer = (input: ResponsesRequest["input"], more: Partial<ResponsesRequest> = {}) =>
  quick(Collect.responses(asking(input, more)))

const asRecord = Schema.decodeUnknownSync(Schema.Record(Schema.String, Schema.Unknown))
const at = (value: unknown, ...path: ReadonlyArray<string | number>): unknown =>
  path.reduce((one, key) => (typeof one === "object" && one !== null ? Reflect.get(one, key) : undefined), value)
const withoutRepeats = (types: ReadonlyArray<unknown>) => types.filter((type, index) => type !== types[index - 1])

const weather = { name: "get_weather", parameters: { type: "object", properties: { city: { type: "string" } } } }

describe("Local responses", () => {
  it.layer(Local.layer)((it) => {
    it.effect("has the whole lifecycle, in order, with one id for each thing", () =>
      Effect.gen(function* () {
        const all = yield* events("How do I retry?")
        assert.deepStrictEqual(withoutRepeats(all.map(({ type }) => type)), [
          "response.created",
          "response.in_progress",
          "response.output_item.added",
          "response.content_part.added",
          "response.output_text.delta",
          "response.output_text.done",
          "response.content_part.done",
          "response.output_item.done",
          "response.completed"
        ])
        assert.deepStrictEqual(
          all.map((event) => event["sequence_number"]),
          all.map((_, index) => index)
        )
        const ids = (path: ReadonlyArray<string>) =>
          new Set(all.map((event) => at(event, ...path)).filter((id) => id !== undefined))
        assert.strictEqual(ids(["response", "id"]).size, 1)
        assert.strictEqual(ids(["response", "created_at"]).size, 1)
        assert.deepStrictEqual(ids(["item_id"]), ids(["item", "id"]))
        assert.strictEqual(ids(["item_id"]).size, 1)

        const text = all.flatMap(({ delta }) => (typeof delta === "string" ? [delta] : [])).join("")
        assert.match(text, /not a language model[^]*Policy\.retry/)
        const last = all.at(-1)
        assert.strictEqual(at(all.at(-4), "text"), text)
        assert.strictEqual(at(all.at(-3), "part", "text"), text)
        assert.strictEqual(at(last, "response", "output", 0, "content", 0, "text"), text)
        assert.deepStrictEqual(at(last, "response", "output", 0), at(all.at(-2), "item"))
        assert.deepStrictEqual(at(last, "response", "status"), "completed")
        assert.deepStrictEqual(at(all[0], "response", "status"), "in_progress")
        assert.deepStrictEqual(at(all[0], "response", "usage"), null)
        assert.strictEqual(at(last, "response", "usage", "input_tokens"), 5)
        assert.strictEqual(at(last, "response", "usage", "output_tokens"), all.length - 8)
      })
    )

    it.effect("is incomplete where it was cut", () =>
      Effect.gen(function* () {
        const { output, raw, reason, text, usage } = yield* answer("Hello", { maxTokens: 3 })
        assert.deepStrictEqual([text, reason, raw], ["I am not", "length", "max_output_tokens"])
        assert.strictEqual(output[0]?.["status"], "incomplete")
        assert.strictEqual(usage?.output, 3)
      })
    )

    it.effect("calls functions as items, and takes their results back", () =>
      Effect.gen(function* () {
        const all = yield* events("The weather in Rome?", { tools: [weather] })
        assert.deepStrictEqual(withoutRepeats(all.map(({ type }) => type)), [
          "response.created",
          "response.in_progress",
          "response.output_item.added",
          "response.function_call_arguments.delta",
          "response.function_call_arguments.done",
          "response.output_item.done",
          "response.completed"
        ])
        const called = yield* answer("The weather in Rome?", { tools: [weather] })
        const [call] = called.toolCalls
        assert(call !== undefined)
        assert.deepStrictEqual([called.reason, call.name, call.input], ["tool-calls", "get_weather", { city: "Rome" }])
        const told = yield* answer(
          [
            { role: "user", content: "The weather in Rome?" },
            ...called.output,
            { type: "function_call_output", call_id: call.id, output: "18 °C" }
          ],
          { tools: [weather] }
        )
        assert.include(told.text, "get_weather answered: 18 °C")
      })
    )

    it.effect("reads the standard's own items", () =>
      Effect.gen(function* () {
        const { text } = yield* answer([
          { type: "message", role: "user", content: [{ type: "input_text", text: "How do I cancel?" }] },
          { type: "message", role: "assistant", content: [{ type: "output_text", text: "Interrupt." }] },
          { type: "reasoning", summary: [] },
          { type: "message", role: "user", content: "How do I retry?" }
        ])
        assert.include(text, "Policy.retry")
      })
    )

    it.effect("tells the observer what has no effect", () =>
      Effect.gen(function* () {
        const seen: Array<string> = []
        const observed = ResponseHead.observe((head) => Effect.sync(() => seen.push(...head.warnings)))
        yield* quick(Stream.runDrain(observed(asking("Hello", { instructions: "Be brief.", store: true, topP: 1 }))))
        assert.deepStrictEqual(seen, [
          "instructions have no effect: there is no model to follow them",
          "topP is ignored: nothing is sampled here",
          "store is ignored: nothing is kept"
        ])
      })
    )

    it.effect("refuses what it cannot do, and says what can", () =>
      Effect.gen(function* () {
        const refused: ReadonlyArray<readonly [Partial<ResponsesRequest>, RegExp]> = [
          [{ previousResponseId: "resp_1" }, /unsupported: previousResponseId; instead, give the whole conversation/],
          [{ tools: [{ type: "web_search" }] }, /unsupported: the hosted tool "web_search"/],
          [{ n: 2 }, /unsupported: several answers/],
          [{ input: [{ role: "user", content: [{ type: "file", source: { fileId: "f" } }] }] }, /part of type "file"/],
          [{ input: [{ type: "message", role: "user", content: [{ type: "input_image" }] }] }, /part of type "image"/]
        ]
        for (const [more, message] of refused)
          assert.match((yield* Effect.flip(answer("Hello", more))).message, message)
      })
    )
  })
})
