import { assert, describe, it } from "@effect/vitest"
import * as BedrockInvokeModel from "effect-bifrost/protocols/BedrockInvokeModel"
import { play } from "../kit/fixture.ts"
import * as Turns from "../kit/turns.ts"

describe("InvokeModelWithResponseStream", () => {
  const { protocol } = BedrockInvokeModel
  const path = (name: string) => `bedrock-invoke-model/${name}.frames`

  it.each<[string, string, string | null, object | null]>([
    ["claude", "Olá 👋", "tool_use", { input_tokens: 16, output_tokens: 18 }],
    ["claude-2", " Hello", "stop_sequence", null],
    [
      "nova",
      "Hello",
      "end_turn",
      { inputTokens: 6, outputTokens: 3, cacheReadInputTokenCount: 1400, cacheWriteInputTokenCount: 0 }
    ],
    ["titan", "\nHello", "LENGTH", { inputTextTokenCount: 18, totalOutputTextTokenCount: 51 }],
    ["llama", "Hello", "stop", { prompt_token_count: 76, generation_token_count: 3 }],
    ["mistral", "Hello", "length", null],
    ["cohere-command", " Hello", "MAX_TOKENS", null],
    ["cohere-command-whole", " Hello", "COMPLETE", null],
    ["cohere-command-r", "Hello", "COMPLETE", { input_tokens: 5, output_tokens: 10 }],
    ["jamba", "Hello", "stop", { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 }]
  ])("%s says whose language it is", (name, text, raw, usage) => {
    const answer = Turns.collected(protocol, path(name))
    assert.deepStrictEqual<unknown>([answer.text, answer.raw, answer.usage?.raw ?? null], [text, raw, usage])
  })

  it.each([
    ["exception", "ServerFailed", "the model broke"],
    ["exception-at-once", "RateLimited", "slow down"]
  ])("%s fails with %s", (name, tag, words) => {
    const { failure } = play("chat", protocol, path(name))
    assert.strictEqual(failure?._tag, tag)
    assert.include(failure?.message, words)
  })

  it("asks Claude in Anthropic's words, and goes on with its signed thoughts", () => {
    const second = Turns.secondTurn(protocol, path("claude-thinking"))
    assert.deepNestedInclude(second, {
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 4096,
      "messages[1].content": [
        { type: "thinking", thinking: "A rainbow.", signature: "c2ln" },
        { type: "text", text: "Bifröst." }
      ]
    })
    assert.notProperty(second, "model")
    assert.notProperty(second, "stream")
  })
})
