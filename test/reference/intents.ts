/** What one may mean, asked of every wire that has a client of its vendor's: each says it, or says that it cannot. */
import { Schema } from "effect"
import type { ChatRequest } from "effect-bifrost"

export type Asked = Omit<ChatRequest, "model">

export const hello = { role: "user", content: "Hello!" } as const
const place = Schema.Struct({ city: Schema.String })
/** The same, as all wires want it. */
export const shape = {
  type: "object" as const,
  properties: { city: { type: "string" as const } },
  required: ["city"],
  additionalProperties: false
}

/** Of a PNG, as far as these tests look. */
export const bytes = Uint8Array.of(1, 2, 3)
export const base64 = "AQID"

const tools = [{ name: "weather", description: "How it is.", parameters: place }, { name: "now" }]
const messages = [hello]
const seen = (source: { readonly url: string } | { readonly data: Uint8Array; readonly mediaType: string }): Asked => ({
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

export const intents = {
  plain: { messages },
  system: { messages: [{ role: "system", content: "Be brief." }, hello] },
  "several turns": { messages: [hello, { role: "assistant", content: "Hi." }, { role: "user", content: "Who?" }] },
  "an image": seen({ data: bytes, mediaType: "image/png" }),
  "an image by URL": seen({ url: "https://x/a.png" }),
  "a document": {
    messages: [
      {
        role: "user",
        content: [{ type: "file", source: { data: bytes, mediaType: "application/pdf" }, name: "a" }]
      }
    ]
  },
  tools: { messages, tools },
  "at least one tool": { messages, tools, toolChoice: "required" },
  "this tool": { messages, tools, toolChoice: { name: "weather" } },
  "no tool": { messages, tools, toolChoice: "none" },
  "one call at a time": { messages, tools, parallelToolCalls: false },
  "arguments kept to their shape": {
    messages,
    tools: [{ name: "weather", parameters: place, strict: true }]
  },
  "results of parallel calls": {
    messages: [
      hello,
      {
        role: "assistant",
        content: [
          { type: "text", text: "Let me look." },
          { type: "tool-call", id: "call00001", name: "weather", arguments: '{"city":"Oslo"}' },
          { type: "tool-call", id: "call00002", name: "now", arguments: "{}" }
        ]
      },
      { role: "tool", toolCallId: "call00001", content: "5 °C" },
      { role: "tool", toolCallId: "call00002", content: "Noon." }
    ],
    tools
  },
  "an answer of a shape": { messages, responseFormat: { schema: place, name: "place" } },
  "an answer in JSON": { messages, responseFormat: "json" },
  sampling: { messages, temperature: 0.5, topP: 0.25 },
  "the likeliest tokens": { messages, topK: 40 },
  seed: { messages, seed: 7 },
  penalties: { messages, frequencyPenalty: 0.5, presencePenalty: 0.25 },
  "several answers": { messages, n: 2 },
  logprobs: { messages, logprobs: true },
  "at most so many tokens": { messages, maxTokens: 100 },
  stop: { messages, stop: ["END", "FIN"] },
  "little thinking": { messages, reasoning: { effort: "low" } },
  "thinking within a budget": { messages, reasoning: { budgetTokens: 2048 } },
  "thoughts shown": { messages, reasoning: { summary: "auto" } },
  "no thinking": { messages, reasoning: { effort: "none" } },
  metadata: { messages, metadata: { team: "norse" } },
  "a tier of service": { messages, serviceTier: "flex" },
  /** A hint: where a wire has no word for it, it is left out, with a warning. */
  "a key for the cache": { messages, promptCache: { key: "k1" } }
} as const satisfies Readonly<Record<string, Asked>>
export type Name = keyof typeof intents

/** What their client is asked for the same. */
export interface Said<Params> {
  readonly theirs: Params
  /** What our body says besides or instead, and why. */
  readonly ours?: { readonly why: string; readonly fields: object }
}

/** A wire's words for each of these; or what it has no word for, which we refuse, and nothing is sent. */
export type Table<Params> = { readonly [K in Name]: Said<Params> | { readonly refused: string } }

/** What only this wire has words for. */
export type Own<Params> = Readonly<Record<string, Said<Params> & { readonly asked: Asked }>>
