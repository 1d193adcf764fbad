import { assert, describe, it } from "@effect/vitest"
import { type ChatChunk, type ResponsesEvent } from "effect-bifrost"
import { operations } from "effect-bifrost/schemas/Operation"
import { isResponsesEvent } from "effect-bifrost/schemas/ResponsesEvent"
import { ResponsesRules } from "effect-bifrost/testing"
import { Result } from "effect"
import OpenAI from "openai"
import * as ResponsesInput from "../src/conversion/ResponsesInput.ts"
import * as ResponsesLifecycle from "../src/conversion/ResponsesLifecycle.ts"
import * as OpenAi from "./examples/OpenAi.ts"

const start: ChatChunk = { _tag: "Start", provider: "p", model: "m-1", id: "chatcmpl-1", created: 5, warnings: [] }
const text = (delta: string): ChatChunk => ({ _tag: "Text", choice: 0, delta })
const thought = (delta: string, seal: object = {}): ChatChunk => ({ _tag: "Reasoning", choice: 0, delta, ...seal })
const call = (index: number, delta: string, named: object = {}): ChatChunk => ({
  ...{ _tag: "ToolCall", choice: 0, index, delta },
  ...named
})
const finish = (reason: "stop" | "length" | "content-filter" | "tool-calls" = "stop"): ChatChunk => ({
  _tag: "Finish",
  choices: [{ index: 0, reason, raw: reason }],
  usage: { input: 7, output: 3, total: 10, cachedInput: 2, reasoning: 1, raw: {} }
})

const eventsOf = (...chunks: ReadonlyArray<ChatChunk>): ReadonlyArray<ResponsesEvent> => {
  const { add } = ResponsesLifecycle.make()
  return chunks.flatMap(add)
}
const collected = (events: ReadonlyArray<ResponsesEvent>) => {
  const { add, answer } = operations.responses.fold()
  events.forEach(add)
  const whole = answer()
  if (whole === undefined) throw new Error("no answer")
  return whole
}
const typesOf = (events: ReadonlyArray<ResponsesEvent>) => events.map(({ type }) => String(type))

const stories: Readonly<Record<string, ReadonlyArray<ChatChunk>>> = {
  "a plain answer": [start, text("Hel"), text("lo"), finish()],
  "an empty answer": [start, finish()],
  "thought, then words": [start, thought("Hm"), thought("."), text("Yes"), finish()],
  "words, then a thought, then words": [start, text("a"), thought("b"), text("c"), finish()],
  "a thought that is only ciphertext": [start, thought("", { encrypted: "sealed" }), text("Yes"), finish()],
  "two thoughts, each sealed": [
    ...[start, thought("a"), thought("", { signature: "s1" }), thought("b"), thought("", { signature: "s2" })],
    finish()
  ],
  "calls alone": [start, call(0, '{"a":', { id: "c1", name: "f" }), call(0, "1}"), finish("tool-calls")],
  "parallel calls, one after the other and mixed": [
    ...[start, text("I look."), call(0, "", { id: "c1", name: "f" }), call(1, "{", { id: "c2", name: "g" })],
    ...[call(0, "{}"), call(1, "}"), finish("tool-calls")]
  ],
  "a call without arguments": [start, call(0, "", { id: "c1", name: "now" }), finish("tool-calls")],
  "a call without an id": [start, call(0, "{}", { name: "now" }), finish("tool-calls")],
  "words after a call": [start, call(0, "{}", { id: "c1", name: "f" }), text("and"), finish("tool-calls")],
  "a refusal": [start, { _tag: "Refusal", choice: 0, delta: "I can't" }, finish()],
  "a refusal after words": [start, text("Well"), { _tag: "Refusal", choice: 0, delta: "no" }, text("!"), finish()],
  "a citation before, within and after": [
    ...[start, { _tag: "Citation" as const, choice: 0, url: "https://a/" }, thought("Hm."), text("Yes")],
    ...[{ _tag: "Citation" as const, choice: 0, source: "doc-1", text: "it is", start: 0, end: 3 }, finish()]
  ],
  "a citation and nothing else": [start, { _tag: "Citation", choice: 0, url: "https://a/" }, finish()],
  "a signed piece of text": [
    start,
    text("a"),
    { _tag: "Text", choice: 0, delta: "", signature: "s" },
    text("b"),
    finish()
  ],
  "an image": [
    ...[start, text("See:")],
    { _tag: "File", choice: 0, source: { data: Uint8Array.of(1, 2, 3), mediaType: "image/png" } },
    finish()
  ],
  "what has no common form": [
    ...[start, { _tag: "Other" as const, choice: 0, kind: "server_tool_use", value: { id: "s1" }, wire: "w" }],
    ...[text("ok"), finish()]
  ],
  "cut in a thought": [start, thought("Hm"), finish("length")],
  "cut in words": [start, text("Hel"), finish("length")],
  "cut in the second call": [
    ...[start, call(0, "{}", { id: "c1", name: "f" }), call(1, '{"a', { id: "c2", name: "g" }), finish("length")]
  ],
  filtered: [start, text("Hel"), finish("content-filter")]
}

describe("the lifecycle", () => {
  it.each(Object.entries(stories))("%s keeps the standard's rules", (_, chunks) => {
    const events = eventsOf(...chunks)
    assert.deepStrictEqual(ResponsesRules.broken(events), [])
    assert.deepStrictEqual(
      events.filter((event) => !isResponsesEvent(event)),
      []
    )
  })

  it("of a plain answer, event by event", () => {
    const { id: item_id } = collected(eventsOf(...stories["a plain answer"]!)).output[0]!
    assert.strictEqual(item_id, "msg_1_0")
    assert.deepStrictEqual(typesOf(eventsOf(...stories["a plain answer"]!)), [
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed"
    ])
  })

  it("closes a thought before words, and words before a call", () =>
    assert.deepStrictEqual(
      typesOf(eventsOf(start, thought("Hm."), text("Yes"), call(0, "{}", { id: "c1", name: "f" }), finish()))
        .filter((type) => /output_item|arguments/.test(type))
        .map((type) => type.slice("response.".length)),
      [
        ...["output_item.added", "output_item.done", "output_item.added", "output_item.done", "output_item.added"],
        ...["function_call_arguments.delta", "function_call_arguments.done", "output_item.done"]
      ]
    ))

  it("is collected as the chat would be", () => {
    const answer = collected(
      eventsOf(start, thought("Hm."), text("Yes"), call(0, "", { id: "c1", name: "now" }), finish("tool-calls"))
    )
    assert.deepInclude(answer, { id: "resp_1", model: "m-1", text: "Yes", reasoning: "Hm.", reason: "tool-calls" })
    assert.deepStrictEqual(answer.toolCalls, [{ id: "c1", name: "now", arguments: "{}", input: {} }])
    assert.deepStrictEqual(
      answer.output.map(({ type }) => type),
      ["reasoning", "message", "function_call"]
    )
    assert.deepStrictEqual<unknown>(answer.usage?.raw, {
      input_tokens: 7,
      input_tokens_details: { cached_tokens: 2 },
      output_tokens: 3,
      output_tokens_details: { reasoning_tokens: 1 },
      total_tokens: 10
    })
  })

  it("invents no usage", () => {
    const bare: ChatChunk = { _tag: "Finish", choices: [{ index: 0, reason: "stop", raw: "stop" }] }
    const last = eventsOf(start, text("a"), bare).at(-1)
    assert.deepInclude<object>(last?.type === "response.completed" ? last.response : {}, {
      ...{ usage: null, created_at: 5 }
    })
  })

  it("is incomplete where it was cut, in the item that was cut", () => {
    const answer = collected(eventsOf(...stories["cut in the second call"]!))
    assert.deepInclude(answer, { reason: "length", raw: "max_output_tokens" })
    assert.deepStrictEqual(
      answer.output.map((item) => item["status"]),
      ["completed", "incomplete"]
    )
    assert.strictEqual(answer.toolCalls[1]?.arguments, '{"a')
  })

  it("keeps citations as annotations, and probabilities with their tokens", () => {
    const logprobs = [{ token: "Yes", logprob: -0.1, top: [{ token: "No", logprob: -2 }] }]
    const { output } = collected(
      eventsOf(
        ...[start, { _tag: "Text" as const, choice: 0, delta: "Yes", logprobs }],
        ...[{ _tag: "Citation" as const, choice: 0, url: "https://a/", title: "A", start: 0, end: 3 }, finish()]
      )
    )
    assert.deepStrictEqual<unknown>(output[0]?.["content"], [
      {
        type: "output_text",
        text: "Yes",
        annotations: [{ type: "url_citation", url: "https://a/", title: "A", start_index: 0, end_index: 3 }],
        logprobs: [{ token: "Yes", logprob: -0.1, top_logprobs: [{ token: "No", logprob: -2 }] }]
      }
    ])
  })

  it("has an id where the chat has none, and another each time", () => {
    const nameless: ChatChunk = { _tag: "Start", provider: "p", model: "m", warnings: [] }
    const ids = [1, 2].map(() => collected(eventsOf(nameless, text("a"), finish())).id)
    assert.match(ids[0] ?? "", /^resp_[\w-]{36}$/)
    assert.notStrictEqual(ids[0], ids[1])
  })
})

describe("a second turn", () => {
  it("gets back all that its provider wants back", () => {
    const { output } = collected(
      eventsOf(
        start,
        thought("Hm.", { id: "t1", format: "anthropic-claude-v1" }),
        thought("", { signature: "s1" }),
        thought("", { encrypted: "redacted" }),
        text("I look."),
        { _tag: "Text", choice: 0, delta: "", signature: "s2" },
        { _tag: "Other", choice: 0, kind: "server_tool_use", value: { id: "st1" }, wire: "anthropic-messages" },
        { _tag: "File", choice: 0, source: { data: Uint8Array.of(1), mediaType: "image/png" }, signature: "s3" },
        call(0, '{"a":1}', { id: "c1", name: "f", signature: "s4" }),
        call(1, "", { id: "c2", name: "g" }),
        finish("tool-calls")
      )
    )
    const results = ["c1", "c2"].map((call_id) => ({ type: "function_call_output", call_id, output: "ok" }))
    const asked = JSON.parse(JSON.stringify([...output, ...results])) // as a store would keep it
    assert.deepStrictEqual(Result.getOrThrow(ResponsesInput.toChat({ model: "m", input: asked })).messages, [
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "Hm.", signature: "s1", id: "t1", format: "anthropic-claude-v1" },
          { type: "reasoning", text: "", encrypted: "redacted" },
          { type: "text", text: "I look." },
          { type: "text", text: "", signature: "s2" },
          { type: "other", kind: "server_tool_use", wire: "anthropic-messages", value: { id: "st1" } },
          { type: "image", source: { data: Uint8Array.of(1), mediaType: "image/png" }, signature: "s3" },
          { type: "tool-call", id: "c1", name: "f", arguments: '{"a":1}', signature: "s4" },
          { type: "tool-call", id: "c2", name: "g", arguments: "{}" }
        ]
      },
      { role: "tool", toolCallId: "c1", content: "ok" },
      { role: "tool", toolCallId: "c2", content: "ok" }
    ])
  })
})

describe("OpenAI's own client", () => {
  it.each(Object.entries(stories))("understands %s", async (_, chunks) => {
    const events = eventsOf(...chunks)
    const pieces = events.map((event) => `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`)
    await using server = await OpenAi.serve(() => ({ pieces }))
    const client = new OpenAI({ apiKey: "sk-test", baseURL: `${server.url}/v1`, maxRetries: 0 })
    const theirs = await client.responses.stream({ model: "m", input: "hi" }).finalResponse()
    const ours = collected(events)
    assert.strictEqual(theirs.output_text, ours.text)
    // their client adds what it parsed
    const plain = JSON.parse(JSON.stringify(theirs.output, (key, value) => (/^parsed/.test(key) ? undefined : value)))
    assert.deepStrictEqual(plain, JSON.parse(JSON.stringify(ours.output)))
  })
})

describe("the rules see", () => {
  const whole = eventsOf(...stories["a plain answer"]!)
  const without = (type: string) => whole.filter((event) => String(event.type) !== type)
  const numbered = (events: ReadonlyArray<ResponsesEvent>) =>
    events.map((event, sequence_number) => Object.assign({}, event, { sequence_number }))
  const changed = (type: string, fields: object) =>
    whole.map((event) => (String(event.type) === type ? Object.assign({}, event, fields) : event))

  it.each<readonly [string, ReadonlyArray<ResponsesEvent>, RegExp]>([
    ["no beginning", numbered(without("response.created")), /before response\.created/],
    ["no item", numbered(without("response.output_item.added")), /belongs to no item/],
    ["no part", numbered(without("response.content_part.added")), /content 0 was not opened/],
    ["no whole text", numbered(without("response.output_text.done")), /not told as a whole/],
    ["an open part", numbered(without("response.content_part.done")), /leaves content 0 open/],
    ["an open item", numbered(without("response.output_item.done")), /leaves items open/],
    ["no end", without("response.completed"), /no end/],
    ["more after the end", numbered([...whole, ...whole.slice(4, 5)]), /after the end/],
    ["a gap", without("response.output_text.delta"), /sequence number/],
    ["other words", changed("response.output_text.done", { text: "Bye" }), /not what was streamed/],
    ["another item's id", changed("response.output_text.delta", { item_id: "x" }), /belongs to no item/],
    ["another place", changed("response.output_item.added", { output_index: 1 }), /is item 1, not 0/],
    ["another answer", changed("response.in_progress", { response: { id: "x" } }), /another answer/],
    [
      "an answer without its items",
      changed("response.completed", { response: { id: "resp_1", output: [] } }),
      /hold the items/
    ]
  ])("%s", (_, events, what) => assert.match(ResponsesRules.broken(events).join("\n"), what))
})
