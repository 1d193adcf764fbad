/**
 * Responses through chat, of each provider that serves them so: an answer with everything, one without a word and one
 * that was cut, over its own wire. The events keep the standard's rules, and OpenAI's own client makes of them what
 * our collector does.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { ResponsesEvent } from "effect-bifrost"
import { isResponsesEvent } from "effect-bifrost/schemas/ResponsesEvent"
import { type FakeServer, ResponsesRules } from "effect-bifrost/testing"
import OpenAI from "openai"
import { rows } from "../../src/cli/capabilities.ts"
import * as Cell from "./cell.ts"

const providers = (await rows())
  .filter(({ operations, provider }) => operations.responses?.via === "chat" && provider !== "local")
  .map(({ provider }) => provider)

const usage = { input: 9, output: 12, raw: null }
const answers: ReadonlyArray<NonNullable<FakeServer.Scripts["chat"]>[number]> = [
  [
    { _tag: "Reasoning", choice: 0, delta: "The bridge " },
    { _tag: "Reasoning", choice: 0, delta: "is a rainbow." },
    "Bif",
    "röst 🌈",
    { _tag: "ToolCall", choice: 0, index: 0, id: "call_1", name: "weather", delta: '{"city":' },
    { _tag: "ToolCall", choice: 0, index: 0, delta: '"Oslo"}' },
    { _tag: "ToolCall", choice: 0, index: 1, id: "call_2", name: "now", delta: "" },
    { _tag: "Finish", choices: [{ index: 0, reason: "tool-calls", raw: null }], usage }
  ],
  [],
  ["Hel", "lo", { _tag: "Finish", choices: [{ index: 0, reason: "length", raw: null }], usage }]
]

/** What OpenAI's client makes of events, as its server would send them. */
const theirs = (events: ReadonlyArray<ResponsesEvent>) =>
  Effect.promise(() => {
    const sent = events.map((event) => `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`).join("")
    const headers = { "content-type": "text/event-stream" }
    const client = new OpenAI({ apiKey: "sk-test", fetch: () => Promise.resolve(new Response(sent, { headers })) })
    return client.responses.stream({ model: "m", input: "hi" }).finalResponse()
  })

/** Their client adds what it parsed. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner: unknown) => (/^parsed/.test(key) ? undefined : inner)))

it("most providers serve Responses so", () => assert.isAbove(providers.length, 15))

describe.each(providers)("%s", (provider) => {
  it.live("its events are the standard's, and OpenAI's client understands them", () =>
    Effect.gen(function* () {
      const { stream } = yield* Cell.at(provider, "responses", { chat: answers })
      const statuses: Array<unknown> = []
      for (const index of answers.keys()) {
        const { answer, chunks: events, error } = yield* Cell.heard("responses", stream)
        if (error !== undefined) throw error
        assert.deepStrictEqual(ResponsesRules.broken(events), [])
        assert.isTrue(events.every(isResponsesEvent))
        const { incomplete_details, output, output_text, status } = yield* theirs(events)
        assert.strictEqual(output_text, ["Bifröst 🌈", "", "Hello"][index])
        assert.deepStrictEqual(plain(output), plain(answer?.output))
        statuses.push(incomplete_details?.reason ?? status)
        if (index > 0) continue
        assert.deepStrictEqual(
          output.map(({ type }) => type),
          ["reasoning", "message", "function_call", "function_call"]
        )
        assert.strictEqual(answer?.reasoning, "The bridge is a rainbow.")
        assert.deepStrictEqual(
          answer?.toolCalls.map(({ input, name }) => [name, input]),
          [
            ["weather", { city: "Oslo" }],
            ["now", {}]
          ]
        )
      }
      assert.deepStrictEqual(statuses, ["completed", "completed", "max_output_tokens"])
    })
  )
})
