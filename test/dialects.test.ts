/** Each named difference of a dialect, shown by the vendor that it is there for, beside OpenAI's own way. */
import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "effect-bifrost"
import * as Alibaba from "effect-bifrost/layers/Alibaba"
import * as Cerebras from "effect-bifrost/layers/Cerebras"
import * as DeepSeek from "effect-bifrost/layers/DeepSeek"
import * as Groq from "effect-bifrost/layers/Groq"
import * as Mistral from "effect-bifrost/layers/Mistral"
import * as Moonshot from "effect-bifrost/layers/Moonshot"
import * as Nebius from "effect-bifrost/layers/Nebius"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import * as OpenAICompatible from "effect-bifrost/layers/OpenAICompatible"
import * as OpenRouter from "effect-bifrost/layers/OpenRouter"
import * as Perplexity from "effect-bifrost/layers/Perplexity"
import * as SambaNova from "effect-bifrost/layers/SambaNova"
import * as Together from "effect-bifrost/layers/Together"
import * as Vllm from "effect-bifrost/layers/Vllm"
import * as ZAI from "effect-bifrost/layers/ZAI"
import { openai, thinking } from "effect-bifrost/protocols/OpenAiDialect"
import type { Message } from "effect-bifrost/schemas/Content"
import { readdirSync, readFileSync } from "node:fs"
import { added, bodyOf, chatOf, type Chats, question } from "./kit/chats.ts"
import { refusal, warnings } from "./kit/fixture.ts"

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
      "Alibaba: a level",
      Alibaba,
      { reasoning: { effort: "low" } },
      'effort; instead, use "none", or reasoning.budgetTokens'
    ],
    ["any imitator: verbosity", Groq, { verbosity: "low" }, "verbosity; instead, use a model of OpenAI's"],
    ["any imitator: speech", Mistral, { modalities: ["text", "audio"] }, "modalities; instead, use a model of OpenAI's"]
  ])("%s", (_, layer, asked, what) =>
    assert.strictEqual(refusal(chatOf(layer), { ...question, ...asked }), `unsupported: ${what}`)
  )

  it("what nobody asks for is not refused", () => {
    const host = { id: "acme", baseUrl: "https://acme.dev/v1" }
    const uncached = OpenAICompatible.provider({ ...host, dialect: { cannot: { promptCache: "" } } })
    assert.notMatch(refusal(chatOf({ provider: uncached }), question), /unsupported/)
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

const sourcesIn = (folder: string, except: string) => {
  const directory = new URL(`../${folder}/`, import.meta.url)
  return readdirSync(directory)
    .filter((file) => file !== except)
    .map((file) => readFileSync(new URL(file, directory), "utf8"))
}

describe("each field", () => {
  const sources = sourcesIn("src/protocols", "OpenAiDialect.ts")
  it.each(Object.keys(openai))("%s is read in one place", (field) => {
    const read = new RegExp(`dialect\\.${field}\\b|\\b${field}\\b[\\w, ]* \\}: (OpenAiDialect\\.)?Dialect\\b`)
    assert.lengthOf(
      sources.filter((source) => read.test(source)),
      1
    )
  })
})

describe("each way to say how hard to think", () => {
  const layers = sourcesIn("layers", "OpenAICompatible.ts")
  it.each(Object.keys(thinking).filter((way) => way !== openai.reasoning))("%s is some vendor's", (way) =>
    assert.isTrue(layers.some((source) => source.includes(`reasoning: "${way}"`)))
  )
})
