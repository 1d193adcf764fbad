import { assert, describe, it } from "@effect/vitest"
import * as OllamaChat from "effect-bifrost/protocols/OllamaChat"
import * as OllamaGenerate from "effect-bifrost/protocols/OllamaGenerate"
import type { ChatRequest } from "effect-bifrost/schemas/Chat"
import { operations } from "effect-bifrost/schemas/Operation"
import type { TextRequest } from "effect-bifrost/schemas/Text"
import { play, refusal, sentJson, warnings } from "../kit/fixture.ts"
import * as Turns from "../kit/turns.ts"

const { protocol } = OllamaChat
const path = (name: string) => `ollama/${name}.ndjson`
const collected = (name: string) => Turns.collected(protocol, path(name))
const sent = (request: Partial<ChatRequest>) => sentJson(protocol, Turns.ask(request))
const hi = { role: "user", content: "Hi" }

describe("an answer of Ollama's", () => {
  it("adds up: text, model, time, and counters for usage", () => {
    const answer = collected("text")
    assert.include(answer, { model: "qwen3:4b", text: "Hello from Asgård 🌈", reason: "stop", created: 1785873499.959 })
    assert.deepStrictEqual(answer.usage, {
      input: 26,
      output: 9,
      raw: {
        prompt_eval_count: 26,
        eval_count: 9,
        total_duration: 5000,
        load_duration: 50,
        prompt_eval_duration: 300,
        eval_duration: 1000
      }
    })
  })

  it("thinks, and calls tools, and ends for them though the wire says stop", () => {
    assert.include(collected("thinking"), { reasoning: "The bridge is a rainbow.", text: "Bifröst." })
    const answer = collected("tool-calls")
    assert.include(answer, { reason: "tool-calls", raw: "stop" })
    assert.deepStrictEqual(answer.toolCalls, [
      { id: "call_1", name: "weather", arguments: `{"city":"Oslo"}`, input: { city: "Oslo" } },
      { id: "call_2", name: "now", arguments: "{}", input: {} }
    ])
  })

  it("says how likely its words were", () =>
    assert.deepStrictEqual(collected("logprobs").logprobs?.[0]?.top, [
      { token: "Hi", logprob: -0.25 },
      { token: "Ho", logprob: -1.5 }
    ]))

  it.each([
    ["text-crlf-and-blanks", "Hello", "stop"],
    ["length", "Once upon", "length"],
    ["generate", "Once upon", "stop"]
  ])("%s is %s", (name, text, raw) => assert.include(collected(name), { text, raw }))

  it.each([
    ["error-in-the-middle", "ServerFailed", "Hel"],
    ["cut-short", "Truncated", "Hello from"],
    ["cut-in-a-line", "Truncated", "Hello"],
    ["two-on-a-line", "Unintelligible", ""],
    ["malformed-line", "Unintelligible", "Hel"]
  ])("%s fails with %s, after what was heard", (name, tag, text) => {
    const { chunks, failure } = play("chat", protocol, path(name))
    assert.strictEqual(failure?._tag, tag)
    assert.strictEqual(chunks.map((chunk) => (chunk._tag === "Text" ? chunk.delta : "")).join(""), text)
  })
})

describe("the next turn goes back", () => {
  it("with thoughts and calls, and results by name and by id", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("tool-calls")), {
      "messages[1]": {
        role: "assistant",
        content: "",
        thinking: "Weather, then.",
        tool_calls: [
          { id: "call_1", function: { name: "weather", arguments: { city: "Oslo" } } },
          { id: "call_2", function: { name: "now", arguments: {} } }
        ]
      },
      "messages[3]": { role: "tool", tool_name: "now", tool_call_id: "call_2", content: "result 1" }
    }))

  it("by name alone where there are no ids", () =>
    assert.deepNestedInclude(Turns.secondTurn(protocol, path("tool-calls-without-ids")), {
      "messages[3]": { role: "tool", tool_name: "weather", content: "result 1" }
    }))
})

describe("a request of Ollama's", () => {
  it("is plain for a plain question", () =>
    assert.deepStrictEqual(sent({ n: 1, toolChoice: "auto" }), { model: "m", messages: [hi], stream: true }))

  it("files its settings under options, the caller's among them", () =>
    assert.deepStrictEqual(
      sentJson(
        protocol,
        Turns.ask({
          temperature: 0.5,
          topP: 0.9,
          topK: 40,
          maxTokens: 9,
          seed: 1,
          stop: "END",
          frequencyPenalty: 0.2,
          presencePenalty: 0.1,
          logprobs: true,
          topLogprobs: 2
        }),
        { options: { num_ctx: 8192 }, keep_alive: "5m" }
      ),
      {
        model: "m",
        messages: [hi],
        logprobs: true,
        top_logprobs: 2,
        options: {
          temperature: 0.5,
          top_p: 0.9,
          top_k: 40,
          num_predict: 9,
          seed: 1,
          stop: ["END"],
          frequency_penalty: 0.2,
          presence_penalty: 0.1,
          num_ctx: 8192
        },
        keep_alive: "5m",
        stream: true
      }
    ))

  it("has one text and its images a message", () =>
    assert.deepInclude(
      sent({
        messages: [
          { role: "developer", content: [{ type: "text", text: "Be brief." }] },
          {
            role: "user",
            content: [
              { type: "text", text: "What" },
              { type: "image", source: { data: new Uint8Array([1, 2, 3]), mediaType: "image/png" } },
              { type: "text", text: "is it?" }
            ]
          }
        ]
      }),
      {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "What\nis it?", images: ["AQID"] }
        ]
      }
    ))

  it.each<[Partial<ChatRequest>, object]>([
    [{ reasoning: { effort: "none" } }, { think: false }],
    [{ reasoning: { effort: "high" } }, { think: "high" }],
    [{ responseFormat: "json" }, { format: "json" }],
    [{ responseFormat: { schema: { type: "object" } } }, { format: { type: "object" } }],
    [
      { tools: [{ name: "now" }] },
      { tools: [{ type: "function", function: { name: "now", parameters: { type: "object", properties: {} } } }] }
    ]
  ])("asks %j", (request, expected) => assert.deepInclude(sent(request), expected))

  it.each<[Partial<ChatRequest>, string]>([
    [{ n: 2 }, "unsupported: n; instead, send several requests"],
    [{ toolChoice: "required" }, "unsupported: toolChoice; instead, say it in a system message"],
    [{ parallelToolCalls: false }, "unsupported: parallelToolCalls; instead, say it in a system message"],
    [{ logitBias: { 1: 2 } }, "unsupported: logitBias"],
    [{ modalities: ["audio"] }, "unsupported: modalities"],
    [{ audio: { voice: "v", format: "mp3" } }, "unsupported: audio"],
    [{ verbosity: "low" }, "unsupported: verbosity; instead, use maxTokens, or say it in a system message"],
    [{ metadata: { a: "b" } }, "unsupported: metadata"],
    [{ serviceTier: "flex" }, "unsupported: serviceTier"],
    [{ reasoning: { budgetTokens: 1 } }, "unsupported: budgetTokens; instead, use effort"],
    [{ reasoning: { summary: "auto" } }, "unsupported: summary; instead, thoughts are shown whole"],
    [
      { messages: [{ role: "user", content: [{ type: "image", source: { url: "u" } }] }] },
      "unsupported: an image by URL or id; instead, give its bytes"
    ],
    [
      { messages: [{ role: "user", content: [{ type: "file", source: { url: "u" } }] }] },
      "unsupported: file in a message; instead, give its text"
    ],
    [
      { messages: [{ role: "assistant", content: [{ type: "image", source: { url: "u" } }] }] },
      "unsupported: image in an assistant message; instead, send it in a user message"
    ]
  ])("refuses %j", (request, expected) => assert.strictEqual(refusal(protocol, Turns.ask(request)), expected))

  it("says what it leaves out", () =>
    assert.deepStrictEqual(warnings(protocol, Turns.ask({ user: "u" })), ["Who is asking is not sent."]))
})

describe("Ollama continues a text", () => {
  const ask = (request: Partial<TextRequest> = {}): TextRequest => ({ model: "m", prompt: "Once", ...request })

  it("and adds up; thoughts have no place in it", () => {
    const collected = (name: string) => {
      const fold = operations.text.fold()
      for (const chunk of play("text", OllamaGenerate.protocol, `ollama-generate/${name}.ndjson`).chunks)
        fold.add(chunk)
      return fold.answer()
    }
    assert.include(collected("text"), { text: "Once upon", raw: "stop" })
    assert.include(collected("thinking"), { text: "Yes", raw: "length" })
  })

  it("as it is asked", () =>
    assert.deepStrictEqual(sentJson(OllamaGenerate.protocol, ask({ suffix: "end", logprobs: 2, maxTokens: 9, n: 1 })), {
      model: "m",
      prompt: "Once",
      suffix: "end",
      logprobs: true,
      top_logprobs: 2,
      options: { num_predict: 9 },
      stream: true
    }))

  it.each<[Partial<TextRequest>, string]>([
    [{ prompt: ["a", "b"] }, "unsupported: several prompts; instead, send several requests"],
    [{ n: 2 }, "unsupported: n; instead, send several requests"],
    [{ bestOf: 2 }, "unsupported: bestOf"],
    [{ echo: true }, "unsupported: echo; instead, put the prompt before the answer"],
    [{ logitBias: { 1: 2 } }, "unsupported: logitBias"]
  ])("but not %j", (request, expected) => assert.strictEqual(refusal(OllamaGenerate.protocol, ask(request)), expected))
})
