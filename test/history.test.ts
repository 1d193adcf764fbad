/**
 * Two turns: what one answer was goes into the next question as it is, on every wire, by the chat operation and, where
 * the wire only chats, by responses through it: signatures, ciphertexts and ids, each where its vendor looks for it.
 */
import { assert, describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { Collect, type Protocol, StreamingProvider } from "effect-bifrost"
import * as AnthropicMessages from "effect-bifrost/protocols/AnthropicMessages"
import * as GeminiGenerateContent from "effect-bifrost/protocols/GeminiGenerateContent"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import * as OpenAiResponses from "effect-bifrost/protocols/OpenAiResponses"
import type { ChatRequest } from "effect-bifrost/schemas/Chat"
import { type AnswerOf, type Operation, operations } from "effect-bifrost/schemas/Operation"
import { TestProvider } from "effect-bifrost/testing"
import * as Conversion from "../src/Conversion.ts"
import { decode, sentJson } from "./kit/fixture.ts"
import { openAi } from "./history/openAi.ts"
import { claude } from "./history/claude.ts"
import { others } from "./history/others.ts"
import { eventStream, type Row, sse } from "./history/Row.ts"

const question = { role: "user", content: "hi" } as const

it.effect(
  "a collected answer is the next turn's history, unchanged: it passes the gate and goes on OpenAI's wire",
  () =>
    Effect.gen(function* () {
      const provider = TestProvider.make({
        chat: [
          [
            { _tag: "Reasoning", choice: 0, delta: "I need the weather.", signature: "s" },
            "Let me look.",
            { _tag: "ToolCall", choice: 0, index: 0, delta: "", id: "c0", name: "where" },
            { _tag: "ToolCall", choice: 0, index: 1, delta: '{"city":"Oslo"}', id: "c1", name: "weather" }
          ],
          ["Rain."]
        ]
      })
      const ask = (messages: Parameters<typeof StreamingProvider.chat>[0]["messages"]) =>
        Collect.chat(StreamingProvider.chat({ model: "m", messages })).pipe(Effect.provide(provider.layer))

      const first = yield* ask([question])
      const results = first.toolCalls.map(({ id }) => ({ role: "tool", toolCallId: id, content: "ok" }) as const)
      const second = yield* ask([question, first.message, ...results])
      expect(second.text).toBe("Rain.")

      const messages = provider.requests("chat")[1]?.request.messages ?? []
      expect(messages).toEqual([question, first.message, ...results])
      const exchange = Result.getOrThrow(OpenAiChat.protocol.open({ model: "m", messages }))
      const { body } = exchange.request
      expect(body._tag === "Uint8Array" && JSON.parse(new TextDecoder().decode(body.body)).messages).toEqual([
        question,
        {
          role: "assistant",
          content: [{ type: "text", text: "Let me look." }],
          tool_calls: [
            { id: "c0", type: "function", function: { name: "where", arguments: "{}" } },
            { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } }
          ]
        },
        { role: "tool", tool_call_id: "c0", content: "ok" },
        { role: "tool", tool_call_id: "c1", content: "ok" }
      ])
      expect(exchange.warnings).toEqual([expect.stringContaining("reasoning")])
    })
)

/** A body as a caller collects it. */
const collected = <O extends Operation>(
  operation: O,
  { decoder }: Protocol.Protocol<O>,
  { answer, contentType }: Pick<Row, "answer" | "contentType">
): AnswerOf<O> => {
  const fold = operations[operation].fold()
  const { chunks, failure } = decode(operation, decoder, answer, contentType)
  assert.isUndefined(failure)
  for (const chunk of chunks) fold.add(chunk)
  return fold.answer() ?? assert.fail("no answer")
}
const turnsOf = (body: unknown, field: string): ReadonlyArray<unknown> => Object(body)[field].slice(1)
const resultsOf = (calls: AnswerOf<"chat">["toolCalls"]) =>
  calls.map(({ id }, at) => ({ role: "tool", toolCallId: id, content: `r${at}` }) as const)

const rows = [...openAi, ...claude, ...others]

describe("an answer goes back as it came", () => {
  it.each(rows.map((row) => [row.wire, row] as const))("%s", (_, row) => {
    const { goesBack, model = "m", protocol, warnings = [] } = row
    const { message, toolCalls } = collected("chat", protocol, row)
    const request = { model, maxTokens: 64, messages: [question, message, ...resultsOf(toolCalls)] }
    const [field, turns] = goesBack
    assert.deepStrictEqual(turnsOf(sentJson(protocol, request), field), turns)
    assert.deepStrictEqual(Result.getOrThrow(protocol.open(request)).warnings, warnings)
  })

  it.each(rows.map((row) => [row.wire, row] as const))("through responses: %s", (_, row) => {
    const { converted, goesBack, model = "m" } = row
    const protocol = Conversion.responsesViaChat(row.protocol)
    const { output, toolCalls } = collected("responses", protocol, row)
    const results = toolCalls.map(({ id }, at) => ({ type: "function_call_output", call_id: id, output: `r${at}` }))
    const [field, turns] = goesBack
    const body = sentJson(protocol, { model, input: [question, ...output, ...results] })
    assert.deepStrictEqual(turnsOf(body, field), converted?.turns ?? turns)
    if (converted !== undefined) assert.notDeepEqual(converted.turns, turns, "no longer so")
  })

  it("openai-responses: its items, verbatim", () => {
    const items = [
      { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "ZW5j" },
      { type: "function_call", id: "fc_1", call_id: "call_a", name: "weather", arguments: `{"city":"Oslo"}` },
      { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "Oslo" } }
    ]
    const { output, toolCalls } = collected("responses", OpenAiResponses.protocol, {
      contentType: eventStream,
      answer: sse(
        { type: "response.created", response: { id: "resp_1", status: "in_progress", output: [] } },
        ...items.map((item, output_index) => ({ type: "response.output_item.done", output_index, item })),
        { type: "response.completed", response: { id: "resp_1", status: "completed", output: items } }
      )
    })
    const results = toolCalls.map(({ id }) => ({ type: "function_call_output", call_id: id, output: "ok" }))
    const body = sentJson(OpenAiResponses.protocol, { model: "m", input: [question, ...output, ...results] })
    assert.deepStrictEqual(turnsOf(body, "input"), [
      ...items,
      { type: "function_call_output", call_id: "call_a", output: "ok" }
    ])
  })
})

describe("an answer goes to another provider", () => {
  const call = { functionCall: { name: "now", args: {} } }
  const gemini = (responseId: string) =>
    collected("chat", GeminiGenerateContent.protocol, {
      contentType: eventStream,
      answer: sse({
        responseId,
        candidates: [{ content: { parts: [{ ...call, thoughtSignature: "Y2FsbA==" }, call] }, finishReason: "STOP" }]
      })
    })
  const conversation = (...answers: ReadonlyArray<AnswerOf<"chat">>): ChatRequest["messages"] => [
    question,
    ...answers.flatMap(({ message, toolCalls }) => [message, ...resultsOf(toolCalls)])
  ]

  it("with an id for each call where the provider gave none, the same for its result, and none twice", () => {
    const [one, two] = [gemini("resp-1"), gemini("resp-2")]
    const ids = [...one.toolCalls, ...two.toolCalls].map(({ id }) => id)
    assert.strictEqual(new Set(ids).size, 4)
    for (const id of ids) assert.match(id, /^[a-zA-Z0-9_]{1,64}$/)
    const body = Object(sentJson(AnthropicMessages.protocol, { model: "m", messages: conversation(one, two) }))
    const blocks: ReadonlyArray<{ id?: string; tool_use_id?: string }> = body.messages
      .slice(1)
      .flatMap(({ content }: { content: ReadonlyArray<object> }) => content)
    assert.deepStrictEqual(
      blocks.flatMap(({ id }) => id ?? []),
      ids
    )
    assert.deepStrictEqual(
      blocks.flatMap(({ tool_use_id }) => tool_use_id ?? []),
      ids
    )
    // collected again, they are the same
    assert.deepStrictEqual(gemini("resp-1").toolCalls, one.toolCalls)
  })

  it.each([
    ["gemini-3-pro-preview", true],
    ["publishers/google/models/gemini-3.1-flash", true],
    ["gemini-flash-latest", true],
    ["gemini-2.5-pro", false],
    ["gemma-3-27b-it", false]
  ])("to %s, which asks for a proof of the first call: %s", (model, asks) => {
    const row = claude.find(({ wire }) => wire === "anthropic-messages") ?? assert.fail("no row")
    const foreign = collected("chat", AnthropicMessages.protocol, row)
    const { contents } = Object(sentJson(GeminiGenerateContent.protocol, { model, messages: conversation(foreign) }))
    assert.deepStrictEqual(contents[1].parts, [
      { text: "I found: " },
      { text: "it rains" },
      { text: ". Let me look." },
      {
        ...(asks && { thoughtSignature: "skip_thought_signature_validator" }),
        functionCall: { id: "toolu_a", name: "weather", args: { city: "Oslo" } }
      },
      { functionCall: { id: "toolu_b", name: "now", args: {} } }
    ])
  })

  it("and keeps what is another's to itself, saying so", () => {
    const row = claude.find(({ wire }) => wire === "anthropic-messages") ?? assert.fail("no row")
    const messages = conversation(collected("chat", AnthropicMessages.protocol, row))
    const sent = JSON.stringify(sentJson(OpenAiChat.protocol, { model: "m", messages }))
    for (const own of ["c2ln", "cmVk", "aWR4", "ZW5j", "srvtoolu"]) assert.notInclude(sent, own)
    assert.deepStrictEqual(Result.getOrThrow(OpenAiChat.protocol.open({ model: "m", messages })).warnings, [
      "The reasoning of earlier turns is not sent: this wire has no place for it.",
      "What another provider's own tools did in earlier turns is not sent."
    ])
  })
})
