import { assert, describe, it } from "@effect/vitest"
import { protocol } from "effect-bifrost/protocols/GeminiGenerateContent"
import { play } from "../kit/fixture.ts"
import * as Turns from "../kit/turns.ts"

const path = (name: string) => `gemini-generate-content/${name.includes(".") ? name : `${name}.sse`}`
const replay = (name: string) => play("chat", protocol, path(name))
const collected = (name: string) => Turns.collected(protocol, path(name))

describe("an answer of Gemini's", () => {
  it.each(["text", "text-crlf", "text-as-array.json"])("adds up: %s", (name) => {
    const answer = collected(name)
    assert.include(answer, { id: "resp-1", model: "gemini-3-flash", text: "Hello from Asgård 🌈", reason: "stop" })
    assert.deepInclude(answer.usage, { input: 11, output: 26, total: 37, cachedInput: 4, reasoning: 20 })
    assert.deepInclude(answer.usage?.raw, { candidatesTokenCount: 6, thoughtsTokenCount: 20 })
  })

  it("thinks apart from what it says, and signs with an empty part", () => {
    const answer = collected("thoughts")
    assert.include(answer, { reasoning: "The bridge is a rainbow.", text: "Bifröst" })
    assert.deepStrictEqual(answer.message.content, [
      { type: "reasoning", text: "The bridge is a rainbow.", format: "google-gemini-v1" },
      { type: "text", text: "Bifröst" },
      { type: "text", text: "", signature: "c2lnbmVk" }
    ])
  })

  it("keeps what is signed apart from what is not", () =>
    assert.deepStrictEqual(collected("signed-text").message.content, [
      { type: "text", text: "One. " },
      { type: "text", text: "Two.", signature: "dHdv" },
      { type: "text", text: " Three." }
    ]))

  it("calls tools, with ids made here, and ends for them though the wire says STOP", () => {
    const answer = collected("tool-calls")
    assert.include(answer, { reason: "tool-calls", raw: "STOP" })
    assert.deepStrictEqual(answer.toolCalls, [
      { id: "call_made_resp1_0", name: "weather", arguments: `{"city":"Oslo"}`, input: { city: "Oslo" } },
      { id: "call_made_resp1_1", name: "weather", arguments: `{"city":"Vík"}`, input: { city: "Vík" } },
      { id: "call_made_resp1_2", name: "now", arguments: "{}", input: {} }
    ])
  })

  it("puts together arguments that come in pieces, though a call lacks its end", () =>
    assert.deepStrictEqual(
      collected("tool-calls-in-pieces").toolCalls.map(({ input, name }) => [name, input]),
      [
        ["plan", { stops: [{ city: "Oslo" }, { city: "Vík" }], days: 3, "by bus": false, note: null }],
        ["now", {}],
        ["read", { id: "A" }]
      ]
    ))

  it("cites what it found, and says how it searched", () => {
    assert.deepStrictEqual(collected("grounding").citations, [
      { url: "https://example.com/bifrost", title: "Bifröst", start: 0, end: 15, text: "Bifröst burns." },
      { title: "Edda", source: "docs/1", start: 0, end: 15, text: "Bifröst burns." },
      { url: "https://example.com/edda", start: 1, end: 5 }
    ])
    const others = replay("grounding").chunks.flatMap((chunk) => (chunk._tag === "Other" ? [chunk.kind] : []))
    assert.deepStrictEqual(others, ["groundingMetadata", "safetyRatings"])
  })

  it("draws and speaks", () => {
    const { audio, message } = collected("media")
    assert.deepStrictEqual(audio, new Uint8Array([0, 1, 2]))
    assert.deepStrictEqual(message.content, [
      { type: "text", text: "Look: " },
      {
        type: "image",
        source: { data: new Uint8Array([0x89, 0x50, 0x4e, 0x47]), mediaType: "image/png" },
        signature: "aW1n"
      },
      { type: "image", source: { url: "https://example.com/a.mp4" } }
    ])
  })

  it("comes in several choices, each with its end", () =>
    assert.deepStrictEqual(
      collected("two-choices").choices.map(({ raw, text }) => [text, raw]),
      [
        ["One.", "MAX_TOKENS"],
        ["Uno!", "STOP"]
      ]
    ))

  it("says how likely its words were", () =>
    assert.deepStrictEqual(collected("logprobs").logprobs, [
      {
        token: "Hi",
        logprob: -0.25,
        top: [
          { token: "Hi", logprob: -0.25 },
          { token: "Ho", logprob: -1.5 }
        ]
      }
    ]))

  it.each([
    ["safety", "content-filter", "SAFETY"],
    ["finish-as-number", "stop", "1"],
    ["usage-last", "stop", "STOP"]
  ])("%s ends with %s", (name, reason, raw) => {
    const answer = collected(name)
    assert.deepStrictEqual<unknown>([answer.reason, answer.raw], [reason, raw])
  })

  it.each([
    ["prompt-blocked", "ContentFiltered"],
    ["error-in-the-middle", "Overloaded"],
    ["error-as-array.json", "RateLimited"],
    ["error-without-frames", "Unauthorized"],
    ["cut-short", "Truncated"],
    ["malformed-event", "Unintelligible"]
  ])("%s fails with %s", (name, tag) => assert.strictEqual(replay(name).failure?._tag, tag))

  it("keeps the usage of a prompt that was blocked", () =>
    assert.deepNestedInclude(Object(replay("prompt-blocked").unsaid), { "usage.input": 3 }))
})

describe("the next turn goes back", () => {
  it("with signatures on texts, empty ones too, and thoughts", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("thoughts")), {
      "contents[1]": {
        role: "model",
        parts: [
          { text: "The bridge is a rainbow.", thought: true },
          { text: "Bifröst" },
          { text: "", thoughtSignature: "c2lnbmVk" }
        ]
      }
    }))

  it("with signatures on calls, and results by name, in order where there are no ids", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("tool-calls")), {
      "contents[1].parts": [
        { text: "Let me look." },
        { functionCall: { name: "weather", args: { city: "Oslo" } }, thoughtSignature: "Y2FsbA==" },
        { functionCall: { name: "weather", args: { city: "Vík" } } },
        { functionCall: { name: "now", args: {} } }
      ],
      "contents[2]": {
        role: "user",
        parts: [
          { functionResponse: { name: "weather", response: { output: "result 0" } } },
          { functionResponse: { name: "weather", response: { output: "result 1" } } },
          { functionResponse: { name: "now", response: { output: "result 2" } } }
        ]
      }
    }))

  it("with ids where there are some", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("tool-calls-with-ids")), {
      "contents[1].parts[1].functionCall.id": "a2",
      "contents[2].parts[1].functionResponse.id": "a2"
    }))

  it("with calls that came in pieces", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("tool-calls-in-pieces")), {
      "contents[1].parts[0].thoughtSignature": "cGxhbg==",
      "contents[1].parts[2].functionCall": { name: "read", args: { id: "A" } }
    }))

  it("with its own tools' parts, untouched", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("code-execution")), {
      "contents[1].parts": [
        { executableCode: { language: "PYTHON", code: "print(2)" }, thoughtSignature: "Y29kZQ==" },
        { codeExecutionResult: { outcome: "OUTCOME_OK", output: "2\n" } },
        { text: "Two." }
      ]
    }))

  it("with signed images", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("media")), {
      "contents[1].parts[1]": { inlineData: { mimeType: "image/png", data: "iVBORw==" }, thoughtSignature: "aW1n" }
    }))
})
