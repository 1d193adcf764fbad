import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Protocol } from "effect-bifrost"
import { publishers } from "effect-bifrost/layers/Vertex"
import * as GeminiSpeech from "effect-bifrost/protocols/GeminiSpeech"
import * as VertexModels from "effect-bifrost/protocols/VertexModels"
import type { ChatRequest } from "effect-bifrost/schemas/Chat"
import { bodyOf, decode, refusal, sentJson, warnings } from "../kit/fixture.ts"
import * as Heard from "../kit/hear.ts"
import * as Turns from "../kit/turns.ts"

const chat = VertexModels.byPublisher(publishers, VertexModels.open({}))
const speech = VertexModels.byPublisher({ google: VertexModels.gemini(GeminiSpeech.protocol) })

const open = (request: ChatRequest) => Result.getOrThrow(chat.open(request))
const urlOf = (model: string) => open(Turns.ask({ model })).request.url
const hi = [{ role: "user", content: "Hi" }]

describe("a model of Vertex's", () => {
  const places: ReadonlyArray<readonly [model: string, url: string]> = [
    ["gemini-2.5-flash", "/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse"],
    ["google/gemini-2.5-flash", "/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse"],
    ["endpoints/123456", "/endpoints/123456:streamGenerateContent?alt=sse"],
    ["claude-sonnet-4-5@20250929", "/publishers/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict"],
    ["anthropic/claude-opus-4-6", "/publishers/anthropic/models/claude-opus-4-6:streamRawPredict"],
    ["mistralai/mistral-medium-3", "/publishers/mistralai/models/mistral-medium-3:streamRawPredict"],
    ["meta/llama-3.3-70b-instruct-maas", "/endpoints/openapi/chat/completions"],
    ["deepseek-ai/deepseek-v3.1-maas", "/endpoints/openapi/chat/completions"],
    ["constructor/model", "/endpoints/openapi/chat/completions"],
    [
      "publishers/google/models/gemini-2.5-flash",
      "/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
    ],
    // nothing in a name leaves its place
    ["anthropic/a/../b?c", "/publishers/anthropic/models/a%2F..%2Fb%3Fc:streamRawPredict"],
    ["google/a?b", "/publishers/google/models/a%3Fb:streamGenerateContent?alt=sse"]
  ]
  it.each(places)("%s is asked at %s", (model, url) => assert.strictEqual(urlOf(model), url))

  it("is not called by a path out of its place", () =>
    assert.strictEqual(refusal(chat, Turns.ask({ model: "google/../../b" })), "unsupported: a model called ../../b"))

  it("by no publisher that an operation knows is refused", () =>
    assert.strictEqual(
      refusal(speech, { model: "anthropic/claude-opus-4-6", input: "Hi", voice: "Kore" }),
      "unsupported: this operation with a model by anthropic; instead, use one by google"
    ))
})

describe("a request", () => {
  it("to Claude has its version in the body and no model", () => {
    const request = Turns.ask({ model: "claude-opus-4-6", maxTokens: 9, temperature: 0.5, stop: "A" })
    assert.deepStrictEqual(sentJson(chat, request), {
      anthropic_version: "vertex-2023-10-16",
      max_tokens: 9,
      temperature: 0.5,
      stop_sequences: ["A"],
      messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
      stream: true
    })
    assert.deepStrictEqual(sentJson(chat, request, { thinking: { type: "adaptive" } }), {
      ...Object(sentJson(chat, request)),
      thinking: { type: "adaptive" }
    })
  })

  it("to Gemini is Gemini's own", () =>
    assert.deepStrictEqual(sentJson(chat, Turns.ask({ model: "gemini-2.5-flash", metadata: { team: "norse" } })), {
      contents: [{ role: "user", parts: [{ text: "Hi" }] }],
      labels: { team: "norse" }
    }))

  it("to an open model names it whole", () =>
    assert.deepStrictEqual(sentJson(chat, Turns.ask({ model: "meta/llama-3.3-70b-instruct-maas", maxTokens: 9 })), {
      model: "meta/llama-3.3-70b-instruct-maas",
      max_tokens: 9,
      messages: hi,
      stream: true,
      stream_options: { include_usage: true }
    }))

  it("to Mistral's is in Mistral's dialect", () =>
    assert.deepStrictEqual(sentJson(chat, Turns.ask({ model: "mistralai/codestral-2", seed: 7 })), {
      model: "codestral-2",
      random_seed: 7,
      messages: hi,
      stream: true
    }))

  it("warns as its publisher's wire does", () => {
    const question = { user: "u-1", promptCache: { key: "k" } }
    const said = (model: string) => warnings(chat, Turns.ask({ ...question, model })).join(" ")
    assert.include(said("gemini-2.5-flash"), "Who is asking is not sent.")
    assert.include(said("claude-opus-4-6"), "This wire wants a limit: maxTokens is 4096.")
    assert.include(said("meta/llama"), "The cache key is not sent.")
  })
})

describe("a file that Gemini is to fetch", () => {
  const look = (source: { readonly url: string; readonly mediaType?: string } | { readonly fileId: string }) =>
    Turns.ask({ messages: [{ role: "user", content: [{ type: "image", source }] }] })

  it("is told with its media type", () =>
    assert.deepStrictEqual(sentJson(chat, look({ url: "gs://asgard/bridge.png", mediaType: "image/png" })), {
      contents: [{ role: "user", parts: [{ fileData: { fileUri: "gs://asgard/bridge.png", mimeType: "image/png" } }] }]
    }))

  it("is refused without, and where it is the id of an upload", () => {
    assert.strictEqual(
      refusal(chat, look({ url: "gs://asgard/bridge.png" })),
      "unsupported: image by URL without its media type; instead, give its mediaType"
    )
    assert.strictEqual(
      refusal(chat, look({ fileId: "files/1" })),
      "unsupported: image by id; instead, give its URL in Cloud Storage, or its bytes"
    )
  })
})

describe("an answer is read in the wire of whom was asked", () => {
  const answers: ReadonlyArray<readonly [model: string, fixture: string, text: string]> = [
    ["google/gemini-2.5-flash", "gemini-generate-content/text.sse", "Hello from Asgård 🌈"],
    ["anthropic/claude-opus-4-6", "anthropic-messages/text.sse", "Hello from Asgård 🌈"],
    ["mistralai/codestral-2", "openai-chat/text.sse", "Grüße, 世界 👋🏽"],
    ["meta/llama-3.3-70b-instruct-maas", "openai-chat/text.sse", "Grüße, 世界 👋🏽"]
  ]
  it.each(answers)("%s: %s", (model, fixture, text) => {
    const { decoder } = open(Turns.ask({ model }))
    const { chunks, failure } = decode("chat", decoder, bodyOf(fixture), "text/event-stream")
    assert.isUndefined(failure)
    assert.strictEqual(Heard.text(chunks), text)
    assert.strictEqual(chunks.at(-1)?._tag, "Finish")
  })

  it("and its thoughts go back to it with their signatures", () => {
    const claude: Protocol.Protocol<"chat"> = {
      ...VertexModels.claude,
      open: (request, options) => chat.open({ ...request, model: "claude-opus-4-6" }, options)
    }
    assert.include(JSON.stringify(Turns.secondTurn(claude, "anthropic-messages/thinking.sse")), `"signature":"`)
  })
})
