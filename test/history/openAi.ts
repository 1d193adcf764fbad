/** What goes back on OpenAI's chat wire, and to those of its imitators that want their thoughts back. */
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import { eventStream as contentType, type Row, sse } from "./Row.ts"

const chunk = (delta: object, finish_reason: string | null = null) => ({
  id: "chatcmpl-1",
  model: "m",
  choices: [{ index: 0, delta, finish_reason }]
})
const call = (index: number, id: string, name: string, text: string) => ({
  index,
  id,
  type: "function",
  function: { name, arguments: text }
})
/** Two calls, one of them without arguments. */
const calls = [
  chunk({ tool_calls: [call(0, "call_a", "weather", `{"city":"Oslo"}`)] }),
  chunk({ tool_calls: [call(1, "call_b", "now", "")] }),
  chunk({}, "tool_calls"),
  "[DONE]"
]
const called = (ids: readonly [string, string] = ["call_a", "call_b"]) => ({
  tool_calls: [
    { id: ids[0], type: "function", function: { name: "weather", arguments: `{"city":"Oslo"}` } },
    { id: ids[1], type: "function", function: { name: "now", arguments: "{}" } }
  ]
})
const results = (ids: readonly [string, string] = ["call_a", "call_b"]) =>
  ids.map((tool_call_id, at) => ({ role: "tool", tool_call_id, content: `r${at}` }))
const said = { role: "assistant", content: [{ type: "text", text: "Let me look." }] }
const nine = ["551uu3e1b", "p28wyojei"] as const

const openRouter = OpenAiChat.make({ reasoning: "object", history: "reasoning_details" })

export const openAi: ReadonlyArray<Row> = [
  {
    wire: "openai-chat",
    protocol: OpenAiChat.protocol,
    contentType,
    answer: sse(chunk({ content: "Let me look." }), ...calls),
    goesBack: ["messages", [{ ...said, ...called() }, ...results()]]
  },
  {
    wire: "openai-chat: an imitator without a place for thoughts",
    protocol: OpenAiChat.make({}),
    contentType,
    answer: sse(chunk({ reasoning_content: "Where?" }), chunk({ content: "Let me look." }), ...calls),
    goesBack: ["messages", [{ ...said, ...called() }, ...results()]],
    warnings: ["The reasoning of earlier turns is not sent: this wire has no place for it."]
  },
  {
    wire: "openai-chat: DeepSeek, Moonshot, Z.AI",
    protocol: OpenAiChat.make({ history: "reasoning_content" }),
    contentType,
    answer: sse(
      chunk({ reasoning_content: "Where " }),
      chunk({ reasoning_content: "am I?" }),
      chunk({ content: "Let me look." }),
      ...calls
    ),
    goesBack: ["messages", [{ ...said, reasoning_content: "Where am I?", ...called() }, ...results()]]
  },
  {
    wire: "openai-chat: OpenRouter with Claude behind",
    protocol: openRouter,
    contentType,
    answer: sse(
      chunk({ reasoning_details: [{ type: "reasoning.text", text: "Where?", format: "anthropic-claude-v1" }] }),
      chunk({ reasoning_details: [{ type: "reasoning.text", signature: "c2ln", format: "anthropic-claude-v1" }] }),
      chunk({ reasoning_details: [{ type: "reasoning.encrypted", data: "cmVk", format: "anthropic-claude-v1" }] }),
      chunk({ content: "Let me look." }),
      ...calls
    ),
    goesBack: [
      "messages",
      [
        {
          ...said,
          reasoning_details: [
            { type: "reasoning.text", text: "Where?", signature: "c2ln", format: "anthropic-claude-v1" },
            { type: "reasoning.encrypted", data: "cmVk", format: "anthropic-claude-v1" }
          ],
          ...called()
        },
        ...results()
      ]
    ]
  },
  {
    wire: "openai-chat: OpenRouter with a Responses model behind",
    protocol: openRouter,
    contentType,
    answer: sse(
      chunk({ reasoning_details: [{ type: "reasoning.summary", summary: "Where?", format: "openai-responses-v1" }] }),
      chunk({
        reasoning_details: [{ type: "reasoning.encrypted", data: "ZW5j", id: "rs_1", format: "openai-responses-v1" }]
      }),
      chunk({ content: "Let me look." }),
      ...calls
    ),
    goesBack: [
      "messages",
      [
        {
          ...said,
          reasoning_details: [
            { type: "reasoning.summary", summary: "Where?", id: "rs_1", format: "openai-responses-v1" },
            { type: "reasoning.encrypted", data: "ZW5j", id: "rs_1", format: "openai-responses-v1" }
          ],
          ...called()
        },
        ...results()
      ]
    ]
  },
  {
    wire: "openai-chat: OpenRouter with Gemini behind, whose proof bears the id of a call",
    protocol: openRouter,
    contentType,
    answer: sse(
      chunk({
        reasoning_details: [{ type: "reasoning.encrypted", data: "Z2Vt", id: "call_a", format: "google-gemini-v1" }]
      }),
      ...calls
    ),
    goesBack: [
      "messages",
      [
        {
          role: "assistant",
          content: null,
          reasoning_details: [{ type: "reasoning.encrypted", data: "Z2Vt", id: "call_a", format: "google-gemini-v1" }],
          ...called()
        },
        ...results()
      ]
    ]
  },
  {
    wire: "openai-chat: Mistral",
    protocol: OpenAiChat.make({ history: "thinking", callIds: "nine" }),
    contentType,
    answer: sse(
      chunk({ content: [{ type: "thinking", thinking: [{ type: "text", text: "Where?" }] }] }),
      chunk({ content: "Let me look." }),
      ...calls
    ),
    goesBack: [
      "messages",
      [
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: [{ type: "text", text: "Where?" }] },
            { type: "text", text: "Let me look." }
          ],
          ...called(nine)
        },
        ...results(nine)
      ]
    ]
  }
]
