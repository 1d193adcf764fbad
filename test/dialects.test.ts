/** Each named difference of a dialect, shown by the vendor that it is there for, beside OpenAI's own way. */
import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "effect-bifrost"
import * as Alibaba from "effect-bifrost/layers/Alibaba"
import * as Cerebras from "effect-bifrost/layers/Cerebras"
import * as DeepSeek from "effect-bifrost/layers/DeepSeek"
import * as Fireworks from "effect-bifrost/layers/Fireworks"
import * as Groq from "effect-bifrost/layers/Groq"
import * as Mistral from "effect-bifrost/layers/Mistral"
import * as Moonshot from "effect-bifrost/layers/Moonshot"
import * as Nebius from "effect-bifrost/layers/Nebius"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import * as OpenRouter from "effect-bifrost/layers/OpenRouter"
import * as Perplexity from "effect-bifrost/layers/Perplexity"
import * as SambaNova from "effect-bifrost/layers/SambaNova"
import * as Together from "effect-bifrost/layers/Together"
import * as Vllm from "effect-bifrost/layers/Vllm"
import * as ZAI from "effect-bifrost/layers/ZAI"
import type { Message } from "effect-bifrost/schemas/Content"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import { type Dialect, nine, openai } from "effect-bifrost/protocols/OpenAiDialect"
import { readdirSync, readFileSync } from "node:fs"
import type * as Protocol from "../src/Protocol.ts"
import type * as Provider from "../src/Provider.ts"
import { decode, refusal, sentJson, warnings } from "./kit/fixture.ts"
import { data } from "./kit/wire.ts"

const question: ChatRequest = { model: "m", messages: [{ role: "user", content: "hi" }] }

type Chats = { readonly provider: Provider.Provider<"chat"> }
const chatOf = ({ provider }: Chats): Protocol.Protocol<"chat"> => {
  const row = provider.operations.chat
  return "protocol" in row ? row.protocol : row
}
/** A host of a dialect that no layer has. */
const host = (dialect: Partial<Dialect>): Chats => ({
  provider: { ...Groq.provider, operations: { chat: OpenAiChat.make(dialect) } }
})
const bodyOf = (layer: Chats, asked: Partial<ChatRequest>) => {
  const body = sentJson(chatOf(layer), { ...question, ...asked })
  return typeof body === "object" && body !== null ? { ...body } : {}
}
/** What a request adds to the body of a plain question. */
const added = (layer: Chats, asked: Partial<ChatRequest>): object => {
  const plain = JSON.stringify(Object.entries(bodyOf(layer, {})))
  return Object.fromEntries(
    Object.entries(bodyOf(layer, asked)).filter(([name, value]) => !plain.includes(JSON.stringify([name, value])))
  )
}

describe("a field that some spell otherwise", () => {
  it.each<readonly [string, Chats, Partial<ChatRequest>, object]>([
    ["OpenAI: maxTokens", OpenAI, { maxTokens: 5 }, { max_completion_tokens: 5 }],
    ["Groq: maxTokens", Groq, { maxTokens: 5 }, { max_completion_tokens: 5 }],
    ["DeepSeek: maxTokens", DeepSeek, { maxTokens: 5 }, { max_tokens: 5 }],
    ["OpenAI: seed", OpenAI, { seed: 1 }, { seed: 1 }],
    ["Mistral: seed", Mistral, { seed: 1 }, { random_seed: 1 }],
    ["OpenAI: user", OpenAI, { user: "u" }, { user: "u" }],
    ["DeepSeek: user", DeepSeek, { user: "u" }, { user_id: "u" }],
    ["Z.AI: user", ZAI, { user: "u" }, { user_id: "u" }],
    ["Nebius: tier", Nebius, { serviceTier: "flex" }, { service_tier: "flex" }],
    ["Groq: tier", Groq, { serviceTier: "flex" }, { service_tier: "flex" }],
    ["Cerebras: the cache key", Cerebras, { promptCache: { key: "k" } }, { prompt_cache_key: "k" }],
    ["vLLM: topK", Vllm, { topK: 4 }, { top_k: 4 }],
    ["OpenAI: effort", OpenAI, { reasoning: { effort: "low" } }, { reasoning_effort: "low" }],
    ["OpenRouter: effort", OpenRouter, { reasoning: { effort: "low" } }, { reasoning: { effort: "low" } }],
    ["OpenRouter: budget", OpenRouter, { reasoning: { budgetTokens: 9 } }, { reasoning: { max_tokens: 9 } }],
    ["DeepSeek: effort", DeepSeek, { reasoning: { effort: "high" } }, { reasoning_effort: "high" }],
    ["DeepSeek: no thought", DeepSeek, { reasoning: { effort: "none" } }, { thinking: { type: "disabled" } }],
    ["Together: no thought", Together, { reasoning: { effort: "none" } }, { reasoning: { enabled: false } }],
    ["Together: effort", Together, { reasoning: { effort: "low" } }, { reasoning_effort: "low" }],
    [
      "on or off: no thought",
      host({ reasoning: "onOrOff" }),
      { reasoning: { effort: "none" } },
      { thinking: { type: "disabled" } }
    ],
    ["Z.AI: effort", ZAI, { reasoning: { effort: "max" } }, { reasoning_effort: "max" }],
    ["Z.AI: no thought", ZAI, { reasoning: { effort: "none" } }, { thinking: { type: "disabled" } }],
    ["Moonshot: effort", Moonshot, { reasoning: { effort: "high" } }, { reasoning_effort: "high" }],
    ["Moonshot: no thought", Moonshot, { reasoning: { effort: "none" } }, { thinking: { type: "disabled" } }],
    ["Alibaba: no thought", Alibaba, { reasoning: { effort: "none" } }, { enable_thinking: false }],
    ["Alibaba: budget", Alibaba, { reasoning: { budgetTokens: 9 } }, { enable_thinking: true, thinking_budget: 9 }],
    ["Groq: JSON", Groq, { responseFormat: "json" }, { response_format: { type: "json_object" } }],
    ["Groq: one answer", Groq, { n: 1 }, { n: 1 }]
  ])("%s", (_, layer, asked, fields) => assert.deepStrictEqual(added(layer, asked), fields))

  it("OpenAI's usage must be asked for; Mistral and Perplexity send it unasked", () => {
    assert.property(bodyOf(OpenAI, {}), "stream_options")
    assert.property(bodyOf(DeepSeek, {}), "stream_options")
    assert.notProperty(bodyOf(Mistral, {}), "stream_options")
    assert.notProperty(bodyOf(Perplexity, {}), "stream_options")
  })

  it("a developer is one with OpenAI, Cerebras and OpenRouter", () => {
    const messages: ReadonlyArray<Message> = [{ role: "developer", content: "Be brief." }]
    for (const layer of [OpenAI, Cerebras, OpenRouter]) {
      assert.deepInclude(bodyOf(layer, { messages }), { messages: [{ role: "developer", content: "Be brief." }] })
    }
    assert.deepInclude(bodyOf(Groq, { messages }), { messages: [{ role: "system", content: "Be brief." }] })
  })
})

describe("what a vendor lacks is not sent", () => {
  const shape = { schema: { type: "object" } }
  it.each<readonly [string, Chats, Partial<ChatRequest>, string]>([
    ["OpenAI: topK", OpenAI, { topK: 4 }, "topK; instead, use topP"],
    ["OpenAI: a budget", OpenAI, { reasoning: { budgetTokens: 9 } }, "budgetTokens; instead, use reasoning.effort"],
    ["Groq: logprobs", Groq, { logprobs: true }, "logprobs"],
    ["Groq: two answers", Groq, { n: 2 }, "n; instead, ask several times"],
    [
      "DeepSeek: a shape",
      DeepSeek,
      { responseFormat: shape },
      'an answer of a given shape; instead, use "json" and describe the shape'
    ],
    ["SambaNova: a penalty", SambaNova, { presencePenalty: 1 }, "presencePenalty"],
    [
      "Together: logprobs",
      Together,
      { logprobs: true },
      "logprobs; instead, give their number in providerOptions: { together: { logprobs: 5 } }"
    ],
    ["any imitator: a tier", DeepSeek, { serviceTier: "flex" }, "serviceTier"],
    [
      "on or off: a level",
      host({ reasoning: "onOrOff" }),
      { reasoning: { effort: "low" } },
      'effort; instead, use "none", or leave it out: it thinks unasked'
    ],
    [
      "Alibaba: a level",
      Alibaba,
      { reasoning: { effort: "low" } },
      'effort; instead, use "none", or reasoning.budgetTokens'
    ],
    ["any imitator: verbosity", Groq, { verbosity: "low" }, "verbosity; instead, use a model of OpenAI's"],
    [
      "any imitator: speech",
      Mistral,
      { modalities: ["text", "audio"] },
      "modalities; instead, use a model of OpenAI's"
    ],
    [
      "who does not think: effort",
      host({ reasoning: "none" }),
      { reasoning: { effort: "low" } },
      "effort; instead, choose a model that thinks"
    ]
  ])("%s", (_, layer, asked, what) =>
    assert.strictEqual(refusal(chatOf(layer), { ...question, ...asked }), `unsupported: ${what}`)
  )

  it("what nobody asks for is not refused", () => {
    assert.notMatch(refusal(chatOf(host({ cannot: { promptCache: "" } })), question), /unsupported/)
    const asked = { ...question, n: 1, logprobs: false, modalities: ["text"] as const, responseFormat: "text" as const }
    assert.notMatch(refusal(chatOf(Groq), asked), /unsupported/)
  })

  it.each<readonly [string, Chats, Partial<ChatRequest>, string]>([
    ["Mistral: who asks", Mistral, { user: "u" }, "Who is asking is not sent."],
    [
      "Groq: names",
      Groq,
      { messages: [{ role: "user", content: "hi", name: "Thor" }] },
      "The names of speakers are not sent."
    ],
    ["any imitator: the cache key", DeepSeek, { promptCache: { key: "k" } }, "The cache key is not sent."],
    [
      "any imitator: its keeping",
      DeepSeek,
      { promptCache: { retention: "24h" } },
      "How long to cache the prompt is not sent."
    ]
  ])("%s is left out, with a word", (_, layer, asked, warning) => {
    assert.deepStrictEqual(warnings(chatOf(layer), { ...question, ...asked }), [warning])
    assert.deepStrictEqual(added(layer, asked), {})
  })
})

const thoughtful: Message = {
  role: "assistant",
  content: [
    { type: "reasoning", text: "Hm.", signature: "s", id: "r1", format: "anthropic-claude-v1" },
    { type: "reasoning", text: "", encrypted: "sealed", format: "openai-responses-v1" },
    { type: "text", text: "I look." },
    { type: "tool-call", id: "call_abc", name: "f", arguments: "{}" }
  ]
}
const history = { messages: [thoughtful, { role: "tool", toolCallId: "call_abc", content: "ok" }] } as const
const turnsOf = (layer: Chats) => JSON.parse(JSON.stringify(bodyOf(layer, history))).messages

describe("the reasoning of earlier turns", () => {
  it("has no place with OpenAI, who says so", () => {
    assert.hasAllKeys(turnsOf(OpenAI)[0], ["role", "content", "tool_calls"])
    assert.match(warnings(chatOf(OpenAI), { ...question, ...history }).join(), /reasoning of earlier turns is not sent/)
  })
  it.each<readonly [string, Chats]>([
    ["DeepSeek", DeepSeek],
    ["Z.AI", ZAI],
    ["Moonshot", Moonshot],
    ["Fireworks", Fireworks],
    ["Together", Together]
  ])("stands beside the answer with %s", (_, layer) => {
    assert.strictEqual(turnsOf(layer)[0].reasoning_content, "Hm.")
    assert.deepStrictEqual(warnings(chatOf(layer), { ...question, ...history }), [])
  })
  it("is a part of the content with Mistral", () =>
    assert.deepStrictEqual(turnsOf(Mistral)[0].content, [
      { type: "thinking", thinking: [{ type: "text", text: "Hm." }] },
      { type: "text", text: "I look." }
    ]))
  it("goes back to OpenRouter as it came: two turns", () => {
    const details = [
      { type: "reasoning.text", text: "Hm.", signature: "s", id: "r1", format: "anthropic-claude-v1" },
      { type: "reasoning.encrypted", data: "sealed", format: "openai-responses-v1" }
    ]
    assert.deepStrictEqual(turnsOf(OpenRouter)[0].reasoning_details, details)
    const events = [
      { model: "m", choices: [{ delta: { reasoning: "Hm.", reasoning_details: [details[0]] } }] },
      { model: "m", choices: [{ delta: { reasoning_details: [details[1]] } }] },
      { model: "m", choices: [{ delta: { content: "Yes" }, finish_reason: "stop" }] },
      "[DONE]"
    ]
    const { chunks } = decode("chat", chatOf(OpenRouter).decoder, data(...events), "text/event-stream")
    assert.deepStrictEqual(
      chunks.filter(({ _tag }) => _tag === "Reasoning"),
      [
        { _tag: "Reasoning", choice: 0, delta: "Hm.", signature: "s", id: "r1", format: "anthropic-claude-v1" },
        { _tag: "Reasoning", choice: 0, delta: "", encrypted: "sealed", format: "openai-responses-v1" }
      ]
    )
  })
})

describe("recordings and documents", () => {
  const of = (layer: Parameters<typeof bodyOf>[0]) => {
    const source = (mediaType: string) => ({ data: Uint8Array.of(1, 2, 3), mediaType })
    const content = [
      { type: "audio", source: source("audio/mpeg") },
      { type: "file", source: source("application/pdf"), name: "a" }
    ] as const
    return Object(bodyOf(layer, { messages: [{ role: "user", content }] })).messages[0].content
  }
  it("are in Mistral's own words with Mistral, and in OpenAI's elsewhere", () => {
    assert.deepStrictEqual(of(Mistral), [
      { type: "input_audio", input_audio: "AQID" },
      { type: "document_url", document_url: "data:application/pdf;base64,AQID", document_name: "a" }
    ])
    assert.deepStrictEqual(of(DeepSeek), [
      { type: "input_audio", input_audio: { data: "AQID", format: "mp3" } },
      { type: "file", file: { filename: "a", file_data: "data:application/pdf;base64,AQID" } }
    ])
  })
})

describe("the ids of calls", () => {
  it("are nine letters and digits with Mistral, alike in calls and results", () => {
    const [{ tool_calls }, { tool_call_id }] = turnsOf(Mistral)
    assert.match(tool_call_id, /^[a-zA-Z0-9]{9}$/)
    assert.strictEqual(tool_calls[0].id, tool_call_id)
    assert.strictEqual(turnsOf(DeepSeek)[1].tool_call_id, "call_abc")
  })
  it("stay as they are where they fit, and differ where they differ", () => {
    assert.strictEqual(nine("D681PevKs"), "D681PevKs")
    const ids = Array.from({ length: 2000 }, (_, n) => nine(`call_${n}`))
    assert.strictEqual(new Set(ids).size, 2000)
    assert.isTrue(ids.every((id) => /^[a-z0-9]{9}$/.test(id)))
  })
})

describe("recordings and documents", () => {
  const source = { data: Uint8Array.of(1, 2, 3), mediaType: "audio/mpeg" }
  const pdf = { url: "https://asgard.dev/a.pdf" }
  const parts = (layer: Chats, content: Extract<Message, { readonly role: "user" }>["content"]) =>
    JSON.parse(JSON.stringify(bodyOf(layer, { messages: [{ role: "user", content }] }))).messages[0].content
  it("are written in words of its own with Mistral", () => {
    const recording = [{ type: "audio", source } as const]
    assert.deepStrictEqual(parts(OpenAI, recording), [
      { type: "input_audio", input_audio: { data: "AQID", format: "mp3" } }
    ])
    assert.deepStrictEqual(parts(Mistral, recording), [{ type: "input_audio", input_audio: "AQID" }])
    assert.deepStrictEqual(parts(Mistral, [{ type: "file", source: pdf }]), [
      { type: "document_url", document_url: pdf.url }
    ])
  })
})

describe("each field", () => {
  const directory = new URL("../src/protocols/", import.meta.url)
  const sources = readdirSync(directory)
    .filter((file) => file !== "OpenAiDialect.ts")
    .map((file) => [file, readFileSync(new URL(file, directory), "utf8")] as const)
  it.each(Object.keys(openai))("%s is read in one place", (field) => {
    const read = new RegExp(`dialect\\.${field}\\b|\\b${field}\\b[\\w, ]* \\}: (OpenAiDialect\\.)?Dialect\\b`)
    assert.lengthOf(
      sources.filter(([, source]) => read.test(source)),
      1
    )
  })
})
