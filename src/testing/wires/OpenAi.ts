/** What OpenAI's chat completions and completions have in common, as they are written. */
import type { FinishReason } from "../../../schemas/Chunk.ts"
import type { Usage } from "../../../schemas/Usage.ts"
import type { Said } from "../../wire/Fault.ts"
import { sse, type Words } from "./Wire.ts"

export const words: Words = {
  stop: "stop",
  length: "length",
  "tool-calls": "tool_calls",
  "content-filter": "content_filter",
  error: "error",
  other: "stop"
}

export const usage = ({ cachedInput, input, output, reasoning, total }: Usage) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: total ?? (input ?? 0) + (output ?? 0),
  ...(cachedInput !== undefined && { prompt_tokens_details: { cached_tokens: cachedInput } }),
  ...(reasoning !== undefined && { completion_tokens_details: { reasoning_tokens: reasoning } })
})

/** The end of an answer: why each choice ended, what it cost, and the wire's own end. */
export const ending = (
  chunk: {
    readonly choices: ReadonlyArray<{ readonly index: number; readonly reason: FinishReason }>
    readonly usage?: Usage
  },
  write: (fields: object) => string,
  nothing: object
): ReadonlyArray<string> => [
  ...chunk.choices.map(({ index, reason }) =>
    write({ choices: [{ index, ...nothing, logprobs: null, finish_reason: words[reason] }] })
  ),
  ...(chunk.usage ? [write({ choices: [], usage: usage(chunk.usage) })] : []),
  sse("[DONE]")
]

export const error = ({ code, description, param, type }: Said) => ({
  error: { message: description, type: type ?? "error", param: param ?? null, code: code ?? null }
})

export const failure = (said: Said): ReadonlyArray<string> => [sse(error(said))]
