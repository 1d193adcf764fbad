/**
 * OpenAI's own client as a reference for chat and text: for the same bytes from the same server its accumulated answer and ours agree,
 * and for the same intent it sends what we send.
 */
import { Collect, StreamingProvider } from "effect-bifrost"
import OpenAI from "openai"
import { assert, describe, it } from "vitest"
import * as OpenAi from "../examples/OpenAi.ts"
import { assertFailed, both, played, whole } from "./both.ts"
import { accepts, sameRequests } from "./requests.ts"
import { base64, hello, type Own, shape, type Table } from "./intents.ts"
import { sides } from "./openai.ts"

const messages = [{ role: "user" as const, content: "Hello, Bifrost!" }]
const chat = Collect.chat(StreamingProvider.chat({ model: "gpt-4o-mini", messages }))
const chatParams = { model: "gpt-4o-mini", messages, stream_options: { include_usage: true } }

describe("chat", () => {
  it.each(["text", "refusal", "content-filter", "logprobs", "tool-call-split", "tool-calls-parallel", "two-choices"])(
    "%s: both understand the same",
    async (name) => {
      const [mine, theirs] = whole(
        await both(sides, played(`openai-chat/${name}.sse`), chat, (client) =>
          client.chat.completions.stream(chatParams).finalChatCompletion()
        )
      )
      assert.deepStrictEqual(
        mine.choices.map(({ index, logprobs, raw, refusal, text, toolCalls }) => ({
          index,
          text,
          refusal,
          calls: toolCalls.map(({ arguments: text, id, name }) => ({ id, name, text })),
          tokens: logprobs?.map(({ logprob, token }) => ({ logprob, token })),
          raw
        })),
        theirs.choices.map(({ finish_reason, index, logprobs, message }) => ({
          index,
          text: message.content ?? "",
          refusal: message.refusal ?? "",
          calls: (message.tool_calls ?? []).map((call) => ({
            id: call.id,
            name: call.type === "function" ? call.function.name : "",
            text: call.type === "function" ? call.function.arguments : ""
          })),
          tokens: logprobs?.content?.map(({ logprob, token }) => ({ logprob, token })),
          raw: finish_reason
        }))
      )
      assert.deepStrictEqual<unknown>(mine.usage?.raw, theirs.usage)
      assert.deepStrictEqual<unknown>([mine.id, mine.model, mine.created], [theirs.id, theirs.model, theirs.created])
    }
  )

  it("error-in-the-middle: both fail, with the provider's words", async () => {
    assertFailed(
      await both(sides, played("openai-chat/error-in-the-middle.sse"), chat, (client) =>
        client.chat.completions.stream(chatParams).finalChatCompletion()
      )
    )
  })
})

type Params = Partial<OpenAI.Chat.ChatCompletionCreateParamsStreaming>

const tools: Array<OpenAI.Chat.ChatCompletionTool> = [
  { type: "function", function: { name: "weather", description: "How it is.", parameters: shape } },
  { type: "function", function: { name: "now", parameters: { type: "object", properties: {} } } }
]
const user = (...content: Array<OpenAI.Chat.ChatCompletionContentPart>): { readonly theirs: Params } => ({
  theirs: { messages: [{ role: "user", content }] }
})
const see = (url: string) => user({ type: "text", text: "See:" }, { type: "image_url", image_url: { url } })
const say = (params: Params): { readonly theirs: Params } => ({ theirs: params })

const table: Table<Params> = {
  plain: say({}),
  system: say({ messages: [{ role: "system", content: "Be brief." }, hello] }),
  "several turns": say({ messages: [hello, { role: "assistant", content: "Hi." }, { role: "user", content: "Who?" }] }),
  "an image": see(`data:image/png;base64,${base64}`),
  "an image by URL": see("https://x/a.png"),
  "a document": user({
    type: "file",
    file: { filename: "a", file_data: `data:application/pdf;base64,${base64}` }
  }),
  tools: say({ tools }),
  "at least one tool": say({ tools, tool_choice: "required" }),
  "this tool": say({ tools, tool_choice: { type: "function", function: { name: "weather" } } }),
  "no tool": say({ tools, tool_choice: "none" }),
  "one call at a time": say({ tools, parallel_tool_calls: false }),
  "arguments kept to their shape": say({
    tools: [{ type: "function", function: { name: "weather", parameters: shape, strict: true } }]
  }),
  "results of parallel calls": say({
    messages: [
      hello,
      {
        role: "assistant",
        content: [{ type: "text", text: "Let me look." }],
        tool_calls: [
          { id: "call00001", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } },
          { id: "call00002", type: "function", function: { name: "now", arguments: "{}" } }
        ]
      },
      { role: "tool", tool_call_id: "call00001", content: "5 °C" },
      { role: "tool", tool_call_id: "call00002", content: "Noon." }
    ],
    tools
  }),
  "an answer of a shape": say({
    response_format: { type: "json_schema", json_schema: { name: "place", schema: shape, strict: true } }
  }),
  "an answer in JSON": say({ response_format: { type: "json_object" } }),
  sampling: say({ temperature: 0.5, top_p: 0.25 }),
  "the likeliest tokens": { refused: "topK" },
  seed: say({ seed: 7 }),
  penalties: say({ frequency_penalty: 0.5, presence_penalty: 0.25 }),
  "several answers": say({ n: 2 }),
  logprobs: say({ logprobs: true }),
  "at most so many tokens": say({ max_completion_tokens: 100 }),
  stop: say({ stop: ["END", "FIN"] }),
  "little thinking": say({ reasoning_effort: "low" }),
  "thinking within a budget": { refused: "budgetTokens" },
  "thoughts shown": { refused: "summary" },
  "no thinking": say({ reasoning_effort: "none" }),
  metadata: say({ metadata: { team: "norse" } }),
  "a tier of service": say({ service_tier: "flex" }),
  "a key for the cache": say({ prompt_cache_key: "k1" })
}

const own: Own<Params> = {
  "a recording, looked at closely, and what was said of it": {
    asked: {
      messages: [
        { role: "developer", content: "Be brief." },
        {
          role: "user",
          content: [
            { type: "image", source: { url: "https://x/a.png" }, detail: "low" },
            { type: "audio", source: { data: Uint8Array.of(1, 2, 3), mediaType: "audio/mpeg" } }
          ]
        },
        { role: "assistant", content: [{ type: "spoken", id: "audio_1" }] }
      ]
    },
    theirs: {
      messages: [
        { role: "developer", content: "Be brief." },
        {
          role: "user",
          content: [
            { type: "image_url", image_url: { url: "https://x/a.png", detail: "low" } },
            { type: "input_audio", input_audio: { data: base64, format: "mp3" } }
          ]
        },
        { role: "assistant", content: null, audio: { id: "audio_1" } }
      ]
    }
  },
  "spoken answers, biased and told at length": {
    asked: {
      messages: [hello],
      modalities: ["text", "audio"],
      audio: { voice: "alloy", format: "pcm16" },
      logitBias: { "50256": -100 },
      topLogprobs: 2,
      logprobs: true,
      verbosity: "high"
    },
    theirs: {
      modalities: ["text", "audio"],
      audio: { voice: "alloy", format: "pcm16" },
      logit_bias: { "50256": -100 },
      top_logprobs: 2,
      logprobs: true,
      verbosity: "high"
    }
  }
}

sameRequests(
  {
    sides,
    model: "gpt-4o-mini",
    answer: OpenAi.chat('{"city":"Oslo"}'),
    send: (client, params) => client.chat.completions.stream({ ...chatParams, messages: [hello], ...params }).done(),
    headers: { "content-type": "alike", authorization: "alike", accept: accepts },
    spellings: []
  },
  table,
  own
)

describe("text", () => {
  it("both understand the same, of the same request", async () => {
    const ask = { model: "davinci-002", prompt: "A for apple" }
    const { asked, ...answers } = await both(
      sides,
      played("openai-completions/text.sse"),
      Collect.text(StreamingProvider.text(ask)),
      async (client) => {
        const stream = await client.completions.create({
          ...ask,
          stream: true,
          stream_options: { include_usage: true }
        })
        let text = ""
        for await (const { choices } of stream) text += choices[0]?.text ?? ""
        return text
      }
    )
    const [mine, theirs] = whole(answers)
    assert.strictEqual(mine.text, theirs)
    assert.isNotEmpty(mine.text)
    assert.deepStrictEqual(asked.one?.body, asked.two?.body)
  })
})
