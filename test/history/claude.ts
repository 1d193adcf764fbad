/** What goes back on Anthropic's wire, in Amazon's envelopes, and on Amazon's own. */
import * as AnthropicMessages from "effect-bifrost/protocols/AnthropicMessages"
import * as BedrockConverse from "effect-bifrost/protocols/BedrockConverse"
import * as BedrockInvokeModel from "effect-bifrost/protocols/BedrockInvokeModel"
import * as EventStream from "../kit/eventstream.ts"
import { eventStream, frames, type Row, sse } from "./Row.ts"

const block = (index: number, content_block: object, ...deltas: ReadonlyArray<object>) => [
  { type: "content_block_start", index, content_block },
  ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
  { type: "content_block_stop", index }
]
const found = {
  type: "web_search_result_location",
  cited_text: "Rain.",
  url: "https://example.com/",
  title: "Oslo",
  encrypted_index: "aWR4"
}
const search = {
  type: "web_search_tool_result",
  tool_use_id: "srvtoolu_1",
  content: [{ type: "web_search_result", url: "https://example.com/", title: "Oslo", encrypted_content: "ZW5j" }]
}
/** The program of the host's that makes a call, where the model does not. */
const program = { type: "code_execution_20260120", tool_id: "srvtoolu_2" }
const anthropic = [
  { type: "message_start", message: { id: "msg_1", model: "m", usage: { input_tokens: 1 } } },
  ...block(
    0,
    { type: "thinking", thinking: "", signature: "" },
    { type: "thinking_delta", thinking: "Where " },
    { type: "thinking_delta", thinking: "am I?" },
    { type: "signature_delta", signature: "c2ln" }
  ),
  ...block(1, { type: "redacted_thinking", data: "cmVk" }),
  ...block(
    2,
    { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} },
    { type: "input_json_delta", partial_json: `{"query":"Oslo"}` }
  ),
  ...block(3, search),
  ...block(4, { type: "text", text: "" }, { type: "text_delta", text: "I found: " }),
  ...block(
    5,
    { type: "text", text: "", citations: [] },
    { type: "citations_delta", citation: found },
    { type: "text_delta", text: "it " },
    { type: "text_delta", text: "rains" }
  ),
  ...block(6, { type: "text", text: "" }, { type: "text_delta", text: ". Let me look." }),
  ...block(
    7,
    { type: "tool_use", id: "toolu_a", name: "weather", input: {}, caller: { type: "direct" } },
    { type: "input_json_delta", partial_json: `{"city":"Oslo"}` }
  ),
  ...block(
    8,
    { type: "tool_use", id: "toolu_b", name: "now", input: {}, caller: program },
    { type: "input_json_delta", partial_json: "" }
  ),
  { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 1 } },
  { type: "message_stop" }
]
const tools = [
  { type: "tool_use", id: "toolu_a", name: "weather", input: { city: "Oslo" } },
  { type: "tool_use", id: "toolu_b", name: "now", input: {}, caller: program }
]
const toolResults = {
  role: "user",
  content: ["toolu_a", "toolu_b"].map((tool_use_id, at) => ({
    type: "tool_result",
    tool_use_id,
    content: [{ type: "text", text: `r${at}` }]
  }))
}
const before = [
  { type: "thinking", thinking: "Where am I?", signature: "c2ln" },
  { type: "redacted_thinking", data: "cmVk" },
  { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "Oslo" } },
  search
]
const backToAnthropic = [
  {
    role: "assistant",
    content: [
      ...before,
      { type: "text", text: "I found: " },
      { type: "text", text: "it rains", citations: [found] },
      { type: "text", text: ". Let me look." },
      ...tools
    ]
  },
  toolResults
]
const anthropicConverted = {
  why: "events that were said cannot be cut in two: the words before what is cited are cited with it",
  turns: [
    {
      role: "assistant",
      content: [
        ...before,
        { type: "text", text: "I found: it rains", citations: [found] },
        { type: "text", text: ". Let me look." },
        ...tools
      ]
    },
    toolResults
  ]
}

export const claude: ReadonlyArray<Row> = [
  {
    wire: "anthropic-messages",
    protocol: AnthropicMessages.protocol,
    contentType: eventStream,
    answer: sse(...anthropic),
    goesBack: ["messages", backToAnthropic],
    converted: anthropicConverted
  },
  {
    wire: "bedrock-invoke-model: Claude",
    protocol: BedrockInvokeModel.protocol,
    contentType: frames,
    answer: EventStream.encode(anthropic.map((event) => `chunk ${JSON.stringify(event)}`).join("\n")),
    goesBack: ["messages", backToAnthropic],
    converted: anthropicConverted
  },
  {
    wire: "bedrock-converse",
    protocol: BedrockConverse.protocol,
    contentType: frames,
    answer: EventStream.encode(
      [
        `messageStart {"role":"assistant"}`,
        `contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Where am I?"}}}`,
        `contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"c2ln"}}}`,
        `contentBlockStop {"contentBlockIndex":0}`,
        `contentBlockDelta {"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"cmVk"}}}`,
        `contentBlockStop {"contentBlockIndex":1}`,
        `contentBlockDelta {"contentBlockIndex":2,"delta":{"text":"Let me look."}}`,
        `contentBlockStop {"contentBlockIndex":2}`,
        `contentBlockStart {"contentBlockIndex":3,"start":{"toolUse":{"toolUseId":"tooluse_a","name":"weather"}}}`,
        `contentBlockDelta {"contentBlockIndex":3,"delta":{"toolUse":{"input":"{\\"city\\":\\"Oslo\\"}"}}}`,
        `contentBlockStop {"contentBlockIndex":3}`,
        `contentBlockStart {"contentBlockIndex":4,"start":{"toolUse":{"toolUseId":"tooluse_b","name":"now"}}}`,
        `contentBlockStop {"contentBlockIndex":4}`,
        `messageStop {"stopReason":"tool_use"}`
      ].join("\n")
    ),
    goesBack: [
      "messages",
      [
        {
          role: "assistant",
          content: [
            { reasoningContent: { reasoningText: { text: "Where am I?", signature: "c2ln" } } },
            { reasoningContent: { redactedContent: "cmVk" } },
            { text: "Let me look." },
            { toolUse: { toolUseId: "tooluse_a", name: "weather", input: { city: "Oslo" } } },
            { toolUse: { toolUseId: "tooluse_b", name: "now", input: {} } }
          ]
        },
        {
          role: "user",
          content: ["tooluse_a", "tooluse_b"].map((toolUseId, at) => ({
            toolResult: { toolUseId, content: [{ text: `r${at}` }] }
          }))
        }
      ]
    ]
  },
  {
    wire: "bedrock-converse: a model that thinks unsigned",
    protocol: BedrockConverse.protocol,
    contentType: frames,
    answer: EventStream.encode(
      [
        `messageStart {"role":"assistant"}`,
        `contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Where am I?"}}}`,
        `contentBlockDelta {"contentBlockIndex":1,"delta":{"text":"Oslo."}}`,
        `messageStop {"stopReason":"end_turn"}`
      ].join("\n")
    ),
    goesBack: ["messages", [{ role: "assistant", content: [{ text: "Oslo." }] }]],
    warnings: ["Reasoning of earlier turns that did not come this way, signed, is not sent."]
  }
]
