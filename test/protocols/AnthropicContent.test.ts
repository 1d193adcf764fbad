import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { protocol } from "effect-bifrost/protocols/AnthropicMessages"
import type { ChatRequest } from "effect-bifrost/schemas/Chat"
import { refusal, sentJson, warnings } from "../kit/fixture.ts"
import * as Turns from "../kit/turns.ts"

const sent = (request: Partial<ChatRequest>) => sentJson(protocol, Turns.ask(request))
const user = { role: "user", content: [{ type: "text", text: "Hi" }] }

describe("a request of Anthropic's", () => {
  it("is plain for a plain question, with the limit that the wire wants", () => {
    const base = { model: "m", max_tokens: 4096, messages: [user], stream: true }
    assert.deepStrictEqual(sent({ n: 1, logprobs: false, modalities: ["text"], responseFormat: "text" }), base)
    assert.deepStrictEqual(warnings(protocol, Turns.ask()), ["This wire wants a limit: maxTokens is 4096."])
    assert.deepStrictEqual(sent({ maxTokens: 7 }), { ...base, max_tokens: 7 })
  })

  it("spells its settings", () =>
    assert.deepInclude(
      sent({
        temperature: 0.5,
        topP: 0.9,
        topK: 40,
        stop: "END",
        user: "u1",
        serviceTier: "standard_only",
        promptCache: { retention: "1h" }
      }),
      {
        temperature: 0.5,
        top_p: 0.9,
        top_k: 40,
        stop_sequences: ["END"],
        metadata: { user_id: "u1" },
        service_tier: "standard_only",
        cache_control: { type: "ephemeral", ttl: "1h" }
      }
    ))

  it("puts first instructions apart, and leaves later ones in place", () =>
    assert.deepInclude(
      sent({
        messages: [
          { role: "system", content: "Be brief." },
          { role: "developer", content: [{ type: "text", text: "Be kind." }] },
          { role: "user", content: "Hi" },
          { role: "system", content: "Be slow." }
        ]
      }),
      {
        system: [
          { type: "text", text: "Be brief." },
          { type: "text", text: "Be kind." }
        ],
        messages: [user, { role: "system", content: [{ type: "text", text: "Be slow." }] }]
      }
    ))

  it("carries media", () => {
    const data = new Uint8Array([1, 2, 3])
    assert.deepNestedInclude(
      sent({
        messages: [
          {
            role: "user",
            content: [
              { type: "image", source: { data, mediaType: "image/png" } },
              { type: "image", source: { url: "https://example.com/a.png" } },
              { type: "image", source: { fileId: "file_1" } },
              { type: "file", source: { data, mediaType: "application/pdf" }, name: "a.pdf" },
              { type: "file", source: { data: new TextEncoder().encode("hí"), mediaType: "text/markdown" } },
              { type: "file", source: { url: "https://example.com/a.pdf" } }
            ]
          }
        ]
      }),
      {
        "messages[0].content": [
          { type: "image", source: { type: "base64", media_type: "image/png", data: "AQID" } },
          { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
          { type: "image", source: { type: "file", file_id: "file_1" } },
          {
            type: "document",
            source: { type: "base64", media_type: "application/pdf", data: "AQID" },
            title: "a.pdf"
          },
          { type: "document", source: { type: "text", media_type: "text/plain", data: "hí" } },
          { type: "document", source: { type: "url", url: "https://example.com/a.pdf" } }
        ]
      }
    )
  })

  const tools = [
    { name: "weather", description: "d", parameters: Schema.Struct({ city: Schema.String }), strict: true }
  ]
  it("describes tools", () =>
    assert.deepInclude(sent({ tools }), {
      tools: [
        {
          name: "weather",
          description: "d",
          input_schema: {
            type: "object",
            properties: { city: { type: "string" } },
            required: ["city"],
            additionalProperties: false
          },
          strict: true
        }
      ]
    }))

  it.each<[Partial<ChatRequest>, unknown]>([
    [{ toolChoice: "required" }, { type: "any" }],
    [{ toolChoice: "none" }, { type: "none" }],
    [{ toolChoice: { name: "weather" } }, { type: "tool", name: "weather" }],
    [{ parallelToolCalls: false }, { type: "auto", disable_parallel_tool_use: true }],
    [
      { toolChoice: "required", parallelToolCalls: false },
      { type: "any", disable_parallel_tool_use: true }
    ],
    [{ toolChoice: "auto", parallelToolCalls: true }, undefined]
  ])("chooses tools: %j", (choice, expected) =>
    assert.deepStrictEqual(Reflect.get(Object(sent({ tools, ...choice })), "tool_choice"), expected)
  )

  it.each<[ChatRequest["reasoning"], object]>([
    [{ effort: "none" }, { thinking: { type: "disabled" } }],
    [{ effort: "high" }, { thinking: { type: "adaptive" }, output_config: { effort: "high" } }],
    [{ summary: "auto" }, { thinking: { type: "adaptive", display: "summarized" } }],
    [{ budgetTokens: 2000 }, { thinking: { type: "enabled", budget_tokens: 2000 }, max_tokens: 6096 }]
  ])("thinks: %j", (reasoning, expected) => assert.deepInclude(sent({ reasoning }), expected))

  it("asks for a shape", () =>
    assert.deepInclude(sent({ responseFormat: { schema: { type: "object" } } }), {
      output_config: { format: { type: "json_schema", schema: { type: "object" } } }
    }))

  it.each<[Partial<ChatRequest>, string]>([
    [{ n: 2 }, "unsupported: n; instead, send several requests"],
    [{ seed: 1 }, "unsupported: seed"],
    [{ frequencyPenalty: 1 }, "unsupported: frequencyPenalty"],
    [{ presencePenalty: 1 }, "unsupported: presencePenalty"],
    [{ logprobs: true }, "unsupported: logprobs"],
    [{ topLogprobs: 2 }, "unsupported: topLogprobs"],
    [{ logitBias: { 1: 2 } }, "unsupported: logitBias"],
    [{ modalities: ["audio"] }, "unsupported: modalities; instead, use the speech operation"],
    [{ audio: { voice: "v", format: "mp3" } }, "unsupported: audio; instead, use the speech operation"],
    [{ verbosity: "low" }, "unsupported: verbosity; instead, use maxTokens, or say it in a system message"],
    [{ metadata: { a: "b" } }, "unsupported: metadata"],
    [{ responseFormat: "json" }, "unsupported: JSON of any shape; instead, give a shape"],
    [{ reasoning: { summary: "detailed" } }, `unsupported: a detailed summary of thoughts; instead, use "auto"`],
    [
      { messages: [{ role: "user", content: [{ type: "audio", source: { url: "u" } }] }] },
      "unsupported: audio in a message; instead, transcribe it first"
    ],
    [
      {
        messages: [
          {
            role: "user",
            content: [{ type: "file", source: { data: new Uint8Array(1), mediaType: "application/zip" } }]
          }
        ]
      },
      "unsupported: a file of type application/zip; instead, give a PDF or plain text"
    ],
    [
      { messages: [{ role: "assistant", content: [{ type: "spoken", id: "a" }] }] },
      "unsupported: spoken in an assistant message; instead, send it in a user message"
    ],
    [
      { messages: [{ role: "assistant", content: [{ type: "tool-call", id: "1", name: "f", arguments: "{" }] }] },
      "request rejected: the arguments of the call of f are no JSON object"
    ]
  ])("refuses %j", (request, expected) => assert.strictEqual(refusal(protocol, Turns.ask(request)), expected))

  it("says what it leaves out", () =>
    assert.deepStrictEqual(
      warnings(
        protocol,
        Turns.ask({
          maxTokens: 9,
          promptCache: { key: "k" },
          messages: [
            {
              role: "user",
              content: [{ type: "image", source: { url: "u" }, detail: "low" }],
              name: "Ann"
            },
            {
              role: "assistant",
              content: [
                { type: "reasoning", text: "unsigned" },
                { type: "other", wire: "gemini-generate-content", kind: "executableCode", value: {} }
              ]
            }
          ]
        })
      ),
      [
        "Reasoning of earlier turns that Anthropic did not sign is not sent.",
        "What another provider's own tools did in earlier turns is not sent.",
        "The cache key is not sent.",
        "The names of speakers are not sent.",
        "How closely to look at images is not sent."
      ]
    ))

  it("takes the provider's own options over ours, inside objects too", () =>
    assert.deepInclude(
      sentJson(protocol, Turns.ask({ reasoning: { effort: "high" } }), {
        output_config: { effort: "max" },
        speed: "fast"
      }),
      { output_config: { effort: "max" }, speed: "fast" }
    ))
})
