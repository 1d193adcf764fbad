/** Ollama's own client as a reference for /api/chat. */
import { Collect, StreamingProvider, type TextRequest } from "effect-bifrost"
import * as Layers from "effect-bifrost/layers/Ollama"
import {
  type ChatRequest,
  type ChatResponse,
  type GenerateRequest,
  type GenerateResponse,
  type Message,
  Ollama,
  type Tool
} from "ollama"
import { assert, describe, it } from "vitest"
import { bodyOf } from "../kit/fixture.ts"
import { sameAnswers, type Understood } from "./answers.ts"
import { at, both, key, type Sides, whole } from "./both.ts"
import { accepts, sameRequests } from "./requests.ts"
import { bytes, hello, type Own, shape, type Table } from "./intents.ts"

const sides: Sides<StreamingProvider<"chat">, Ollama> = {
  layer: (url) => Layers.layerConfig(at(url)),
  client: (host) => new Ollama({ host, headers: { authorization: `Bearer ${key}` } })
}

type Params = Partial<ChatRequest>

const model = "llama3.2"
const messages = [hello]
const bare = { type: "object", properties: {} }
const tools: Array<Tool> = [
  { type: "function", function: { name: "weather", description: "How it is.", parameters: shape } },
  { type: "function", function: { name: "now", parameters: bare } }
]
/** Newer servers know calls and results by their ids. Their client's types do not yet. */
const call = (id: string, name: string, input: Record<string, string>) => ({
  id,
  function: { name, arguments: input }
})
const result = (tool_call_id: string, tool_name: string, content: string) =>
  ({ role: "tool", tool_call_id, tool_name, content }) satisfies Message & { readonly tool_call_id: string }

const table: Table<Params> = {
  plain: { theirs: { messages } },
  system: { theirs: { messages: [{ role: "system", content: "Be brief." }, hello] } },
  "several turns": {
    theirs: { messages: [hello, { role: "assistant", content: "Hi." }, { role: "user", content: "Who?" }] }
  },
  "an image": { theirs: { messages: [{ role: "user", content: "See:", images: [bytes] }] } },
  "an image by URL": { refused: "an image by URL or id" },
  "a document": { refused: "file in a message" },
  tools: { theirs: { messages, tools } },
  "at least one tool": { refused: "toolChoice" },
  "this tool": { refused: "toolChoice" },
  "no tool": { refused: "toolChoice" },
  "one call at a time": { refused: "parallelToolCalls" },
  "arguments kept to their shape": { refused: "arguments kept to their shape" },
  "results of parallel calls": {
    theirs: {
      messages: [
        hello,
        {
          role: "assistant",
          content: "Let me look.",
          tool_calls: [call("call00001", "weather", { city: "Oslo" }), call("call00002", "now", {})]
        },
        result("call00001", "weather", "5 °C"),
        result("call00002", "now", "Noon.")
      ],
      tools
    }
  },
  "an answer of a shape": { theirs: { messages, format: shape } },
  "an answer in JSON": { theirs: { messages, format: "json" } },
  sampling: { theirs: { messages, options: { temperature: 0.5, top_p: 0.25 } } },
  "the likeliest tokens": { theirs: { messages, options: { top_k: 40 } } },
  seed: { theirs: { messages, options: { seed: 7 } } },
  penalties: { theirs: { messages, options: { frequency_penalty: 0.5, presence_penalty: 0.25 } } },
  "several answers": { refused: "n" },
  logprobs: { theirs: { messages, logprobs: true } },
  "at most so many tokens": { theirs: { messages, options: { num_predict: 100 } } },
  stop: { theirs: { messages, options: { stop: ["END", "FIN"] } } },
  "little thinking": { theirs: { messages, think: "low" } },
  "thinking within a budget": { refused: "budgetTokens" },
  "thoughts shown": { refused: "summary" },
  "no thinking": { theirs: { messages, think: false } },
  metadata: { refused: "metadata" },
  "a tier of service": { refused: "serviceTier" },
  "a key for the cache": { theirs: { messages } }
}

const own: Own<Params> = {
  "thoughts go back": {
    asked: {
      messages: [
        hello,
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: "Hm." },
            { type: "text", text: "Hi." }
          ]
        },
        hello
      ]
    },
    theirs: { messages: [hello, { role: "assistant", thinking: "Hm.", content: "Hi." }, hello] }
  },
  "likely alternatives": { asked: { messages, topLogprobs: 2 }, theirs: { messages, top_logprobs: 2 } }
}

const heard = async (client: Ollama, params: Params) => {
  const all: Array<ChatResponse> = []
  for await (const part of await client.chat({ ...params, model, stream: true })) all.push(part)
  return all
}

sameRequests(
  {
    sides,
    model,
    answer: { headers: { "content-type": "application/x-ndjson" }, pieces: [bodyOf("ollama/text.ndjson")] },
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

const counters = [
  "prompt_eval_count",
  "eval_count",
  "total_duration",
  "load_duration",
  "prompt_eval_duration",
  "eval_duration"
] as const

type Part = ChatResponse | GenerateResponse

const message = (part: Part): Partial<Message> =>
  "message" in part ? part.message : { content: part.response ?? "", thinking: part.thinking ?? "" }

const theirs = (parts: ReadonlyArray<Part>): Understood => {
  const messages = parts.map(message)
  const last = parts.at(-1)
  return {
    text: messages.map(({ content }) => content ?? "").join(""),
    reasoning: messages.map(({ thinking }) => thinking ?? "").join(""),
    calls: messages
      .flatMap(({ tool_calls }) => tool_calls ?? [])
      .map((call) => ({
        id: "id" in call ? call.id : "",
        name: call.function.name,
        input: call.function.arguments
      })),
    ended: last?.done_reason ?? null,
    usage: Object.fromEntries(counters.flatMap((name) => (last?.[name] == null ? [] : [[name, last[name]]])))
  }
}

/** A recording of the other of Ollama's wires; our decoder reads both. */
const isGenerated = (name: string) => /generate/.test(name)

const generated = async (client: Ollama, params: Partial<GenerateRequest> = {}) => {
  const all: Array<GenerateResponse> = []
  for await (const part of await client.generate({ prompt: "Once", ...params, model, stream: true })) all.push(part)
  return all
}

sameAnswers({
  sides,
  protocol: "ollama",
  ask: async (client, name) => theirs(isGenerated(name) ? await generated(client) : await heard(client, { messages })),
  differs: {
    "malformed-line.ndjson": "ours fails where a message should be, their client leaves it to its caller to stumble",
    "two-on-a-line.ndjson": "ours fails where a line is no JSON, their client logs it and goes on"
  }
})

describe("a prompt is continued", () => {
  const options = { temperature: 0.5, top_p: 0.25, num_predict: 9, seed: 7, stop: ["."] }
  const rows: ReadonlyArray<readonly [string, Omit<TextRequest, "model">, Partial<GenerateRequest>]> = [
    ["plain", { prompt: "Once" }, {}],
    ["before an end", { prompt: "Once", suffix: "after." }, { suffix: "after." }],
    ["with logprobs", { prompt: "Once", logprobs: 2 }, { logprobs: true, top_logprobs: 2 }],
    ["as wanted", { prompt: "Once", temperature: 0.5, topP: 0.25, maxTokens: 9, seed: 7, stop: "." }, { options }]
  ]
  it.each(rows)("%s", async (_, ours, params) => {
    const { asked, ...answers } = await both(
      { ...sides, layer: (url) => Layers.layerConfig(at(url)) },
      { headers: { "content-type": "application/x-ndjson" }, pieces: [bodyOf("ollama-generate/text.ndjson")] },
      Collect.text(StreamingProvider.text({ ...ours, model })),
      async (client) => theirs(await generated(client, params))
    )
    const [mine, reference] = whole(answers)
    assert.deepStrictEqual([mine.text, mine.raw, mine.usage?.raw], [reference.text, reference.ended, reference.usage])
    assert.isNotEmpty(mine.text)
    assert.deepStrictEqual([asked.one?.path, asked.one?.body], [asked.two?.path, asked.two?.body])
  })
})
