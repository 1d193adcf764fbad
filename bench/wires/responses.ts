/** OpenAI's Responses, as gpt-4.1 sent them in November 2026, and the same with an answer of 100 kB in its events. */
import { event, type Wire } from "../Wire.ts"
import * as Words from "../words.ts"

const id = `resp_0${Words.token(40, 5)}`
const item_id = `msg_0${Words.token(40, 6)}`
const place = { item_id, output_index: 0, content_index: 0 }

const response = (status: string, output: ReadonlyArray<unknown>, usage: unknown) => ({
  id,
  object: "response",
  created_at: 1_763_800_000,
  status,
  background: false,
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  model: "gpt-4.1-2025-04-14",
  output,
  parallel_tool_calls: true,
  previous_response_id: null,
  prompt_cache_key: null,
  reasoning: { effort: null, summary: null },
  safety_identifier: null,
  service_tier: "auto",
  store: true,
  temperature: 1,
  text: { format: { type: "text" }, verbosity: "medium" },
  tool_choice: "auto",
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: "disabled",
  usage,
  user: null,
  metadata: {}
})
const item = (status: string, content: ReadonlyArray<unknown>) => ({
  id: item_id,
  type: "message",
  status,
  content,
  role: "assistant"
})
const part = (text: string) => ({ type: "output_text", annotations: [], logprobs: [], text })

/** `perEvent` words in each event. */
const wire = (perEvent: number): Wire => {
  let number = 0
  const next = (type: string, fields: object): string => event({ type, sequence_number: number++, ...fields }, type)
  const words = (i: number) => Array.from({ length: perEvent }, (_, k) => Words.word(i * perEvent + k)).join("")
  return {
    contentType: "text/event-stream; charset=utf-8",
    head: () => {
      number = 0
      return [
        next("response.created", { response: response("in_progress", [], null) }),
        next("response.in_progress", { response: response("in_progress", [], null) }),
        next("response.output_item.added", { output_index: 0, item: item("in_progress", []) }),
        next("response.content_part.added", { ...place, part: part("") })
      ]
    },
    piece: (i) =>
      next("response.output_text.delta", { ...place, delta: words(i), logprobs: [], obfuscation: Words.padding(i) }),
    tail: (count) => {
      const text = Words.text(count * perEvent)
      const whole = item("completed", [part(text)])
      const usage = {
        input_tokens: 9,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: count,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 9 + count
      }
      return [
        next("response.output_text.done", { ...place, text, logprobs: [] }),
        next("response.content_part.done", { ...place, part: part(text) }),
        next("response.output_item.done", { output_index: 0, item: whole }),
        next("response.completed", { response: response("completed", [whole], usage) })
      ]
    },
    heard: (count) => Words.lengthOf(count * perEvent)
  }
}

export const responses = wire(1)
/** Each event some 100 kB. */
export const largeResponses = wire(25_000)
