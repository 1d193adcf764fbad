/**
 * What answers on OpenAI's chat and completion wires have in common, whoever imitates them: what ends
 * and fails them, what they cost, and their words for why they ended.
 */
import type { FinishReason } from "../../schemas/Chunk.ts"
import type { Reason } from "../../schemas/Reason.ts"
import * as Usage from "../../schemas/Usage.ts"
import type { OpenAiEnvelope } from "../../schemas/wire/OpenAiAnswer.ts"
import type * as Decoder from "../Decoder.ts"
import type { SseFrame } from "../Framing.ts"
import * as Answer from "./Answer.ts"

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

export const failure = (event: OpenAiEnvelope, head: Decoder.Head): Reason | undefined =>
  event.error != null || event.object === "error" ? Answer.failure(event, head) : undefined

/** Takes from an event what concerns the whole answer; `isBegun`: it is a part of one, and not usage alone. */
export const note = (answer: Answer.Answer, event: OpenAiEnvelope, isBegun: boolean): void => {
  const usage = event.usage ?? event.x_groq?.usage
  if (usage != null) answer.usage = usageOf(usage)
  if (isBegun) Answer.note(answer, event)
}

/** Several vendors never send `[DONE]`, one never gives a reason: either will do, if it is given for every choice. */
export const isWhole = (answer: Answer.Answer, ended: boolean): boolean => ended || Answer.hasEnded(answer)

/** What the wire's words for an ending mean. */
export const finishReasons = new Map<string, FinishReason>([
  ["stop", "stop"],
  ["eos", "stop"],
  ["length", "length"],
  ["model_length", "length"],
  ["tool_calls", "tool-calls"],
  ["function_call", "tool-calls"],
  ["content_filter", "content-filter"],
  ["error", "error"]
])

/** The wire's usage object, in our words. */
const usageOf = (raw: unknown): Usage.Usage => {
  const usage = Usage.fieldsOf(raw)
  const prompt = Usage.fieldsOf(usage["prompt_tokens_details"])
  const completion = Usage.fieldsOf(usage["completion_tokens_details"])
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
