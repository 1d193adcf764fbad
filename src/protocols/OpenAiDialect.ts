/**
 * How imitators of OpenAI's chat wire differ from it in what they want to be sent: a record of named differences, given
 * by a layer and never guessed from a URL. Each field is used in one place. How they differ in what they answer needs
 * no dialect: the decoder reads them all.
 */
import * as Result from "effect/Result"
import type { ChatRequest } from "../../schemas/Chat.ts"
import type { JsonObject, Reasoning } from "../../schemas/Generation.ts"
import { Unsupported } from "../../schemas/Reason.ts"
import * as Protocol from "../Protocol.ts"
import type { Hint } from "./Hints.ts"

export interface Dialect {
  /** The name of `maxTokens`. OpenAI, Groq, Cerebras, xAI, Moonshot and vLLM have renamed it; most imitators know the older name alone. */
  readonly maxTokens: "max_completion_tokens" | "max_tokens"
  /** The role of a developer's message. Few but OpenAI, Cerebras and OpenRouter know it. */
  readonly developer: "developer" | "system"
  /** Whether usage is sent only when asked for. Mistral and Perplexity always send it, and don't know the field. */
  readonly streamOptions: boolean
  /** Whether there is a `top_k`: vLLM and what is built on it, OpenRouter, Together, Fireworks. */
  readonly topK: boolean
  /** The name of `seed`; Mistral has its own. */
  readonly seed: "seed" | "random_seed"
  /** The name of `user`; DeepSeek and Z.AI have their own. */
  readonly user: "user" | "user_id"
  /** How to say how hard to think: a key of `thinking`, which says whose way it is. */
  readonly reasoning: keyof typeof thinking
  /**
   * Where the reasoning of earlier turns goes: DeepSeek, Moonshot, Z.AI, Fireworks and Together take its words beside
   * the answer, OpenRouter wants its parts back with their signatures, Mistral wants it among the content. Elsewhere it
   * is left out, with a warning.
   */
  readonly history: "reasoning_content" | "reasoning_details" | "thinking" | undefined
  /** Mistral takes only ids of nine letters and digits: others are replaced, alike in calls and results. */
  readonly callIds: "any" | "nine"
  /** How recordings and documents are written: Mistral has words of its own. */
  readonly media: "openai" | "mistral"
  /** Whether answers can be given a shape (`json_schema`). DeepSeek and Z.AI know only JSON of any shape. */
  readonly jsonSchema: boolean
  /** What the host refuses or does not know, and what to do instead (`""` for nothing): of their own in Cerebras, Fireworks, Groq, Nebius, OpenRouter, SambaNova, Sarvam, SGLang and Together. */
  readonly cannot: { readonly [K in keyof ChatRequest]?: string }
  /** Hints that are not sent, with a warning each: of their own in Cerebras, Fireworks, Groq, Mistral, Moonshot, OpenRouter, Sarvam and vLLM. */
  readonly ignores: ReadonlyArray<Extract<Hint, "user" | "cacheKey" | "cacheRetention" | "names">>
}

const only = "use a model of OpenAI's"

/** OpenAI's own. */
export const openai: Dialect = {
  maxTokens: "max_completion_tokens",
  developer: "developer",
  streamOptions: true,
  topK: false,
  seed: "seed",
  user: "user",
  reasoning: "effort",
  history: undefined,
  callIds: "any",
  media: "openai",
  jsonSchema: true,
  cannot: {},
  ignores: []
}

/** What is refused on behalf of those imitators that have tiers of service: Cerebras, Groq and Nebius. */
export const openaiAlone = {
  audio: only,
  modalities: only,
  verbosity: only,
  metadata: ""
} as const satisfies Dialect["cannot"]

/** What an imitator is taken to be where nothing is said of it. */
export const imitator: Dialect = {
  ...openai,
  maxTokens: "max_tokens",
  developer: "system",
  cannot: { ...openaiAlone, serviceTier: "" },
  ignores: ["cacheKey", "cacheRetention"]
}

/** Mistral, itself and on Vertex. It refuses fields that it does not know. */
export const mistral: Dialect = {
  ...imitator,
  streamOptions: false,
  seed: "random_seed",
  history: "thinking",
  callIds: "nine",
  media: "mistral",
  cannot: { audio: only, modalities: only, verbosity: only, logprobs: "", topLogprobs: "", logitBias: "" },
  ignores: ["cacheRetention", "user", "names"]
}

type Thinking = (reasoning: Reasoning) => Result.Result<JsonObject, Unsupported>

const level = (reasoning: Reasoning) => Protocol.rename(reasoning, { effort: "reasoning_effort" })
const refusing =
  (fields: { readonly [K in keyof Reasoning]?: string }, write: (reasoning: Reasoning) => JsonObject): Thinking =>
  (reasoning) =>
    Result.map(Protocol.refuse(reasoning, fields), () => write(reasoning))

const noSummary = { summary: "use the responses operation, where the provider has its own" }
const noBudget = { ...noSummary, budgetTokens: "use reasoning.effort" }

/** How a request says how hard to think. */
export const thinking = {
  effort: refusing(noBudget, level),
  /** OpenRouter, Vercel AI Gateway: an object of its own, with a budget. */
  object: refusing(noSummary, (reasoning) => {
    const fields = Protocol.rename(reasoning, { effort: "effort", budgetTokens: "max_tokens" })
    return Object.keys(fields).length > 0 ? { reasoning: fields } : {}
  }),
  /** DeepSeek, Moonshot, Z.AI: a level, or off. */
  levelOrOff: refusing(noBudget, (reasoning) =>
    reasoning.effort === "none" ? { thinking: { type: "disabled" } } : level(reasoning)
  ),
  /** Together: a level, or not enabled. */
  levelOrDisabled: refusing(noBudget, (reasoning) =>
    reasoning.effort === "none" ? { reasoning: { enabled: false } } : level(reasoning)
  ),
  /** Alibaba: on with a budget, or off. */
  budget: (reasoning: Reasoning) =>
    refusing({ ...noSummary, effort: 'use "none", or reasoning.budgetTokens' }, () => ({
      ...(reasoning.effort === "none" && { enable_thinking: false }),
      ...(reasoning.budgetTokens !== undefined && { enable_thinking: true, thinking_budget: reasoning.budgetTokens })
    }))({ ...reasoning, effort: reasoning.effort === "none" ? undefined : reasoning.effort })
} as const satisfies Readonly<Record<string, Thinking>>

/** Nine letters and digits for any id, always the same. */
export const nine = (id: string): string => {
  if (/^[A-Za-z0-9]{9}$/.test(id)) return id
  let high = 0x811c9dc5
  let low = 0x01000193
  for (let at = 0; at < id.length; at++) {
    high = Math.imul(high ^ id.charCodeAt(at), 0x01000193) >>> 0
    low = Math.imul(low ^ id.charCodeAt(at), 0x85ebca6b) >>> 0
  }
  return `${high.toString(36)}${low.toString(36)}`.padStart(9, "0").slice(-9)
}
