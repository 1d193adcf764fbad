import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "effect-bifrost/schemas/Chat"
import * as BedrockConverse from "effect-bifrost/protocols/BedrockConverse"
import { decode, play, refusal, sentJson, warnings } from "../kit/fixture.ts"
import * as Turns from "../kit/turns.ts"

const { protocol } = BedrockConverse
const path = (name: string) => `bedrock-converse/${name}.frames`
const collected = (name: string) => Turns.collected(protocol, path(name))
const sent = (request: Partial<ChatRequest>) => sentJson(protocol, Turns.ask(request))
const others = (name: string) => play("chat", protocol, path(name)).chunks.filter(({ _tag }) => _tag === "Other")
const hi = { role: "user", content: [{ text: "Hi" }] }

describe("an answer of ConverseStream", () => {
  it("adds up: text, and usage with what was cached", () => {
    const answer = collected("text")
    assert.include(answer, { text: "Hello from Asgård 🌈", reason: "stop", raw: "end_turn" })
    assert.deepInclude(answer.usage, { input: 1406, output: 3, total: 1409, cachedInput: 1400, cacheWrite: 0 })
    assert.deepNestedInclude(answer.usage?.raw, { inputTokens: 6 })
  })

  it("thinks apart from what it says", () =>
    assert.include(collected("thinking"), { reasoning: "The bridge is a rainbow.", text: "Bifröst." }))

  it("calls tools, one without arguments", () => {
    const answer = collected("tool-calls")
    assert.include(answer, { text: "I will look.", reason: "tool-calls" })
    assert.deepStrictEqual(answer.toolCalls, [
      { id: "tooluse_1", name: "weather", arguments: `{"city":"Oslo"}`, input: { city: "Oslo" } },
      { id: "tooluse_2", name: "now", arguments: "{}", input: {} }
    ])
  })

  it("tells of the host's own tools apart from the caller's, and cites", () => {
    const answer = collected("hosted-tools")
    assert.deepStrictEqual(answer.toolCalls, [])
    assert.deepStrictEqual(answer.citations, [
      { url: "https://example.com/edda" },
      { title: "Edda", source: "0", text: "It burns." }
    ])
    const call = {
      toolUseId: "tooluse_1",
      name: "nova_grounding",
      type: "server_tool_use",
      input: { query: "Bifröst" }
    }
    const found = {
      toolUseId: "tooluse_1",
      status: "success",
      type: "nova_grounding_result",
      content: [{ text: "[HIDDEN]" }]
    }
    const wire = "bedrock-converse"
    assert.deepStrictEqual<unknown>(others("hosted-tools"), [
      { _tag: "Other", choice: 0, kind: "toolUse", value: { toolUse: call }, wire },
      { _tag: "Other", choice: 0, kind: "toolResult", value: { toolResult: found }, wire }
    ])
  })

  it("shows images", () =>
    assert.deepStrictEqual<unknown>(
      play("chat", protocol, path("image")).chunks.filter(({ _tag }) => _tag === "File"),
      [{ _tag: "File", choice: 0, source: { data: new Uint8Array([1, 2, 3]), mediaType: "image/webp" } }]
    ))

  it.each([
    ["length", "length", "max_tokens"],
    ["guardrail", "content-filter", "guardrail_intervened"],
    ["without-metadata", "stop", "stop_sequence"],
    ["unknown-event", "other", "something_else"]
  ])("%s ends with %s", (name, reason, raw) => {
    const answer = collected(name)
    assert.deepStrictEqual<unknown>([answer.reason, answer.raw], [reason, raw])
  })

  it.each([
    ["exception", "RateLimited", "Hel", "slow down"],
    ["error-at-once", "ServerFailed", "", "boom"],
    ["validation", "ContextTooLong", "", "Input is too long for requested model."],
    ["malformed-delta", "Unintelligible", "Hel", "an event of ConverseStream"],
    ["delta-without-start", "Unintelligible", "", "a tool call with a name"]
  ])("%s fails with %s, after what was heard", (name, tag, text, words) => {
    const { chunks, failure } = play("chat", protocol, path(name))
    assert.strictEqual(failure?._tag, tag)
    assert.include(failure?.message, words)
    assert.strictEqual(chunks.map((chunk) => (chunk._tag === "Text" ? chunk.delta : "")).join(""), text)
  })

  it("that is a page or an error in a 200 is told so", () => {
    const { failure } = decode("chat", protocol.decoder, `{"message":"no such model"}`, "application/json")
    assert.include(failure?.message, "no such model")
    const page = decode("chat", protocol.decoder, "<html>proxy</html>", "text/html").failure
    assert.strictEqual(page?._tag, "Unintelligible")
  })
})

describe("the next turn goes back", () => {
  it("with the calls, their results in one turn", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("tool-calls")), {
      "messages[1]": {
        role: "assistant",
        content: [
          { text: "I will look." },
          { toolUse: { toolUseId: "tooluse_1", name: "weather", input: { city: "Oslo" } } },
          { toolUse: { toolUseId: "tooluse_2", name: "now", input: {} } }
        ]
      },
      "messages[2]": {
        role: "user",
        content: [
          { toolResult: { toolUseId: "tooluse_1", content: [{ text: "result 0" }] } },
          { toolResult: { toolUseId: "tooluse_2", content: [{ text: "result 1" }] } }
        ]
      }
    }))

  it("with thoughts, signed and sealed", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("thinking")), {
      "messages[1].content": [
        { reasoningContent: { reasoningText: { text: "The bridge is a rainbow.", signature: "c2lnbmVk" } } },
        { reasoningContent: { redactedContent: "c2VhbGVk" } },
        { text: "Bifröst." }
      ]
    }))

  it("with what the host's own tools did", () => {
    const second = Turns.secondTurn(protocol, path("hosted-tools"))
    assert.deepNestedInclude(second, { "messages[1].content[0].toolUse.name": "nova_grounding" })
    assert.deepNestedInclude(second, { "messages[1].content[1].toolResult.content": [{ text: "[HIDDEN]" }] })
  })
})

describe("a request of Converse's", () => {
  it("is plain for a plain question", () =>
    assert.deepStrictEqual(sent({ n: 1, toolChoice: "auto" }), { messages: [hi] }))

  it("spells its settings", () =>
    assert.deepInclude(
      sent({
        temperature: 0.5,
        topP: 0.9,
        maxTokens: 9,
        stop: "END",
        metadata: { a: "b" },
        serviceTier: "flex",
        reasoning: { effort: "high" },
        responseFormat: { schema: { type: "object" }, name: "shape" }
      }),
      {
        inferenceConfig: { temperature: 0.5, topP: 0.9, maxTokens: 9, stopSequences: ["END"] },
        requestMetadata: { a: "b" },
        serviceTier: { type: "flex" },
        outputConfig: {
          effort: "high",
          textFormat: { type: "json_schema", structure: { jsonSchema: { schema: `{"type":"object"}`, name: "shape" } } }
        }
      }
    ))

  it("carries instructions, media and results, turns of one side in one", () => {
    const data = new Uint8Array([1, 2, 3])
    assert.deepStrictEqual(
      sent({
        messages: [
          { role: "developer", content: "Be brief." },
          {
            role: "user",
            content: [
              { type: "text", text: "What is it?" },
              { type: "image", source: { data, mediaType: "image/png" } },
              { type: "file", name: "a_b.c.pdf", source: { data, mediaType: "application/pdf" } },
              { type: "audio", source: { url: "s3://bucket/speech.mp3" } }
            ]
          },
          { role: "user", content: "Well?" }
        ]
      }),
      {
        system: [{ text: "Be brief." }],
        messages: [
          {
            role: "user",
            content: [
              { text: "What is it?" },
              { image: { format: "png", source: { bytes: "AQID" } } },
              { document: { format: "pdf", name: "a b c pdf", source: { bytes: "AQID" } } },
              { audio: { format: "mp3", source: { s3Location: { uri: "s3://bucket/speech.mp3" } } } },
              { text: "Well?" }
            ]
          }
        ]
      }
    )
  })

  it.each<[Partial<ChatRequest>, object]>([
    [{ toolChoice: "required" }, { any: {} }],
    [{ toolChoice: { name: "now" } }, { tool: { name: "now" } }]
  ])("chooses tools by %j", (request, toolChoice) =>
    assert.deepInclude(sent({ tools: [{ name: "now", strict: true }], ...request }), {
      toolConfig: {
        tools: [{ toolSpec: { name: "now", inputSchema: { json: { type: "object", properties: {} } }, strict: true } }],
        toolChoice
      }
    })
  )

  it.each<[Partial<ChatRequest>, string]>([
    [{ n: 2 }, "n; instead, send several requests"],
    [{ logitBias: { 1: 2 } }, "logitBias"],
    [{ topK: 3 }, "topK; instead, give the model's own field in providerOptions, in additionalModelRequestFields"],
    [
      { reasoning: { budgetTokens: 9 } },
      "a budget of thoughts; instead, give the model's own field in providerOptions, in additionalModelRequestFields"
    ],
    [{ responseFormat: "json" }, "JSON of any shape; instead, give a shape"],
    [{ tools: [{ name: "f" }], toolChoice: "none" }, "tools that may not be called; instead, send no tools"],
    [
      { messages: [{ role: "user", content: [{ type: "image", source: { url: "https://a/b.png" } }] }] },
      "an image by URL; instead, give its bytes"
    ],
    [
      { messages: [{ role: "user", content: [{ type: "image", source: { fileId: "f" } }] }] },
      "an image by file id; instead, give its bytes"
    ],
    [
      {
        messages: [
          { role: "user", content: [{ type: "image", source: { data: new Uint8Array(1), mediaType: "image/tiff" } }] }
        ]
      },
      "an image of type image/tiff; instead, give image/png, image/jpeg, image/gif, image/webp"
    ],
    [
      { messages: [{ role: "assistant", content: [{ type: "spoken", id: "a" }] }] },
      "spoken in an assistant message; instead, send it in a user message"
    ]
  ])("refuses %j", (request, expected) =>
    assert.strictEqual(refusal(protocol, Turns.ask(request)), `unsupported: ${expected}`)
  )

  it("says what it leaves out", () =>
    assert.deepStrictEqual(
      warnings(
        protocol,
        Turns.ask({
          user: "u",
          messages: [
            { role: "user", content: "Hi" },
            { role: "system", content: "Be brief." },
            { role: "assistant", content: [{ type: "reasoning", text: "t", signature: "s", format: "other" }] }
          ]
        })
      ),
      [
        "System messages were moved to the front: this wire has no place for them among the others.",
        "Reasoning of earlier turns that did not come this way, signed, is not sent.",
        "Who is asking is not sent."
      ]
    ))
})
