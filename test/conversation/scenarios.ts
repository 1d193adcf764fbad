/**
 * One conversation: what is asked, and the one outcome that a caller hears of it, whatever wire it goes over. Who
 * answers in another grammar than this is wrong.
 */
import type { ChatRequest } from "effect-bifrost/schemas/Chat"
import type { FinishReason } from "effect-bifrost/schemas/Chunk"

/** What is asked, but for the model. */
export type Ask = Omit<ChatRequest, "model">

/** All that may be heard of an answer, in one shape for all operations that write. */
export interface Heard {
  /** By choice. */
  readonly texts: ReadonlyArray<string>
  readonly reasoning: string
  /** The provider's proof of its thought: a signature, or ciphertext. */
  readonly proof: string | undefined
  readonly refusal: string
  readonly calls: ReadonlyArray<{ readonly id: string; readonly name: string; readonly input: unknown }>
  /** By choice. */
  readonly reasons: ReadonlyArray<FinishReason>
  readonly usage: { readonly input: number | undefined; readonly output: number | undefined } | undefined
}

export interface Scenario {
  readonly ask: Ask
  readonly hears: Heard
  /** What of it is not looked at: some sign every thought. */
  readonly overlooks?: "proof"
  /** How it fails; what was said before is in `hears`. */
  readonly fails?: { readonly tag: string; readonly isRetryable: boolean; readonly isFallbackable: boolean }
}

/** What every answer says that it cost. */
export const usage = { input: 11, output: 7 } as const

const nothing: Heard = {
  texts: [""],
  reasoning: "",
  proof: undefined,
  refusal: "",
  calls: [],
  reasons: ["stop"],
  usage
}
const hears = (heard: Partial<Heard>): Heard => ({ ...nothing, ...heard })
const said = (...texts: ReadonlyArray<string>): Heard => hears({ texts, reasons: texts.map(() => "stop") })

export const question = "Who guards the bridge?"
const user = { role: "user", content: question } as const

/** A picture, as far as any wire looks at it. */
export const image = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff)
export const imageBase64 = "iVBOR/8="

export const city = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false
} as const
export const weather = { name: "weather", description: "The weather in a city", parameters: city } as const
const forecast = (id: string, city: string) => ({ id, name: "weather", input: { city } })
const called = (...calls: Heard["calls"]): Heard => hears({ calls, reasons: ["tool-calls"] })

export const shape = {
  type: "object",
  properties: { guard: { type: "string" } },
  required: ["guard"],
  additionalProperties: false
} as const

export const thought = "Bifröst has one watchman."
export const proof = "c2lnbmVkIGJ5IE9kaW4="

const failing = (tag: string, isRetryable: boolean, isFallbackable = true): Scenario => ({
  ask: { messages: [user] },
  hears: hears({}),
  fails: { tag, isRetryable, isFallbackable }
})

export const scenarios = {
  plain: { ask: { messages: [user] }, hears: said("Heimdall guards it.") },
  system: {
    ask: { messages: [{ role: "system", content: "Answer in one word." }, user] },
    hears: said("Heimdall.")
  },
  "several turns": {
    ask: {
      messages: [user, { role: "assistant", content: "Heimdall." }, { role: "user", content: "Who built it?" }]
    },
    hears: said("The gods.")
  },
  "image in": {
    ask: {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is this?" },
            { type: "image", source: { data: image, mediaType: "image/png" } }
          ]
        }
      ]
    },
    hears: said("A rainbow.")
  },
  "tool call": { ask: { messages: [user], tools: [weather] }, hears: called(forecast("call_1", "Oslo")) },
  "two parallel calls": {
    ask: { messages: [user], tools: [weather] },
    hears: called(forecast("call_1", "Oslo"), forecast("call_2", "Roma"))
  },
  "call without arguments": {
    ask: { messages: [user], tools: [{ name: "now" }] },
    hears: called({ id: "call_1", name: "now", input: {} })
  },
  "tool result": {
    ask: {
      messages: [
        user,
        {
          role: "assistant",
          content: [{ type: "tool-call", id: "call_1", name: "weather", arguments: '{"city":"Oslo"}' }]
        },
        { role: "tool", toolCallId: "call_1", content: "Rain, 9 °C" }
      ],
      tools: [weather]
    },
    hears: said("Take a coat.")
  },
  reasoning: {
    ask: { messages: [user], reasoning: { effort: "high" } },
    hears: { ...said("Heimdall."), reasoning: thought },
    overlooks: "proof"
  },
  "reasoning with signature": {
    ask: { messages: [user], reasoning: { effort: "high" } },
    hears: { ...said("Heimdall."), reasoning: thought, proof }
  },
  "structured output": {
    ask: { messages: [user], responseFormat: { schema: shape, name: "bridge" } },
    hears: said('{"guard":"Heimdall"}')
  },
  refusal: { ask: { messages: [user] }, hears: hears({ refusal: "I cannot help with that." }) },
  "length stop": {
    ask: { messages: [user], maxTokens: 5 },
    hears: hears({ texts: ["Heimdall is the"], reasons: ["length"] })
  },
  "content filter": { ask: { messages: [user] }, hears: hears({ texts: ["Heim"], reasons: ["content-filter"] }) },
  "Unicode across reads": { ask: { messages: [user] }, hears: said("Bifröst 🌈 – 虹の橋 👩🏽‍🚀.") },
  "several answers": { ask: { messages: [user], n: 2 }, hears: said("Heimdall.", "Nobody.") },
  cancellation: { ask: { messages: [user] }, hears: said("Heimdall guards it.") },
  "bad request": failing("Rejected", false, false),
  unauthorized: failing("Unauthorized", false),
  "rate limit": failing("RateLimited", true),
  quota: failing("QuotaExceeded", false),
  overloaded: failing("Overloaded", true),
  "server error": failing("ServerFailed", true),
  "context length": failing("ContextTooLong", false),
  "error inside a 200": { ...failing("ServerFailed", true), hears: hears({ texts: ["Heim"] }) }
} as const satisfies Readonly<Record<string, Scenario>>

export type Name = keyof typeof scenarios
export const names = Object.keys(scenarios) as ReadonlyArray<Name>
export const scenarioOf = (name: Name): Scenario => scenarios[name]
