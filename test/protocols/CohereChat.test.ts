import { assert, describe, it } from "@effect/vitest"
import { protocol } from "effect-bifrost/protocols/CohereChat"
import type { ChatRequest } from "effect-bifrost/schemas/Chat"
import { play, refusal, sentJson, warnings } from "../kit/fixture.ts"
import * as Turns from "../kit/turns.ts"

const path = (name: string) => `cohere-v2/${name}.sse`
const collected = (name: string) => Turns.collected(protocol, path(name))
const sent = (request: Partial<ChatRequest>) => sentJson(protocol, Turns.ask(request))
const hi = { role: "user", content: "Hi" }

describe("an answer of Cohere's", () => {
  it("adds up: text, id, and what was read and written for usage", () => {
    const answer = collected("text")
    assert.include(answer, { id: "c1", text: "Hello from Asgård 🌈", reason: "stop", raw: "COMPLETE" })
    assert.deepInclude(answer.usage, { input: 1394, output: 54, cachedInput: 1360 })
    assert.deepNestedInclude(answer.usage?.raw, { "billed_units.input_tokens": 8 })
  })

  it("thinks apart from what it says", () =>
    assert.include(collected("thinking"), { reasoning: "The bridge is a rainbow.", text: "Bifröst." }))

  it("plans, and calls tools, one without arguments", () => {
    const answer = collected("tool-calls")
    assert.include(answer, { text: "", reasoning: "", reason: "tool-calls" })
    assert.deepStrictEqual(answer.toolCalls, [
      { id: "weather_1", name: "weather", arguments: `{"city":"Oslo"}`, input: { city: "Oslo" } },
      { id: "now_1", name: "now", arguments: "{}", input: {} }
    ])
    const others = play("chat", protocol, path("tool-calls")).chunks.filter(({ _tag }) => _tag === "Other")
    assert.deepStrictEqual<unknown>(others, [
      { _tag: "Other", choice: 0, kind: "tool_plan", value: "I will look.", wire: "cohere-v2" }
    ])
  })

  it("cites each source", () =>
    assert.deepStrictEqual(collected("citations").citations, [
      { url: "https://example.com/edda", title: "Edda", source: "doc:0", text: "burns", start: 3, end: 8 },
      { source: "weather_1:0", text: "burns", start: 3, end: 8 }
    ]))

  it("says how likely its pieces were", () =>
    assert.deepStrictEqual(collected("logprobs").logprobs, [{ token: "Hi there", logprob: -0.75 }]))

  it.each([
    ["length", "length", "MAX_TOKENS"],
    ["stop-sequence", "stop", "STOP_SEQUENCE"],
    ["no-done", "stop", "COMPLETE"],
    ["done-without-end", "other", null]
  ])("%s ends with %s", (name, reason, raw) => {
    const answer = collected(name)
    assert.deepStrictEqual<unknown>([answer.reason, answer.raw], [reason, raw])
  })

  it.each([
    ["error", "ServerFailed", "Hel"],
    ["cut-short", "Truncated", "Hello from"],
    ["malformed-delta", "Unintelligible", "Hel"]
  ])("%s fails with %s, after what was heard", (name, tag, text) => {
    const { chunks, failure } = play("chat", protocol, path(name))
    assert.strictEqual(failure?._tag, tag)
    assert.strictEqual(chunks.map((chunk) => (chunk._tag === "Text" ? chunk.delta : "")).join(""), text)
  })
})

describe("the next turn goes back", () => {
  it("with the plan and the calls", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("tool-calls")), {
      "messages[1]": {
        role: "assistant",
        tool_plan: "I will look.",
        tool_calls: [
          { id: "weather_1", type: "function", function: { name: "weather", arguments: `{"city":"Oslo"}` } },
          { id: "now_1", type: "function", function: { name: "now", arguments: "{}" } }
        ]
      },
      "messages[2]": { role: "tool", tool_call_id: "weather_1", content: "result 0" }
    }))

  it("with thoughts", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("thinking")), {
      "messages[1].content": [
        { type: "thinking", thinking: "The bridge is a rainbow." },
        { type: "text", text: "Bifröst." }
      ]
    }))
})

describe("a request of Cohere's", () => {
  it("is plain for a plain question", () =>
    assert.deepStrictEqual(sent({ n: 1, toolChoice: "auto" }), { model: "m", messages: [hi], stream: true }))

  it("spells its settings", () =>
    assert.deepInclude(
      sent({
        temperature: 0.5,
        topP: 0.9,
        topK: 40,
        maxTokens: 9,
        seed: 1,
        stop: "END",
        frequencyPenalty: 0.2,
        presencePenalty: 0.1,
        logprobs: true
      }),
      {
        temperature: 0.5,
        p: 0.9,
        k: 40,
        max_tokens: 9,
        seed: 1,
        stop_sequences: ["END"],
        frequency_penalty: 0.2,
        presence_penalty: 0.1,
        logprobs: true
      }
    ))

  it("carries instructions, images and results", () =>
    assert.deepInclude(
      sent({
        messages: [
          { role: "developer", content: "Be brief." },
          {
            role: "user",
            content: [
              { type: "text", text: "What is it?" },
              { type: "image", source: { data: new Uint8Array([1, 2, 3]), mediaType: "image/png" }, detail: "low" }
            ]
          },
          { role: "tool", toolCallId: "1", content: [{ type: "text", text: "done" }] }
        ]
      }),
      {
        messages: [
          { role: "system", content: "Be brief." },
          {
            role: "user",
            content: [
              { type: "text", text: "What is it?" },
              { type: "image_url", image_url: { url: "data:image/png;base64,AQID", detail: "low" } }
            ]
          },
          { role: "tool", tool_call_id: "1", content: [{ type: "text", text: "done" }] }
        ]
      }
    ))

  it.each<[Partial<ChatRequest>, object]>([
    [{ toolChoice: "required" }, { tool_choice: "REQUIRED" }],
    [{ toolChoice: "none" }, { tool_choice: "NONE" }],
    [{ tools: [{ name: "now", strict: true }] }, { strict_tools: true }],
    [{ reasoning: { effort: "none" } }, { thinking: { type: "disabled" } }],
    [{ reasoning: { budgetTokens: 99 } }, { thinking: { type: "enabled", token_budget: 99 } }],
    [{ responseFormat: "json" }, { response_format: { type: "json_object" } }],
    [
      { responseFormat: { schema: { type: "object" } } },
      { response_format: { type: "json_object", json_schema: { type: "object" } } }
    ]
  ])("asks %j", (request, expected) => assert.deepInclude(sent(request), expected))

  it.each<[Partial<ChatRequest>, string]>([
    [{ n: 2 }, "unsupported: n; instead, send several requests"],
    [{ topLogprobs: 2 }, "unsupported: topLogprobs; instead, use logprobs"],
    [{ logitBias: { 1: 2 } }, "unsupported: logitBias"],
    [{ modalities: ["audio"] }, "unsupported: modalities"],
    [{ audio: { voice: "v", format: "mp3" } }, "unsupported: audio"],
    [{ parallelToolCalls: false }, "unsupported: parallelToolCalls; instead, say it in a system message"],
    [{ verbosity: "low" }, "unsupported: verbosity; instead, use maxTokens, or say it in a system message"],
    [{ metadata: { a: "b" } }, "unsupported: metadata"],
    [{ serviceTier: "flex" }, "unsupported: serviceTier"],
    [
      { toolChoice: { name: "f" } },
      `unsupported: the choice of one tool; instead, send that tool alone, with "required"`
    ],
    [{ reasoning: { effort: "high" } }, `unsupported: reasoning effort "high"; instead, use budgetTokens`],
    [{ reasoning: { summary: "auto" } }, "unsupported: a summary of thoughts; instead, they are shown whole"],
    [
      { messages: [{ role: "user", content: [{ type: "audio", source: { url: "u" } }] }] },
      "unsupported: audio in a message; instead, transcribe it first"
    ],
    [
      { messages: [{ role: "user", content: [{ type: "image", source: { fileId: "f" } }] }] },
      "unsupported: an image by file id; instead, give its URL or its bytes"
    ],
    [
      { messages: [{ role: "assistant", content: [{ type: "spoken", id: "a" }] }] },
      "unsupported: spoken in an assistant message; instead, send it in a user message"
    ]
  ])("refuses %j", (request, expected) => assert.strictEqual(refusal(protocol, Turns.ask(request)), expected))

  it("says what it leaves out", () =>
    assert.deepStrictEqual(
      warnings(
        protocol,
        Turns.ask({
          user: "u",
          messages: [{ role: "assistant", content: [{ type: "reasoning", text: "t", signature: "s" }] }]
        })
      ),
      ["Reasoning of earlier turns that another provider signed is not sent.", "Who is asking is not sent."]
    ))
})
