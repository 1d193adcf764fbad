import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { ChatRequest } from "effect-bifrost"
import { protocol } from "effect-bifrost/protocols/OpenAiChat"
import type OpenAI from "openai"
import { sent } from "./body.ts"

type Body = Partial<OpenAI.Chat.ChatCompletionCreateParamsStreaming>

const user = [{ role: "user", content: "hi" }] as const
const always = { model: "m", stream: true, stream_options: { include_usage: true } } satisfies Body
const asked = { messages: [{ role: "user", content: "hi" }] } satisfies Body

const City = Schema.Struct({ city: Schema.String, days: Schema.Finite })
const citySchema = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "number" } },
  required: ["city", "days"],
  additionalProperties: false
}

/** The bodies are of the type that OpenAI's own package sends. */
const bodies: ReadonlyArray<readonly [name: string, request: Omit<ChatRequest, "model">, body: Body]> = [
  ["the least", { messages: user }, asked],
  [
    "every setting",
    {
      messages: user,
      temperature: 0.5,
      topP: 0.9,
      maxTokens: 100,
      frequencyPenalty: 0.1,
      presencePenalty: -0.1,
      seed: 7,
      stop: ["END"],
      n: 2,
      user: "u",
      logprobs: true,
      topLogprobs: 3,
      logitBias: { "50256": -100 },
      parallelToolCalls: false,
      metadata: { a: "b" },
      serviceTier: "flex",
      verbosity: "low",
      reasoning: { effort: "low" },
      promptCache: { key: "k", retention: "24h" },
      modalities: ["text", "audio"],
      audio: { voice: "alloy", format: "wav" }
    },
    {
      ...asked,
      temperature: 0.5,
      top_p: 0.9,
      max_completion_tokens: 100,
      frequency_penalty: 0.1,
      presence_penalty: -0.1,
      seed: 7,
      stop: ["END"],
      n: 2,
      user: "u",
      logprobs: true,
      top_logprobs: 3,
      logit_bias: { "50256": -100 },
      parallel_tool_calls: false,
      metadata: { a: "b" },
      service_tier: "flex",
      verbosity: "low",
      reasoning_effort: "low",
      prompt_cache_key: "k",
      prompt_cache_retention: "24h",
      modalities: ["text", "audio"],
      audio: { voice: "alloy", format: "wav" }
    }
  ],
  [
    "tools by JSON Schema, by Effect Schema and without arguments",
    {
      messages: user,
      tools: [
        { name: "a", description: "A", parameters: citySchema, strict: true },
        { name: "b", parameters: City },
        { name: "c" }
      ],
      toolChoice: { name: "a" }
    },
    {
      ...asked,
      tools: [
        { type: "function", function: { name: "a", description: "A", parameters: citySchema, strict: true } },
        { type: "function", function: { name: "b", parameters: citySchema } },
        { type: "function", function: { name: "c", parameters: { type: "object", properties: {} } } }
      ],
      tool_choice: { type: "function", function: { name: "a" } }
    }
  ],
  ["a tool choice in a word", { messages: user, toolChoice: "required" }, { ...asked, tool_choice: "required" }],
  ["text", { messages: user, responseFormat: "text" }, { ...asked, response_format: { type: "text" } }],
  ["JSON", { messages: user, responseFormat: "json" }, { ...asked, response_format: { type: "json_object" } }],
  [
    "a shape by Effect Schema, strict as it is closed",
    { messages: user, responseFormat: { schema: City } },
    {
      ...asked,
      response_format: { type: "json_schema", json_schema: { name: "answer", schema: citySchema, strict: true } }
    }
  ],
  [
    "a shape by JSON Schema, not strict as it is open",
    { messages: user, responseFormat: { schema: { type: "object", properties: {} }, name: "any", description: "D" } },
    {
      ...asked,
      response_format: {
        type: "json_schema",
        json_schema: { name: "any", description: "D", schema: { type: "object", properties: {} }, strict: false }
      }
    }
  ]
]

const unsupported: ReadonlyArray<readonly [request: object, what: string, instead: string]> = [
  [{ messages: user, topK: 5 }, "topK", "use topP"],
  [{ messages: user, reasoning: { budgetTokens: 100 } }, "budgetTokens", "use reasoning.effort"],
  [
    { messages: user, reasoning: { summary: "auto" } },
    "summary",
    "use the responses operation, where the provider has its own"
  ]
]

const requestOf = Schema.decodeUnknownSync(Schema.toType(ChatRequest))

describe("OpenAI chat, as it is asked", () => {
  it.each(bodies)("%s", (_, request, body) => {
    const { body: actual, url, warnings } = Result.getOrThrow(sent(protocol, { model: "m", ...request }))
    assert.strictEqual(url, "/chat/completions")
    assert.deepStrictEqual(actual, { ...always, ...body })
    assert.isEmpty(warnings)
  })

  it.each(unsupported)("%j cannot be asked: %s", (request, what, instead) => {
    const failure = Result.getOrThrow(Result.flip(sent(protocol, requestOf({ model: "m", ...request }))))
    assert.deepInclude(failure, { _tag: "Unsupported", what, instead })
  })

  it("the provider's own options go over ours, inside objects too", () => {
    const options = { store: true, temperature: null, stream_options: { include_obfuscation: false }, x: { y: [1] } }
    const { body } = Result.getOrThrow(sent(protocol, { model: "m", messages: user, temperature: 1 }, options))
    const stream_options = { include_usage: true, include_obfuscation: false }
    assert.deepStrictEqual(body, { ...asked, model: "m", stream: true, ...options, stream_options })
  })
})
