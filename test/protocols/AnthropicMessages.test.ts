import { assert, describe, it } from "@effect/vitest"
import { protocol } from "effect-bifrost/protocols/AnthropicMessages"
import { play } from "../kit/fixture.ts"
import * as Turns from "../kit/turns.ts"

const path = (name: string) => `anthropic-messages/${name}.sse`
const replay = (name: string) => play("chat", protocol, path(name))
const collected = (name: string) => Turns.collected(protocol, path(name))

describe("an answer of Anthropic's", () => {
  it("adds up: text, ids, usage with what was cached", () => {
    const answer = collected("text")
    assert.include(answer, { id: "msg_1", model: "claude-sonnet-4-6", text: "Hello from Asgård 🌈", reason: "stop" })
    assert.deepInclude(answer.usage, { input: 129, output: 15, cachedInput: 100, cacheWrite: 20, reasoning: 0 })
    assert.deepInclude(answer.usage?.raw, { input_tokens: 9, output_tokens: 15 })
  })

  it("counts what its start said beside what its end said", () =>
    assert.deepStrictEqual(collected("thinking").usage, {
      input: 129,
      output: 40,
      cachedInput: 100,
      cacheWrite: 20,
      reasoning: 31,
      raw: {
        input_tokens: 9,
        cache_creation_input_tokens: 20,
        cache_read_input_tokens: 100,
        output_tokens: 40,
        output_tokens_details: { thinking_tokens: 31 }
      }
    }))

  it("thinks: each thought is a part, with its proof", () =>
    assert.deepStrictEqual(collected("thinking").message.content, [
      {
        type: "reasoning",
        text: "The bridge is a rainbow.",
        signature: "c2lnbmVk",
        format: "anthropic-claude-v1"
      },
      { type: "reasoning", text: "", encrypted: "c2VjcmV0", format: "anthropic-claude-v1" },
      { type: "reasoning", text: "", signature: "b21pdHRlZA==", format: "anthropic-claude-v1" },
      { type: "text", text: "Bifröst." }
    ]))

  it("calls tools, counted from 0, one without arguments", () =>
    assert.deepStrictEqual(collected("tool-calls").toolCalls, [
      { id: "toolu_1", name: "weather", arguments: `{"city":"Oslo"}`, input: { city: "Oslo" } },
      { id: "toolu_2", name: "now", arguments: "{}", input: {} }
    ]))

  it("calls tools for a program of its own, whole in its first event", () => {
    const answer = collected("tool-call-of-a-program")
    assert.include(answer, { reason: "tool-calls", raw: "tool_use" })
    assert.deepStrictEqual(answer.toolCalls[0]?.input, { player: "one" })
  })

  it("keeps a call that was cut for length as it came", () =>
    assert.deepStrictEqual(collected("tool-call-cut-for-length").toolCalls, [
      { id: "toolu_1", name: "weather", arguments: `{"city":"Os` }
    ]))

  it("cites, and says what its own tools did", () => {
    const answer = collected("server-tools")
    assert.deepStrictEqual(answer.citations, [
      { url: "https://example.com/bifrost", title: "Bifröst", text: "a burning rainbow bridge" },
      { title: "Edda", source: "0", text: "red" }
    ])
    assert.include(answer, { text: "It burns.", reason: "other", raw: "pause_turn" })
    const others = replay("server-tools").chunks.flatMap((chunk) => (chunk._tag === "Other" ? [chunk.kind] : []))
    assert.deepStrictEqual(others, ["server_tool_use", "web_search_tool_result", "context_management", "container"])
  })

  it.each([
    ["refusal", "content-filter", "refusal"],
    ["stop-sequence", "stop", "stop_sequence"],
    ["no-message-stop", "stop", "end_turn"],
    ["done-at-the-end", "stop", "end_turn"],
    ["bedrock", "stop", "end_turn"]
  ])("%s ends with %s", (name, reason, raw) => {
    const answer = collected(name)
    assert.deepStrictEqual<unknown>([answer.reason, answer.raw], [reason, raw])
  })

  it.each([
    ["error-in-the-middle", "Overloaded", "Hel"],
    ["cut-short", "Truncated", "Hello from"],
    ["malformed-delta", "Unintelligible", "Hel"],
    ["delta-without-start", "Unintelligible", ""]
  ])("%s fails with %s, after what was heard", (name, tag, text) => {
    const { chunks, failure } = replay(name)
    assert.strictEqual(failure?._tag, tag)
    assert.strictEqual(chunks.map((chunk) => (chunk._tag === "Text" ? chunk.delta : "")).join(""), text)
  })

  it("keeps the provider's request id of an error", () =>
    assert.deepNestedInclude(Object(replay("error-in-the-middle").failure), {
      requestId: "req_1",
      type: "overloaded_error"
    }))
})

describe("the next turn goes back", () => {
  it("with thoughts and their proofs, in order", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("thinking")), {
      "messages[1].content": [
        { type: "thinking", thinking: "The bridge is a rainbow.", signature: "c2lnbmVk" },
        { type: "redacted_thinking", data: "c2VjcmV0" },
        { type: "thinking", thinking: "", signature: "b21pdHRlZA==" },
        { type: "text", text: "Bifröst." }
      ]
    }))

  it("with calls, and all their results in one message", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("tool-calls")), {
      "messages[1].content": [
        { type: "text", text: "Let me look." },
        { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Oslo" } },
        { type: "tool_use", id: "toolu_2", name: "now", input: {} }
      ],
      "messages[2]": {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "toolu_1", content: [{ type: "text", text: "result 0" }] },
          { type: "tool_result", tool_use_id: "toolu_2", content: [{ type: "text", text: "result 1" }] }
        ]
      }
    }))

  it("with its own tools' blocks, untouched and whole", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("server-tools")), {
      "messages[1].content": [
        { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "bifrost" } },
        {
          type: "web_search_tool_result",
          tool_use_id: "srvtoolu_1",
          content: [
            {
              type: "web_search_result",
              title: "Bifröst",
              url: "https://example.com/bifrost",
              encrypted_content: "ZW5j"
            }
          ]
        },
        {
          type: "text",
          text: "It burns.",
          citations: [
            {
              type: "web_search_result_location",
              cited_text: "a burning rainbow bridge",
              url: "https://example.com/bifrost",
              title: "Bifröst",
              encrypted_index: "aW5k"
            }
          ]
        }
      ]
    }))

  it("with its summary of what went before", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("compaction")), {
      "messages[1].content[0]": { type: "compaction", content: "They spoke of bridges." }
    }))
})
