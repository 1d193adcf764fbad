/** Cohere's own client as a reference for /v2/chat. */
import { type Cohere, CohereClientV2 } from "cohere-ai"
import type { StreamingProvider } from "effect-bifrost"
import * as Layers from "effect-bifrost/layers/Cohere"
import { bodyOf } from "../kit/fixture.ts"
import { sameAnswers, type Understood } from "./answers.ts"
import { at, key, type Sides } from "./both.ts"
import { parsed, snakes } from "./fields.ts"
import { accepts, sameRequests } from "./requests.ts"
import { base64, hello, type Own, shape, type Table } from "./intents.ts"

const sides: Sides<StreamingProvider<"chat">, CohereClientV2> = {
  layer: (url) => Layers.layerConfig(at(`${url}/v2`)),
  client: (environment) => new CohereClientV2({ token: key, environment, maxRetries: 0 })
}

type Params = Partial<Cohere.V2ChatStreamRequest>

const model = "command-a-03-2025"
const messages = [hello]
const weather = { name: "weather", description: "How it is.", parameters: shape }
const tools: Array<Cohere.ToolV2> = [
  { type: "function", function: weather },
  { type: "function", function: { name: "now", parameters: { type: "object", properties: {} } } }
]
const see = (url: string): Params => ({
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "See:" },
        { type: "image_url", imageUrl: { url } }
      ]
    }
  ]
})

const table: Table<Params> = {
  plain: { theirs: { messages } },
  system: { theirs: { messages: [{ role: "system", content: "Be brief." }, hello] } },
  "several turns": {
    theirs: { messages: [hello, { role: "assistant", content: "Hi." }, { role: "user", content: "Who?" }] }
  },
  "an image": { theirs: see(`data:image/png;base64,${base64}`) },
  "an image by URL": { theirs: see("https://x/a.png") },
  "a document": { refused: "a file in a message" },
  tools: { theirs: { messages, tools } },
  "at least one tool": { theirs: { messages, tools, toolChoice: "REQUIRED" } },
  "this tool": { refused: "the choice of one tool" },
  "no tool": { theirs: { messages, tools, toolChoice: "NONE" } },
  "one call at a time": { refused: "parallelToolCalls" },
  "arguments kept to their shape": {
    theirs: {
      messages,
      tools: [{ type: "function", function: { name: "weather", parameters: shape } }],
      strictTools: true
    }
  },
  "results of parallel calls": {
    theirs: {
      messages: [
        hello,
        {
          role: "assistant",
          content: [{ type: "text", text: "Let me look." }],
          toolCalls: [
            { id: "call00001", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } },
            { id: "call00002", type: "function", function: { name: "now", arguments: "{}" } }
          ]
        },
        { role: "tool", toolCallId: "call00001", content: "5 °C" },
        { role: "tool", toolCallId: "call00002", content: "Noon." }
      ],
      tools
    }
  },
  "an answer of a shape": { theirs: { messages, responseFormat: { type: "json_object", jsonSchema: shape } } },
  "an answer in JSON": { theirs: { messages, responseFormat: { type: "json_object" } } },
  sampling: { theirs: { messages, temperature: 0.5, p: 0.25 } },
  "the likeliest tokens": { theirs: { messages, k: 40 } },
  seed: { theirs: { messages, seed: 7 } },
  penalties: { theirs: { messages, frequencyPenalty: 0.5, presencePenalty: 0.25 } },
  "several answers": { refused: "n" },
  logprobs: { theirs: { messages, logprobs: true } },
  "at most so many tokens": { theirs: { messages, maxTokens: 100 } },
  stop: { theirs: { messages, stopSequences: ["END", "FIN"] } },
  "little thinking": { refused: 'reasoning effort "low"' },
  "thinking within a budget": { theirs: { messages, thinking: { type: "enabled", tokenBudget: 2048 } } },
  "thoughts shown": { refused: "a summary of thoughts" },
  "no thinking": { theirs: { messages, thinking: { type: "disabled" } } },
  metadata: { refused: "metadata" },
  "a tier of service": { refused: "serviceTier" },
  "a key for the cache": { theirs: { messages } }
}

const own: Own<Params> = {
  "thoughts and plans go back": {
    asked: {
      messages: [
        hello,
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: "Hm." },
            { type: "other", wire: "cohere-v2", kind: "tool_plan", value: "I will look." },
            { type: "tool-call", id: "c1", name: "now", arguments: "{}" }
          ]
        },
        { role: "tool", toolCallId: "c1", content: [{ type: "text", text: "Noon." }] }
      ]
    },
    theirs: {
      messages: [
        hello,
        {
          role: "assistant",
          content: [{ type: "thinking", thinking: "Hm." }],
          toolPlan: "I will look.",
          toolCalls: [{ id: "c1", type: "function", function: { name: "now", arguments: "{}" } }]
        },
        { role: "tool", toolCallId: "c1", content: [{ type: "text", text: "Noon." }] }
      ]
    }
  }
}

const heard = async (client: CohereClientV2, params: Params) => {
  const all: Array<Cohere.V2ChatStreamResponse> = []
  for await (const event of await client.chatStream({ messages, ...params, model })) all.push(event)
  return all
}

sameRequests(
  {
    sides,
    model,
    answer: { pieces: [bodyOf("cohere-v2/text.sse")] },
    send: heard,
    headers: {
      "content-type": "alike",
      authorization: "alike",
      accept: accepts
    },
    spellings: []
  },
  table,
  own
)

const theirs = (events: ReadonlyArray<Cohere.V2ChatStreamResponse>): Understood => {
  let text = ""
  let reasoning = ""
  let ended: Cohere.ChatMessageEndEventDelta = {}
  const calls = new Map<number, { readonly id: string; readonly name: string; json: string }>()
  for (const event of events) {
    switch (event.type) {
      case "content-start":
      case "content-delta":
        text += event.delta?.message?.content?.text ?? ""
        reasoning += event.delta?.message?.content?.thinking ?? ""
        break
      case "tool-call-start": {
        const { function: call, id = "" } = event.delta?.message?.toolCalls ?? {}
        calls.set(event.index ?? 0, { id, name: call?.name ?? "", json: call?.arguments ?? "" })
        break
      }
      case "tool-call-delta": {
        const call = calls.get(event.index ?? 0)
        if (call) call.json += event.delta?.message?.toolCalls?.function?.arguments ?? ""
        break
      }
      case "message-end":
        ended = event.delta ?? {}
    }
  }
  if (ended.error !== undefined) throw new Error(ended.error)
  return {
    text,
    reasoning,
    calls: [...calls.values()].map(({ id, json, name }) => ({ id, name, input: parsed(json === "" ? "{}" : json) })),
    ended: ended.finishReason ?? null,
    usage: snakes(ended.usage)
  }
}

sameAnswers({
  sides,
  protocol: "cohere-v2",
  ask: async (client) => theirs(await heard(client, { messages })),
  differs: {
    "cut-short.sse": "ours fails where the end did not come, their client leaves it to its caller to notice",
    "malformed-delta.sse": "a number where text should be: ours fails, their client passes it on"
  }
})
