/**
 * What answers on OpenAI's chat and completion wires have in common, whoever imitates them: how they begin, what
 * they cost, how they end and how they fail.
 */
import type { FinishReason } from "../../schemas/Chunk.ts"
import type { Reason } from "../../schemas/Reason.ts"
import type { TextChunk } from "../../schemas/Text.ts"
import * as Usage from "../../schemas/Usage.ts"
import type { OpenAiEnvelope } from "../../schemas/wire/OpenAiAnswer.ts"
import * as Decoder from "../Decoder.ts"
import * as Fault from "../wire/Fault.ts"
import type { SseFrame } from "../Framing.ts"

/** Chat and completion answers start and finish alike. */
type Start = Extract<TextChunk, { readonly _tag: "Start" }>
type Finish = Extract<TextChunk, { readonly _tag: "Finish" }>

export interface Answer {
  readonly start: { -readonly [K in keyof Start]: Start[K] }
  /** Whether `start` was said: then it stands. */
  started: boolean
  /** Whether anything of an answer came. */
  begun: boolean
  named: boolean
  /** Each choice that was heard of, and the provider's last word on it. */
  readonly choices: Map<number, string | null>
  usage: unknown
}

export const initial = (head: Decoder.Head): Answer => ({
  start: Decoder.start(head),
  started: false,
  begun: false,
  named: false,
  choices: new Map(),
  usage: undefined
})

export const isEnd = ({ data }: SseFrame): boolean => data.trim() === "[DONE]"

/** Groq names its error events; some proxies put plain words into them. */
export const isError = ({ event }: SseFrame): boolean => event === "error"
export const errorOf = ({ data }: SseFrame): OpenAiEnvelope => {
  try {
    const value: unknown = JSON.parse(data)
    return { error: typeof value === "object" && value !== null && "error" in value ? value.error : value }
  } catch {
    return { error: data }
  }
}

export const failure = (event: OpenAiEnvelope, { requestId }: Decoder.Head): Reason | undefined => {
  const said = event.error != null || event.object === "error" ? Fault.read(event) : undefined
  return said && Fault.toReason(said, requestId === undefined ? {} : { requestId })
}

/** Takes from an event what concerns the whole answer. Azure's first has neither id nor model: the first that does wins. */
export const note = (answer: Answer, event: OpenAiEnvelope): void => {
  answer.usage = event.usage ?? event.x_groq?.usage ?? answer.usage
  if (answer.started) return
  const { start } = answer
  if (event.id) start.id ??= event.id
  if (event.model && !answer.named) {
    answer.named = true
    start.model = event.model
  }
  if (typeof event.created === "number" && Number.isFinite(event.created)) start.created ??= event.created
}

/** Takes from a choice how it ended, if it did. Some servers say `""` until then. */
export const noteEnd = ({ choices }: Answer, index: number, reason: string | null | undefined): void => {
  if (reason) choices.set(index, reason)
  else if (!choices.has(index)) choices.set(index, null)
}

/** Several vendors never send `[DONE]`, one never gives a reason: either will do, if it is given for every choice. */
export const isWhole = ({ choices }: Answer, ended: boolean): boolean =>
  ended || (choices.size > 0 && [...choices.values()].every((reason) => reason !== null))

export const finish = ({ choices, start, started, usage }: Answer): ReadonlyArray<Start | Finish> => {
  const ends = choices.size > 0 ? [...choices].sort(([a], [b]) => a - b) : [[0, null] as const]
  const last: Finish = {
    _tag: "Finish",
    choices: ends.map(([index, raw]) => ({ index, reason: raw === null ? "other" : finishReason(raw), raw })),
    ...(usage !== undefined && { usage: usageOf(usage) })
  }
  return started ? [last] : [start, last]
}

const finishReasons = new Map<string, FinishReason>([
  ["stop", "stop"],
  ["eos", "stop"],
  ["length", "length"],
  ["model_length", "length"],
  ["tool_calls", "tool-calls"],
  ["function_call", "tool-calls"],
  ["content_filter", "content-filter"],
  ["error", "error"]
])

/** What the wire's word for an ending means. */
const finishReason = (raw: string): FinishReason => finishReasons.get(raw) ?? "other"

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null
const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {})

/** The wire's usage object, in our words. */
const usageOf = (raw: unknown): Usage.Usage => {
  const usage = fieldsOf(raw)
  const prompt = fieldsOf(usage["prompt_tokens_details"])
  const completion = fieldsOf(usage["completion_tokens_details"])
  return Usage.make(raw, {
    input: usage["prompt_tokens"],
    output: usage["completion_tokens"],
    total: usage["total_tokens"],
    cachedInput:
      prompt["cached_tokens"] ??
      usage["prompt_cache_hit_tokens"] ??
      usage["cache_read_input_tokens"] ??
      usage["cached_tokens"],
    cacheWrite: prompt["cache_write_tokens"] ?? usage["cache_creation_input_tokens"],
    reasoning: completion["reasoning_tokens"],
    audioInput: prompt["audio_tokens"],
    audioOutput: completion["audio_tokens"],
    seconds: usage["prompt_audio_seconds"]
  })
}
