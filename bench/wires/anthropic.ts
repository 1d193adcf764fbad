/** Anthropic's messages, as claude-sonnet-4-5 sent them in November 2026. */
import { event, type Wire } from "../Wire.ts"
import * as Words from "../words.ts"

/** Their events have a type that is their name too. */
const typed = (data: { readonly type: string; readonly [key: string]: unknown }): string => event(data, data.type)

const usage = { input_tokens: 9, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 }

export const anthropic: Wire = {
  contentType: "text/event-stream; charset=utf-8",
  head: () => [
    typed({
      type: "message_start",
      message: {
        model: "claude-sonnet-4-5-20250929",
        id: `msg_01${Words.token(22, 3)}`,
        type: "message",
        role: "assistant",
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...usage, output_tokens: 1, service_tier: "standard" }
      }
    }),
    typed({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
    typed({ type: "ping" })
  ],
  piece: (i) => typed({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: Words.word(i) } }),
  tail: (count) => [
    typed({ type: "content_block_stop", index: 0 }),
    typed({
      type: "message_delta",
      delta: { stop_reason: "end_turn", stop_sequence: null },
      usage: { ...usage, output_tokens: count }
    }),
    typed({ type: "message_stop" })
  ],
  heard: Words.lengthOf
}
