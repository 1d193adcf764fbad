/** Anthropic's own client as a reference for /v1/messages. */
import Anthropic from "@anthropic-ai/sdk"
import { Config } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import * as Layers from "effect-bifrost/layers/Anthropic"
import { assert, it } from "vitest"
import { bodyOf } from "../kit/fixture.ts"
import { sameAnswers } from "./answers.ts"
import { understoodOf } from "./anthropic.ts"
import { at, both, key, type Sides } from "./both.ts"
import { accepts, sameRequests, type Spelling } from "./requests.ts"
import { base64, hello, type Own, shape, type Table } from "./intents.ts"

/** Of the major version 1 of their client; ours is told so for this comparison. */
const version = "2026-10-21"

const sides: Sides<StreamingProvider<"chat">, Anthropic> = {
  layer: (url) => Layers.layerConfig({ ...at(`${url}/v1`), headers: Config.succeed({ "anthropic-version": version }) }),
  client: (url) => new Anthropic({ apiKey: key, baseURL: url, maxRetries: 0 })
}

const spellings: ReadonlyArray<Spelling> = [
  {
    why: "a text alone is short for a list of one text block",
    plain: (object) =>
      Object.fromEntries(
        Object.entries(object).map(([name, value]) =>
          (name === "content" || name === "system") && typeof value === "string"
            ? [name, [{ type: "text", text: value }]]
            : [name, value]
        )
      )
  }
]

/** Our limit, where the caller gives none: this wire demands one. */
const max_tokens = 4096
const limits = { model: "claude-sonnet-4-6", max_tokens }

type Params = Partial<Anthropic.MessageCreateParamsNonStreaming>

const messages = [hello]
const bare = { type: "object", properties: {} } as const
const tools = [
  { name: "weather", description: "How it is.", input_schema: shape },
  { name: "now", input_schema: bare }
]
const see = (source: Anthropic.ImageBlockParam["source"]): Params => ({
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "See:" },
        { type: "image", source }
      ]
    }
  ]
})
const older = "2023-06-01, which our layer asks for, has them; 2026-10-21, and with it their client, has not"

const table: Table<Params> = {
  plain: { theirs: { messages } },
  system: { theirs: { system: "Be brief.", messages } },
  "several turns": {
    theirs: { messages: [hello, { role: "assistant", content: "Hi." }, { role: "user", content: "Who?" }] }
  },
  "an image": { theirs: see({ type: "base64", media_type: "image/png", data: base64 }) },
  "an image by URL": { theirs: see({ type: "url", url: "https://x/a.png" }) },
  "a document": {
    theirs: {
      messages: [
        {
          role: "user",
          content: [
            { type: "document", source: { type: "base64", media_type: "application/pdf", data: base64 }, title: "a" }
          ]
        }
      ]
    }
  },
  tools: { theirs: { messages, tools } },
  "at least one tool": { theirs: { messages, tools, tool_choice: { type: "any" } } },
  "this tool": { theirs: { messages, tools, tool_choice: { type: "tool", name: "weather" } } },
  "no tool": { theirs: { messages, tools, tool_choice: { type: "none" } } },
  "one call at a time": {
    theirs: { messages, tools, tool_choice: { type: "auto", disable_parallel_tool_use: true } }
  },
  "arguments kept to their shape": {
    theirs: { messages, tools: [{ name: "weather", input_schema: shape, strict: true }] }
  },
  "results of parallel calls": {
    theirs: {
      messages: [
        hello,
        {
          role: "assistant",
          content: [
            { type: "text", text: "Let me look." },
            { type: "tool_use", id: "call00001", name: "weather", input: { city: "Oslo" } },
            { type: "tool_use", id: "call00002", name: "now", input: {} }
          ]
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "call00001", content: "5 °C" },
            { type: "tool_result", tool_use_id: "call00002", content: "Noon." }
          ]
        }
      ],
      tools
    }
  },
  "an answer of a shape": {
    theirs: { messages, output_config: { format: { type: "json_schema", schema: shape } } }
  },
  "an answer in JSON": { refused: "JSON of any shape" },
  sampling: { theirs: { messages }, ours: { why: older, fields: { temperature: 0.5, top_p: 0.25 } } },
  "the likeliest tokens": { theirs: { messages }, ours: { why: older, fields: { top_k: 40 } } },
  seed: { refused: "seed" },
  penalties: { refused: "frequencyPenalty" },
  "several answers": { refused: "n" },
  logprobs: { refused: "logprobs" },
  "at most so many tokens": { theirs: { messages, max_tokens: 100 } },
  stop: { theirs: { messages, stop_sequences: ["END", "FIN"] } },
  "little thinking": { theirs: { messages, thinking: { type: "adaptive" }, output_config: { effort: "low" } } },
  "thinking within a budget": {
    // a budget is a part of the limit
    theirs: { messages, thinking: { type: "enabled", budget_tokens: 2048 }, max_tokens: 2048 + max_tokens }
  },
  "thoughts shown": { theirs: { messages, thinking: { type: "adaptive", display: "summarized" } } },
  "no thinking": { theirs: { messages, thinking: { type: "disabled" } } },
  metadata: { refused: "metadata" },
  "a tier of service": {
    theirs: { messages },
    ours: { why: "tiers go by the provider's own names: this one has no flex", fields: { service_tier: "flex" } }
  },
  "a key for the cache": { theirs: { messages } }
}

const own: Own<Params> = {
  "thoughts go back": {
    asked: {
      messages: [
        hello,
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: "Hm.", signature: "c2lnbmVk", format: "anthropic-claude-v1" },
            { type: "reasoning", text: "", encrypted: "c2VjcmV0", format: "anthropic-claude-v1" },
            { type: "text", text: "Hi." }
          ]
        },
        hello
      ]
    },
    theirs: {
      messages: [
        hello,
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "Hm.", signature: "c2lnbmVk" },
            { type: "redacted_thinking", data: "c2VjcmV0" },
            { type: "text", text: "Hi." }
          ]
        },
        hello
      ]
    }
  },
  "instructions among the turns": {
    asked: { messages: [hello, { role: "developer", content: "Be kind." }] },
    theirs: { messages: [hello, { role: "system", content: [{ type: "text", text: "Be kind." }] }] }
  },
  "tier, user and cache": {
    asked: { messages, serviceTier: "auto", user: "u1", promptCache: { retention: "1h" } },
    theirs: {
      messages,
      service_tier: "auto",
      metadata: { user_id: "u1" },
      cache_control: { type: "ephemeral", ttl: "1h" }
    }
  }
}

sameRequests(
  {
    sides,
    model: limits.model,
    answer: { pieces: [bodyOf("anthropic-messages/text.sse")] },
    send: (client, params) => client.messages.stream({ ...limits, messages, ...params }).finalMessage(),
    headers: {
      "content-type": "alike",
      "anthropic-version": "alike",
      "anthropic-beta": "alike",
      accept: accepts,
      "x-api-key": { why: "the documentation's header for a key, and what gateways look for" },
      authorization: { why: "their client has sent keys as bearer tokens since 1.0; the API takes both" }
    },
    spellings
  },
  table,
  own
)

it("is asked for in the version that has sampling, unless told otherwise", async () => {
  const { asked } = await both(
    { ...sides, layer: (url) => Layers.layerConfig(at(`${url}/v1`)) },
    { pieces: [bodyOf("anthropic-messages/text.sse")] },
    Collect.chat(StreamingProvider.chat({ model: "m", messages })),
    () => Promise.resolve()
  )
  assert.strictEqual(asked.one?.headers["anthropic-version"], "2023-06-01")
})

const cutCall = "their client completes arguments that were cut; ours hands them out as they came"
const spliced = "their client wants one beginning; ours takes what gateways splice"

sameAnswers({
  sides,
  protocol: "anthropic-messages",
  ask: async (client) => understoodOf(await client.messages.stream({ ...limits, messages }).finalMessage()),
  differs: {
    "malformed-delta.sse": "a number where text should be: ours fails, their client joins it",
    "tool-call-cut-for-length.sse": cutCall,
    "anthropic/messages/anthropic-sdk-typescript--incomplete_partial_json_response": cutCall,
    "anthropic/messages/ai--spliced-message-start": spliced,
    "no-message-stop.sse": "a reason to end was given: ours takes the answer as whole, their client waits for more",
    "start-repeated.sse": spliced
  }
})
