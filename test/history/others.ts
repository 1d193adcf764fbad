/** What goes back on Google's wire, Cohere's and Ollama's. */
import * as CohereChat from "effect-bifrost/protocols/CohereChat"
import * as GeminiGenerateContent from "effect-bifrost/protocols/GeminiGenerateContent"
import * as OllamaChat from "effect-bifrost/protocols/OllamaChat"
import { eventStream, lines, type Row, sse } from "./Row.ts"

const gemini = (...parts: ReadonlyArray<object>) => ({
  responseId: "resp-1",
  candidates: [{ index: 0, content: { role: "model", parts } }]
})
const geminiEnd = { responseId: "resp-1", candidates: [{ index: 0, finishReason: "STOP" }] }
const responded = (names: ReadonlyArray<string>, ids: ReadonlyArray<string> = []) => ({
  role: "user",
  parts: names.map((name, at) => ({
    functionResponse: { ...(ids[at] !== undefined && { id: ids[at] }), name, response: { output: `r${at}` } }
  }))
})

export const others: ReadonlyArray<Row> = [
  {
    wire: "gemini-generate-content: proofs on a call and on words, no ids",
    protocol: GeminiGenerateContent.protocol,
    model: "gemini-3-pro",
    contentType: eventStream,
    answer: sse(
      gemini({ text: "Where am I?", thought: true }),
      gemini({ text: "Let me look." }),
      gemini({ functionCall: { name: "weather", args: { city: "Oslo" } }, thoughtSignature: "Y2FsbA==" }),
      gemini({ functionCall: { name: "weather", args: { city: "Vík" } } }, { functionCall: { name: "now" } }),
      gemini({ text: "", thoughtSignature: "dGV4dA==" }),
      geminiEnd
    ),
    goesBack: [
      "contents",
      [
        {
          role: "model",
          parts: [
            { text: "Where am I?", thought: true },
            { text: "Let me look." },
            { functionCall: { name: "weather", args: { city: "Oslo" } }, thoughtSignature: "Y2FsbA==" },
            { functionCall: { name: "weather", args: { city: "Vík" } } },
            { functionCall: { name: "now", args: {} } },
            { text: "", thoughtSignature: "dGV4dA==" }
          ]
        },
        responded(["weather", "weather", "now"])
      ]
    ]
  },
  {
    wire: "gemini-generate-content: ids of its own",
    protocol: GeminiGenerateContent.protocol,
    model: "gemini-3-pro",
    contentType: eventStream,
    answer: sse(
      gemini({ functionCall: { id: "a", name: "weather", args: { city: "Oslo" } }, thoughtSignature: "Y2FsbA==" }),
      gemini({ functionCall: { id: "b", name: "now", args: {} } }),
      geminiEnd
    ),
    goesBack: [
      "contents",
      [
        {
          role: "model",
          parts: [
            { functionCall: { id: "a", name: "weather", args: { city: "Oslo" } }, thoughtSignature: "Y2FsbA==" },
            { functionCall: { id: "b", name: "now", args: {} } }
          ]
        },
        responded(["weather", "now"], ["a", "b"])
      ]
    ]
  },
  {
    wire: "gemini-generate-content: before 3, without any proof",
    protocol: GeminiGenerateContent.protocol,
    model: "gemini-2.5-flash",
    contentType: eventStream,
    answer: sse(gemini({ functionCall: { name: "now", args: {} } }), geminiEnd),
    goesBack: [
      "contents",
      [{ role: "model", parts: [{ functionCall: { name: "now", args: {} } }] }, responded(["now"])]
    ]
  },
  {
    wire: "cohere-v2",
    protocol: CohereChat.protocol,
    contentType: eventStream,
    answer: sse(
      { type: "message-start", id: "1", delta: { message: { role: "assistant" } } },
      { type: "content-start", index: 0, delta: { message: { content: { type: "thinking", thinking: "" } } } },
      { type: "content-delta", index: 0, delta: { message: { content: { thinking: "Where am I?" } } } },
      { type: "content-end", index: 0 },
      { type: "tool-plan-delta", delta: { message: { tool_plan: "I will look." } } },
      {
        type: "tool-call-start",
        index: 0,
        delta: {
          message: {
            tool_calls: {
              id: "weather_a",
              type: "function",
              function: { name: "weather", arguments: `{"city":"Oslo"}` }
            }
          }
        }
      },
      { type: "tool-call-end", index: 0 },
      {
        type: "tool-call-start",
        index: 1,
        delta: { message: { tool_calls: { id: "now_b", type: "function", function: { name: "now", arguments: "" } } } }
      },
      { type: "tool-call-end", index: 1 },
      { type: "message-end", delta: { finish_reason: "TOOL_CALL" } },
      "[DONE]"
    ),
    goesBack: [
      "messages",
      [
        {
          role: "assistant",
          content: [{ type: "thinking", thinking: "Where am I?" }],
          tool_plan: "I will look.",
          tool_calls: [
            { id: "weather_a", type: "function", function: { name: "weather", arguments: `{"city":"Oslo"}` } },
            { id: "now_b", type: "function", function: { name: "now", arguments: "{}" } }
          ]
        },
        { role: "tool", tool_call_id: "weather_a", content: "r0" },
        { role: "tool", tool_call_id: "now_b", content: "r1" }
      ]
    ]
  },
  {
    wire: "ollama: calls without ids",
    protocol: OllamaChat.protocol,
    contentType: "application/x-ndjson",
    answer: lines(
      {
        model: "m",
        created_at: "2026-01-02T03:04:05.678Z",
        message: { role: "assistant", content: "", thinking: "Where?" }
      },
      {
        message: {
          content: "Let me look.",
          tool_calls: [{ function: { name: "weather", arguments: { city: "Oslo" } } }, { function: { name: "now" } }]
        }
      },
      { message: { content: "" }, done: true, done_reason: "stop" }
    ),
    goesBack: [
      "messages",
      [
        {
          role: "assistant",
          content: "Let me look.",
          thinking: "Where?",
          tool_calls: [
            { function: { name: "weather", arguments: { city: "Oslo" } } },
            { function: { name: "now", arguments: {} } }
          ]
        },
        { role: "tool", tool_name: "weather", content: "r0" },
        { role: "tool", tool_name: "now", content: "r1" }
      ]
    ]
  },
  {
    wire: "ollama: newer, with ids",
    protocol: OllamaChat.protocol,
    contentType: "application/x-ndjson",
    answer: lines(
      {
        model: "m",
        message: { content: "", tool_calls: [{ id: "call_a", function: { name: "now", arguments: {} } }] }
      },
      { message: { content: "" }, done: true, done_reason: "stop" }
    ),
    goesBack: [
      "messages",
      [
        { role: "assistant", content: "", tool_calls: [{ id: "call_a", function: { name: "now", arguments: {} } }] },
        { role: "tool", tool_name: "now", tool_call_id: "call_a", content: "r0" }
      ]
    ]
  }
]
