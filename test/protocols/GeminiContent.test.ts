import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { protocol } from "effect-bifrost/protocols/GeminiGenerateContent"
import type { ChatRequest } from "effect-bifrost/schemas/Chat"
import { refusal, sentJson, warnings } from "../kit/fixture.ts"
import * as Turns from "../kit/turns.ts"

const sent = (request: Partial<ChatRequest>) => sentJson(protocol, Turns.ask(request))
const urlOf = (model: string) => Result.getOrThrow(protocol.open(Turns.ask({ model }))).request.url
const hi = { role: "user", parts: [{ text: "Hi" }] }

describe("a request of Gemini's", () => {
  it("names its model in the path", () => {
    assert.strictEqual(urlOf("gemini-3-flash"), "/models/gemini-3-flash:streamGenerateContent?alt=sse")
    assert.strictEqual(urlOf("tunedModels/mine"), "/tunedModels/mine:streamGenerateContent?alt=sse")
    assert.strictEqual(urlOf("a?b"), "/models/a%3Fb:streamGenerateContent?alt=sse")
  })

  it("is plain for a plain question", () => {
    assert.deepStrictEqual(sent({ n: 1, logprobs: false, modalities: ["text"], parallelToolCalls: true }), {
      contents: [hi]
    })
    assert.deepStrictEqual(warnings(protocol, Turns.ask()), [])
  })

  it("spells its settings", () =>
    assert.deepStrictEqual(
      sent({
        temperature: 0.5,
        topP: 0.9,
        topK: 40,
        n: 2,
        maxTokens: 9,
        seed: 1,
        presencePenalty: 0.1,
        frequencyPenalty: 0.2,
        logprobs: true,
        topLogprobs: 3,
        stop: ["A", "B"],
        serviceTier: "flex"
      }),
      {
        contents: [hi],
        generationConfig: {
          temperature: 0.5,
          topP: 0.9,
          topK: 40,
          candidateCount: 2,
          maxOutputTokens: 9,
          seed: 1,
          presencePenalty: 0.1,
          frequencyPenalty: 0.2,
          responseLogprobs: true,
          logprobs: 3,
          stopSequences: ["A", "B"]
        },
        serviceTier: "flex"
      }
    ))

  it("puts instructions apart, wherever they come", () => {
    const messages = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hi" },
      { role: "developer", content: [{ type: "text", text: "Be kind." }] }
    ] as const
    assert.deepStrictEqual(sent({ messages }), {
      systemInstruction: { parts: [{ text: "Be brief." }, { text: "Be kind." }] },
      contents: [hi]
    })
    assert.deepStrictEqual(warnings(protocol, Turns.ask({ messages })), [
      "System messages were moved to the front: this wire has no place for them among the others."
    ])
  })

  it("carries media, in results too", () => {
    const data = new Uint8Array([1, 2, 3])
    const png = { inlineData: { mimeType: "image/png", data: "AQID" } }
    assert.deepInclude(
      sent({
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "Look" },
              { type: "image", source: { data, mediaType: "image/png" } },
              { type: "audio", source: { data, mediaType: "audio/wav" } },
              { type: "file", source: { fileId: "https://generativelanguage.googleapis.com/v1beta/files/1" } },
              { type: "file", source: { url: "https://example.com/a.pdf" } }
            ]
          },
          { role: "assistant", content: [{ type: "tool-call", id: "1", name: "draw", arguments: "" }] },
          {
            role: "tool",
            toolCallId: "1",
            content: [
              { type: "text", text: "Here" },
              { type: "image", source: { data, mediaType: "image/png" } }
            ]
          }
        ]
      }),
      {
        contents: [
          {
            role: "user",
            parts: [
              { text: "Look" },
              png,
              { inlineData: { mimeType: "audio/wav", data: "AQID" } },
              { fileData: { fileUri: "https://generativelanguage.googleapis.com/v1beta/files/1" } },
              { fileData: { fileUri: "https://example.com/a.pdf" } }
            ]
          },
          { role: "model", parts: [{ functionCall: { id: "1", name: "draw", args: {} } }] },
          {
            role: "user",
            parts: [{ functionResponse: { id: "1", name: "draw", response: { output: "Here" }, parts: [png] } }]
          }
        ]
      }
    )
  })

  const tools = [{ name: "weather", description: "d", parameters: Schema.Struct({ city: Schema.String }) }]
  it("describes tools", () =>
    assert.deepInclude(sent({ tools: [...tools, { name: "now" }] }), {
      tools: [
        {
          functionDeclarations: [
            {
              name: "weather",
              description: "d",
              parametersJsonSchema: {
                type: "object",
                properties: { city: { type: "string" } },
                required: ["city"],
                additionalProperties: false
              }
            },
            { name: "now" }
          ]
        }
      ]
    }))

  it.each<[Partial<ChatRequest>, object | undefined]>([
    [{ toolChoice: "auto" }, undefined],
    [{ toolChoice: "required" }, { mode: "ANY" }],
    [{ toolChoice: "none" }, { mode: "NONE" }],
    [{ toolChoice: { name: "weather" } }, { mode: "ANY", allowedFunctionNames: ["weather"] }],
    [{ tools: [{ name: "weather", strict: true }] }, { mode: "VALIDATED" }]
  ])("chooses tools: %j", (choice, expected) =>
    assert.deepStrictEqual(
      Reflect.get(Object(sent({ tools, ...choice })), "toolConfig"),
      expected && { functionCallingConfig: expected }
    )
  )

  it.each<[Partial<ChatRequest>, object]>([
    [{ reasoning: { effort: "none" } }, { thinkingConfig: { thinkingBudget: 0 } }],
    [
      { reasoning: { effort: "low", summary: "auto" } },
      { thinkingConfig: { thinkingLevel: "low", includeThoughts: true } }
    ],
    [{ reasoning: { budgetTokens: 99 } }, { thinkingConfig: { thinkingBudget: 99 } }],
    [{ responseFormat: "json" }, { responseMimeType: "application/json" }],
    [
      { responseFormat: { schema: { type: "object" } } },
      { responseMimeType: "application/json", responseJsonSchema: { type: "object" } }
    ],
    [
      { modalities: ["audio"], audio: { voice: "Kore", format: "pcm16" } },
      {
        responseModalities: ["AUDIO"],
        speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Kore" } } }
      }
    ]
  ])("configures %j", (request, generationConfig) => assert.deepInclude(sent(request), { generationConfig }))

  it.each<[Partial<ChatRequest>, string]>([
    [{ logitBias: { 1: 2 } }, "unsupported: logitBias"],
    [{ verbosity: "low" }, "unsupported: verbosity; instead, use maxTokens, or say it in a system message"],
    [{ parallelToolCalls: false }, "unsupported: parallelToolCalls; instead, say it in a system message"],
    [{ reasoning: { summary: "concise" } }, `unsupported: a concise summary of thoughts; instead, use "auto"`],
    [{ audio: { voice: "Kore", format: "mp3" } }, "unsupported: spoken answers as mp3; instead, use pcm16"],
    [
      { messages: [{ role: "assistant", content: [{ type: "spoken", id: "a" }] }] },
      "unsupported: audio of an earlier turn; instead, send its text"
    ],
    [
      {
        messages: [
          { role: "assistant", content: [{ type: "tool-call", id: "1", name: "f", arguments: "{}" }] },
          { role: "tool", toolCallId: "1", content: [{ type: "image", source: { url: "u" } }] }
        ]
      },
      "unsupported: image by URL or id in a tool message; instead, give its bytes"
    ],
    [
      { messages: [{ role: "tool", toolCallId: "9", content: "" }] },
      `request rejected: no call of the turn before has the id "9"`
    ]
  ])("refuses %j", (request, expected) => assert.strictEqual(refusal(protocol, Turns.ask(request)), expected))

  it("says what it leaves out", () =>
    assert.deepStrictEqual(
      warnings(
        protocol,
        Turns.ask({
          user: "u",
          promptCache: { key: "k", retention: "24h" },
          messages: [
            { role: "user", content: [{ type: "file", source: { url: "u" }, name: "a.pdf" }] },
            {
              role: "assistant",
              content: [{ type: "reasoning", text: "t", signature: "s", format: "anthropic-claude-v1" }]
            }
          ]
        })
      ),
      [
        "Reasoning of earlier turns that is not Gemini's is not sent.",
        "Who is asking is not sent.",
        "The cache key is not sent.",
        "How long to cache the prompt is not sent.",
        "The names of files are not sent."
      ]
    ))
})
