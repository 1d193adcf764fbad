/** OpenAI chat completions, as gpt-4.1 sent them in November 2026. */
import { event, type Wire } from "../Wire.ts"
import * as Words from "../words.ts"

const envelope = {
  id: `chatcmpl-${Words.token(29, 1)}`,
  object: "chat.completion.chunk",
  created: 1_763_800_000,
  model: "gpt-4.1-2025-04-14",
  service_tier: "default",
  system_fingerprint: "fp_433e8c8649"
}

/** An event of one choice. */
export const chunk = (delta: unknown, finish_reason: string | null, i: number): string =>
  event({
    ...envelope,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    usage: null,
    obfuscation: Words.padding(i)
  })

/** The end, `[DONE]` included. */
export const ended = (count: number, finish: string): ReadonlyArray<string> => [
  chunk({}, finish, count),
  event({
    ...envelope,
    choices: [],
    usage: {
      prompt_tokens: 9,
      completion_tokens: count,
      total_tokens: 9 + count,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 }
    },
    obfuscation: ""
  }),
  "data: [DONE]\n\n"
]

export const chat: Wire = {
  contentType: "text/event-stream; charset=utf-8",
  head: () => [chunk({ role: "assistant", content: "", refusal: null }, null, 0)],
  piece: (i) => chunk({ content: Words.word(i) }, null, i),
  tail: (count) => ended(count, "stop"),
  heard: Words.lengthOf
}
