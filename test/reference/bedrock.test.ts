/** Amazon's own client as a reference for ConverseStream. */
import {
  type BedrockRuntimeClient,
  ConverseStreamCommand,
  type ContentBlock,
  type ConverseStreamCommandInput,
  type ConverseStreamOutput,
  type Tool
} from "@aws-sdk/client-bedrock-runtime"
import { frames, sides } from "./bedrock.ts"
import { bodyOf } from "../kit/fixture.ts"
import { sameAnswers, type Understood } from "./answers.ts"
import { parsed } from "./fields.ts"
import { sameRequests } from "./requests.ts"
import { bytes, type Own, shape, type Table } from "./intents.ts"

type Params = Partial<ConverseStreamCommandInput>

const model = "us.amazon.nova-lite-v1:0"
const hello = { role: "user" as const, content: [{ text: "Hello!" }] }
const messages = [hello]
const weather = { name: "weather", description: "How it is.", inputSchema: { json: shape } }
const tools: Array<Tool> = [
  { toolSpec: weather },
  { toolSpec: { name: "now", inputSchema: { json: { type: "object", properties: {} } } } }
]
const user = (...content: Array<ContentBlock>): { readonly theirs: Params } => ({
  theirs: { messages: [{ role: "user", content }] }
})
const inference = (inferenceConfig: Params["inferenceConfig"] & {}): { readonly theirs: Params } => ({
  theirs: { messages, inferenceConfig }
})

const table: Table<Params> = {
  plain: { theirs: { messages } },
  system: { theirs: { system: [{ text: "Be brief." }], messages } },
  "several turns": {
    theirs: {
      messages: [
        hello,
        { role: "assistant", content: [{ text: "Hi." }] },
        { role: "user", content: [{ text: "Who?" }] }
      ]
    }
  },
  "an image": user({ text: "See:" }, { image: { format: "png", source: { bytes } } }),
  "an image by URL": { refused: "an image by URL" },
  "a document": user({ document: { format: "pdf", name: "a", source: { bytes } } }),
  tools: { theirs: { messages, toolConfig: { tools } } },
  "at least one tool": { theirs: { messages, toolConfig: { tools, toolChoice: { any: {} } } } },
  "this tool": { theirs: { messages, toolConfig: { tools, toolChoice: { tool: { name: "weather" } } } } },
  "no tool": { refused: "tools that may not be called" },
  "one call at a time": { refused: "parallelToolCalls" },
  "arguments kept to their shape": {
    theirs: {
      messages,
      toolConfig: { tools: [{ toolSpec: { name: "weather", inputSchema: { json: shape }, strict: true } }] }
    }
  },
  "results of parallel calls": {
    theirs: {
      messages: [
        hello,
        {
          role: "assistant",
          content: [
            { text: "Let me look." },
            { toolUse: { toolUseId: "call00001", name: "weather", input: { city: "Oslo" } } },
            { toolUse: { toolUseId: "call00002", name: "now", input: {} } }
          ]
        },
        {
          role: "user",
          content: [
            { toolResult: { toolUseId: "call00001", content: [{ text: "5 °C" }] } },
            { toolResult: { toolUseId: "call00002", content: [{ text: "Noon." }] } }
          ]
        }
      ],
      toolConfig: { tools }
    }
  },
  "an answer of a shape": {
    theirs: {
      messages,
      outputConfig: {
        textFormat: {
          type: "json_schema",
          structure: { jsonSchema: { name: "place", schema: JSON.stringify(shape) } }
        }
      }
    }
  },
  "an answer in JSON": { refused: "JSON of any shape" },
  sampling: inference({ temperature: 0.5, topP: 0.25 }),
  "the likeliest tokens": { refused: "topK" },
  seed: { refused: "seed" },
  penalties: { refused: "frequencyPenalty" },
  "several answers": { refused: "n" },
  logprobs: { refused: "logprobs" },
  "at most so many tokens": inference({ maxTokens: 100 }),
  stop: inference({ stopSequences: ["END", "FIN"] }),
  "little thinking": { theirs: { messages, outputConfig: { effort: "low" } } },
  "thinking within a budget": { refused: "a budget of thoughts" },
  "thoughts shown": { refused: "a summary of thoughts" },
  "no thinking": { theirs: { messages, outputConfig: { effort: "none" } } },
  metadata: { theirs: { messages, requestMetadata: { team: "norse" } } },
  "a tier of service": { theirs: { messages, serviceTier: { type: "flex" } } },
  "a key for the cache": { theirs: { messages } }
}

const own: Own<Params> = {
  "thoughts go back, and a recording": {
    asked: {
      messages: [
        { role: "user", content: [{ type: "audio", source: { data: bytes, mediaType: "audio/mpeg" } }] },
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: "Hm.", signature: "c2lnbmVk", format: "bedrock-converse-v1" },
            { type: "reasoning", text: "", encrypted: "AQID", format: "bedrock-converse-v1" },
            { type: "text", text: "Hi." }
          ]
        },
        { role: "user", content: [{ type: "image", source: { url: "s3://b/a.png" } }] }
      ]
    },
    theirs: {
      messages: [
        { role: "user", content: [{ audio: { format: "mp3", source: { bytes } } }] },
        {
          role: "assistant",
          content: [
            { reasoningContent: { reasoningText: { text: "Hm.", signature: "c2lnbmVk" } } },
            { reasoningContent: { redactedContent: bytes } },
            { text: "Hi." }
          ]
        },
        { role: "user", content: [{ image: { format: "png", source: { s3Location: { uri: "s3://b/a.png" } } } }] }
      ]
    }
  }
}

const heard = async (client: BedrockRuntimeClient, params: Params) => {
  const { stream } = await client.send(new ConverseStreamCommand({ ...params, modelId: model }))
  const all: Array<ConverseStreamOutput> = []
  for await (const event of stream ?? []) all.push(event)
  return all
}

sameRequests(
  {
    sides,
    model,
    answer: { headers: { "content-type": frames }, pieces: [bodyOf("bedrock-converse/text.frames")] },
    send: heard,
    headers: { "content-type": "alike", authorization: "alike", accept: "alike" },
    spellings: []
  },
  table,
  own
)

/** Of calls that are none of the caller's: the host makes them and answers them itself. */
const hosted = "server_tool_use"

const theirs = (events: ReadonlyArray<ConverseStreamOutput>): Understood => {
  const deltas = events.flatMap(({ contentBlockDelta: it }) =>
    it?.delta ? [{ at: it.contentBlockIndex, ...it.delta }] : []
  )
  const starts = events.flatMap(({ contentBlockStart: it }) =>
    it?.start?.toolUse && it.start.toolUse.type !== hosted ? [{ at: it.contentBlockIndex, ...it.start.toolUse }] : []
  )
  const inputOf = (at: number | undefined) =>
    deltas.map((delta) => (delta.at === at ? (delta.toolUse?.input ?? "") : "")).join("")
  return {
    text: deltas.map(({ text }) => text ?? "").join(""),
    reasoning: deltas.map(({ reasoningContent: it }) => it?.text ?? "").join(""),
    calls: starts.map(({ at, name, toolUseId: id }) => ({ id, name: name ?? "", input: parsed(inputOf(at) || "{}") })),
    ended: events.findLast(({ messageStop }) => messageStop)?.messageStop?.stopReason ?? null,
    usage: events.findLast(({ metadata }) => metadata)?.metadata?.usage
  }
}

sameAnswers({
  sides,
  protocol: "bedrock-converse",
  ask: async (client) => theirs(await heard(client, { messages })),
  differs: {
    "malformed-delta.frames": "a number where text should be: ours fails, their client passes it on",
    "delta-without-start.frames": "a call without a name: ours fails, their client leaves it to its caller to stumble"
  }
})
