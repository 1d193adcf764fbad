/** The conversation on Bedrock's InvokeModel: Anthropic's own events, for Claude, each in an envelope in a frame. */
import * as BedrockInvokeModel from "effect-bifrost/protocols/BedrockInvokeModel"
import * as EventStream from "../kit/eventstream.ts"
import { type Event, events, gaps } from "./anthropic-messages.ts"
import * as BedrockConverse from "./bedrock-converse.ts"
import * as Wire from "./wire.ts"

const metrics = { inputTokenCount: 11, outputTokenCount: 7, invocationLatency: 551, firstByteLatency: 321 }
const frame = (event: Event) =>
  EventStream.encode(
    `chunk ${JSON.stringify(
      event.type === "message_stop" ? { ...event, "amazon-bedrock-invocationMetrics": metrics } : event
    )}`
  )
const inFrames = <Cell extends { readonly answers: ReadonlyArray<Event> }>(cell: Cell) => ({
  ...cell,
  answers: cell.answers.map(frame)
})

export const wire = Wire.make<"chat">({
  name: "bedrock-invoke-model",
  operation: "chat",
  protocol: BedrockInvokeModel.protocol,
  path: "/model/m/invoke-with-response-stream",
  contentType: "application/vnd.amazon.eventstream",
  requestId: "x-amzn-requestid",
  cells: {
    ...BedrockConverse.errors,
    ...gaps,
    plain: inFrames({
      ...events.plain,
      sends: { ...events.plain.sends, anthropic_version: "bedrock-2023-05-31" }
    }),
    system: inFrames(events.system),
    "several turns": inFrames(events["several turns"]),
    "image in": inFrames(events["image in"]),
    "tool call": inFrames(events["tool call"]),
    "two parallel calls": inFrames(events["two parallel calls"]),
    "call without arguments": inFrames(events["call without arguments"]),
    "tool result": inFrames(events["tool result"]),
    reasoning: inFrames(events.reasoning),
    "reasoning with signature": inFrames(events["reasoning with signature"]),
    "structured output": inFrames(events["structured output"]),
    "length stop": inFrames(events["length stop"]),
    "content filter": inFrames(events["content filter"]),
    "Unicode across reads": inFrames(events["Unicode across reads"]),
    cancellation: inFrames(events.cancellation),
    "error inside a 200": {
      ...inFrames(events["error inside a 200"]),
      answers: [...events["error inside a 200"].answers.map(frame), BedrockConverse.exception],
      says: BedrockConverse.says
    }
  }
})
