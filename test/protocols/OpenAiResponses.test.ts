import { assert, describe, it } from "@effect/vitest"
import { protocol } from "effect-bifrost/protocols/OpenAiResponses"
import { operations } from "effect-bifrost/schemas/Operation"
import { decode, play } from "../kit/fixture.ts"

const replay = (name: string) => play("responses", protocol, `openai-responses/${name}.sse`)
const decodeText = (body: string) => decode("responses", protocol.decoder, body, "text/event-stream")
const collected = (name: string) => {
  const fold = operations.responses.fold()
  const { chunks, failure, unsaid } = replay(name)
  for (const event of chunks) fold.add(event)
  return { digest: fold.digest(), answer: fold.answer(), failure, unsaid }
}

describe("a Responses stream", () => {
  it("is its events, the very objects that were parsed, those of newer types too", () => {
    const { chunks, failure } = replay("text")
    assert.isUndefined(failure)
    assert.deepStrictEqual(
      chunks.map(({ type }) => String(type)),
      [
        "response.created",
        "response.in_progress",
        "keepalive",
        "response.output_item.added",
        "response.content_part.added",
        ...Array.from({ length: 4 }, () => "response.output_text.delta"),
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed"
      ]
    )
    assert.deepStrictEqual<unknown>(chunks[6], {
      type: "response.output_text.delta",
      item_id: "msg_1",
      output_index: 0,
      content_index: 0,
      delta: " from",
      logprobs: [],
      obfuscation: "xk3",
      sequence_number: 6
    })
  })

  it("adds up to an answer", () => {
    const { answer } = collected("text")
    assert.include(answer, {
      id: "resp_1",
      model: "gpt-5-mini-2025-08-07",
      text: "Hello from Asgård 🌈",
      reason: "stop"
    })
    assert.deepInclude(answer?.usage, { input: 36, output: 87, total: 123, cachedInput: 12, reasoning: 64 })
  })

  it("with thoughts and calls", () => {
    const { answer, digest } = collected("tool-calls")
    assert.include(answer, { reasoning: "The user wants the weather in two cities.", reason: "tool-calls" })
    assert.deepStrictEqual(answer?.toolCalls, [
      { id: "call_1", name: "weather", arguments: `{"city":"Oslo"}`, input: { city: "Oslo" } },
      { id: "call_2", name: "weather", arguments: `{"city":"Vík"}`, input: { city: "Vík" } }
    ])
    assert.strictEqual(digest.finishReason, "completed")
  })

  it("with a refusal", () =>
    assert.include(collected("refusal").answer, { text: "", refusal: "I can't help with that." }))

  it("that was cut for length is an ordinary answer", () =>
    assert.include(collected("incomplete").answer, { text: "Once upon", reason: "length", raw: "max_output_tokens" }))

  it("that is resumed in the middle", () => assert.include(collected("resumed").answer, { text: " and the rest" }))

  it("of imitators: no event lines, no numbers, arguments only at their end, reasoning as text, [DONE], no output", () => {
    const { answer } = collected("imitators")
    assert.include(answer, { reasoning: "Weather, then.", reason: "tool-calls" })
    assert.deepStrictEqual(answer?.toolCalls[0]?.input, { city: "Oslo" })
    assert.deepStrictEqual(
      answer?.output.map(({ type }) => type),
      ["reasoning", "function_call"]
    )
  })
})

describe("a Responses stream fails", () => {
  it.each([
    ["error-then-failed", "QuotaExceeded", "You exceeded your current quota.", "", null],
    ["error-flat", "RateLimited", "Rate limit reached for gpt-5-mini.", "Half", null],
    ["failed", "ServerFailed", "The model failed to generate a response.", "Half", 123]
  ] as const)("by %s, after what was received", (name, reason, description, text, total) => {
    const { answer, digest, failure, unsaid } = collected(name)
    assert.include(failure, { _tag: reason, description })
    assert.isUndefined(answer)
    assert.strictEqual(digest.text, text)
    const told = operations.responses.fold()
    if (unsaid !== undefined) told.add(unsaid)
    assert.strictEqual(told.digest().finishReason, "failed")
    assert.strictEqual(told.digest().usage?.total ?? null, total)
  })

  it("where an error has neither type nor words", () => {
    assert.include(decodeText(`data: {"error":{"code":"server_error","message":"no"}}\n\n`).failure, {
      _tag: "ServerFailed",
      description: "no"
    })
    assert.include(decodeText(`data: {"error":"no such model"}\n\n`).failure, { description: "no such model" })
    assert.strictEqual(decodeText(`data: {"type":"error"}\n\n`).failure?._tag, "ServerFailed")
    const silent = `data: {"type":"response.failed","response":{"status":"failed"}}\n\n`
    assert.include(decodeText(silent).failure, { _tag: "ServerFailed", description: "no reason was given" })
  })

  it("where it ends before its end, [DONE] or not", () => {
    const begun = `data: {"type":"response.created","response":{}}\n\n`
    assert.strictEqual(decodeText(begun).failure?._tag, "Truncated")
    assert.strictEqual(decodeText(`${begun}data: [DONE]\n\n`).failure?._tag, "Truncated")
    // hosts of an older form send objects that are no events
    assert.strictEqual(decodeText(`data: {"object":"response.delta"}\n\n`).failure?._tag, "Truncated")
  })

  it("where a known event does not fit, which is said", () => {
    const { chunks, failure } = decodeText(
      `data: {"type":"response.created","response":{}}\n\ndata: {"type":"response.output_text.delta","delta":7}\n\n`
    )
    assert.strictEqual(chunks.length, 1)
    assert.include(failure, {
      _tag: "Unintelligible",
      where: "event 2",
      expected: "a response.output_text.delta event"
    })
    assert.include(decodeText("data: {oops\n\n").failure, { _tag: "Unintelligible", expected: "JSON" })
  })

  it("and says nothing after its end", () => {
    const end = `data: {"type":"response.completed","response":{"status":"completed"}}\n\n`
    assert.strictEqual(decodeText(end + end).chunks.length, 1)
  })
})
