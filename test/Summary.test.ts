import { assert, describe, it } from "@effect/vitest"
import { type Recording } from "../src/cli/Replay.ts"
import { summarize } from "../src/cli/Summary.ts"
import { protocol } from "../src/protocols/OpenAiChat.ts"
import * as Fixtures from "./fixtures.ts"

const wire = { operation: "chat", decoder: protocol.decoder } as const
const utf8 = new TextEncoder()
const fixture = (name: string): Recording => {
  const found = Fixtures.of(protocol.id).find((fixture) => fixture.name === name)
  return { reads: [found?.body ?? assert.fail(name)], status: 200, contentType: "text/event-stream" }
}
const nothing = { text: "", reasoning: "", refusal: "", toolCalls: [], finishReason: null, usage: null }
const usage = (input: number, output: number) => ({
  input,
  output,
  total: input + output,
  raw: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output }
})

describe("a recorded body in one line", () => {
  it("a whole answer", () => {
    assert.deepStrictEqual(summarize(wire, fixture("tool-call-split.sse")), {
      ...nothing,
      toolCalls: [{ id: "call_1", name: "weather", arguments: '{"city":"Zürich"}' }],
      finishReason: "tool_calls",
      usage: usage(60, 17),
      chunks: 6,
      error: null
    })
  })

  it("of several choices the lowest", () => {
    const { finishReason, text } = summarize(wire, fixture("two-choices.sse"))
    assert.deepStrictEqual({ finishReason, text }, { finishReason: "stop", text: "Heads it is" })
  })

  it("a failed answer keeps what its ending would have told", () => {
    assert.deepStrictEqual(summarize(wire, fixture("error-beside-choices.sse")), {
      ...nothing,
      text: "Hel",
      finishReason: "error",
      usage: usage(7, 1),
      chunks: 2,
      error: { reason: "ServerFailed", message: "the provider failed: Provider returned error" }
    })
  })

  it.each([
    [401, '{"error":{"message":"No key","code":"invalid_api_key"}}', "Unauthorized", "unauthorized (401): No key"],
    [502, "<h1>Bad Gateway</h1>", "ServerFailed", "the provider failed (502): Bad Gateway"],
    [304, "", "Rejected", "request rejected (304)"]
  ])("status %d is an error, as it is over HTTP", (status, body, reason, message) => {
    const summary = summarize(wire, { reads: [utf8.encode(body)], status })
    assert.deepStrictEqual(summary, { ...nothing, chunks: 0, error: { reason, message } })
  })

  it("JSON that nests deeper than the stack is the sender's fault", () => {
    const deep = '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000)
    const call = `data: {"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":${deep}}}]}}]}\n\n`
    for (const event of [call, `data: {"error":${deep}}\n\n`, `event: error\ndata: ${deep}\n\n`]) {
      const { error, text } = summarize(wire, {
        reads: [utf8.encode('data: {"choices":[{"delta":{"content":"Hel"}}]}\n\n'), utf8.encode(event)],
        status: 200
      })
      assert.strictEqual(text, "Hel")
      assert.strictEqual(error?.reason, "Unintelligible")
    }
  })
})
