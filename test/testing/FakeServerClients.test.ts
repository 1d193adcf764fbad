/** The scripted server's wires as their vendors' own clients read them: AWS' frames above all, whose checksums it checks. */
import { NodeHttpServer } from "@effect/platform-node"
import {
  ConverseStreamCommand,
  InvokeModelWithResponseStreamCommand,
  ThrottlingException
} from "@aws-sdk/client-bedrock-runtime"
import Anthropic from "@anthropic-ai/sdk"
import { GoogleGenAI } from "@google/genai"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Overloaded, RateLimited, ServerFailed } from "effect-bifrost/schemas/Reason"
import { FakeServer } from "effect-bifrost/testing"
import { createServer } from "node:http"
import OpenAI, { RateLimitError } from "openai"
import * as Bedrock from "../reference/bedrock.ts"

/** Its signature is Base64 to AWS. */
const turn: NonNullable<FakeServer.Scripts["chat"]>[number] = [
  { _tag: "Reasoning", choice: 0, delta: "The bridge " },
  { _tag: "Reasoning", choice: 0, delta: "", signature: "c2lnbmVk" },
  "Bif",
  "röst 🌈",
  { _tag: "ToolCall", choice: 0, index: 0, id: "call_1", name: "weather", delta: '{"city":' },
  { _tag: "ToolCall", choice: 0, index: 0, delta: '"Oslo"}' },
  {
    _tag: "Finish",
    choices: [{ index: 0, reason: "tool-calls", raw: null }],
    usage: { input: 9, output: 12, cachedInput: 4, raw: null }
  }
]

const against = (scripts: FakeServer.Scripts, run: (url: string) => Promise<void>) =>
  Effect.gen(function* () {
    const fake = FakeServer.make(scripts)
    const node = NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })
    const url = yield* Effect.provide(FakeServer.url, yield* Layer.build(Layer.provideMerge(fake.layer, node)))
    yield* Effect.promise(() => run(url))
  })

const messages = [{ role: "user" as const, content: [{ text: "hi" }] }]
const hello = [{ role: "user" as const, content: "hi" }]

describe("FakeServer, asked by the vendor's own client", () => {
  it.live("AWS: ConverseStream", () =>
    against(
      {
        chat: [
          turn,
          [new RateLimited({ description: "slow down" })],
          ["Hel", new RateLimited({ description: "slow down" })]
        ]
      },
      async (url) => {
        const client = Bedrock.sides.client(url)
        const ask = new ConverseStreamCommand({ modelId: "eu.amazon.nova-lite-v1:0", messages })
        const { stream = [] } = await client.send(ask)
        let [text, thought, input, signature] = ["", "", "", ""]
        let reason: string | undefined
        let usage: object | undefined
        for await (const { contentBlockDelta, messageStop, metadata } of stream) {
          const { reasoningContent, text: delta, toolUse } = contentBlockDelta?.delta ?? {}
          text += delta ?? ""
          thought += reasoningContent?.text ?? ""
          signature += reasoningContent?.signature ?? ""
          input += toolUse?.input ?? ""
          reason ??= messageStop?.stopReason
          usage ??= metadata?.usage
        }
        assert.deepStrictEqual(
          { text, thought, signature, input, reason },
          {
            text: "Bifröst 🌈",
            thought: "The bridge ",
            signature: "c2lnbmVk",
            input: '{"city":"Oslo"}',
            reason: "tool_use"
          }
        )
        assert.deepInclude(usage, { inputTokens: 5, outputTokens: 12, cacheReadInputTokens: 4 })
        const refused = await client.send(ask).catch((error: unknown) => error)
        assert.instanceOf(refused, ThrottlingException)
        const failing = await client.send(ask)
        const failure = await (async () => {
          for await (const _ of failing.stream ?? []);
        })().catch((error: unknown) => error)
        assert.instanceOf(failure, ThrottlingException)
        assert.include(String(failure), "slow down")
      }
    )
  )

  it.live("AWS: InvokeModelWithResponseStream", () =>
    against({ chat: [turn] }, async (url) => {
      const body = JSON.stringify({ anthropic_version: "bedrock-2023-05-31", max_tokens: 9, messages: hello })
      const modelId = "anthropic.claude-sonnet-4-5-20250929-v1:0"
      const ask = new InvokeModelWithResponseStreamCommand({ modelId, body, contentType: "application/json" })
      const types: Array<unknown> = []
      for await (const { chunk } of (await Bedrock.sides.client(url).send(ask)).body ?? []) {
        types.push(JSON.parse(new TextDecoder().decode(chunk?.bytes)).type)
      }
      assert.deepStrictEqual([types[0], types.at(-1)], ["message_start", "message_stop"])
    })
  )

  it.live("Anthropic: messages", () =>
    against({ chat: [turn, [new Overloaded({ description: "busy", status: 529 })]] }, async (url) => {
      const client = new Anthropic({ apiKey: "none", baseURL: url, maxRetries: 0 })
      const ask = { model: "claude-new", max_tokens: 9, messages: hello }
      const { content, stop_reason } = await client.messages.stream(ask).finalMessage()
      assert.deepStrictEqual(
        content.map(({ type }) => type),
        ["thinking", "text", "tool_use"]
      )
      assert.deepInclude(content[2], { name: "weather", input: { city: "Oslo" } })
      assert.strictEqual(stop_reason, "tool_use")
      const refused = await client.messages
        .stream(ask)
        .finalMessage()
        .catch((error: unknown) => error)
      assert.include(String(refused), "529")
    })
  )

  it.live("Google: streamGenerateContent, speech too", () =>
    against({ chat: [["Bif", "röst 🌈"]], speech: [[Uint8Array.of(1, 2)]] }, async (url) => {
      const { models } = new GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: url } })
      let text = ""
      for await (const one of await models.generateContentStream({ model: "gemini-2.5-flash", contents: "hi" })) {
        text += one.text ?? ""
      }
      assert.strictEqual(text, "Bifröst 🌈")
      const config = { responseModalities: ["AUDIO"] }
      const spoken = await models.generateContentStream({
        model: "gemini-2.5-flash-preview-tts",
        contents: "hi",
        config
      })
      const heard: Array<unknown> = []
      for await (const one of spoken) heard.push(one.candidates?.[0]?.content?.parts?.[0]?.inlineData?.data)
      assert.strictEqual(heard[0], "AQI=")
    })
  )

  it.live("OpenAI: chat, Responses, transcription and speech", () =>
    against(
      {
        chat: [
          turn,
          [new RateLimited({ description: "slow down" })],
          ["Hel", new ServerFailed({ description: "boom" })]
        ],
        responses: [["Hel", "lo"]],
        transcription: [["The", " bridge"]],
        speech: [[new Uint8Array([1, 2])]]
      },
      async (url) => {
        const client = new OpenAI({ apiKey: "sk-test", baseURL: `${url}/v1`, maxRetries: 0 })
        const ask = { model: "m", messages: [{ role: "user" as const, content: "hi" }] }
        const whole = await client.chat.completions
          .stream({ ...ask, stream_options: { include_usage: true } })
          .finalChatCompletion()
        assert.strictEqual(whole.choices[0]?.message.content, "Bifröst 🌈")
        assert.strictEqual(whole.choices[0]?.finish_reason, "tool_calls")
        assert.strictEqual(whole.usage?.completion_tokens, 12)
        const [call] = whole.choices[0]?.message.tool_calls ?? []
        assert.deepInclude(call, { id: "call_1", type: "function" })

        const refused = await client.chat.completions.create({ ...ask, stream: true }).then(
          () => assert.fail("no error"),
          (error: unknown) => error
        )
        assert.instanceOf(refused, RateLimitError)
        assert.strictEqual(refused.code, "rate_limit_exceeded")

        let heard = ""
        const failing = await client.chat.completions.create({ ...ask, stream: true })
        const failure = await (async () => {
          for await (const chunk of failing) heard += chunk.choices[0]?.delta.content ?? ""
        })().catch((error: unknown) => error)
        assert.strictEqual(heard, "Hel")
        assert.include(String(failure), "boom")

        const response = await client.responses.stream({ model: "m", input: "hi" }).finalResponse()
        assert.strictEqual(response.output_text, "Hello")

        const file = new File([new Uint8Array([7])], "a.wav")
        const transcript = await client.audio.transcriptions.create({ model: "whisper-1", file })
        assert.strictEqual(transcript.text, "The bridge")
        const speech = await client.audio.speech.create({ model: "tts-1", voice: "alloy", input: "hi" })
        assert.deepStrictEqual([...new Uint8Array(await speech.arrayBuffer())], [1, 2])

        const unstreamed = await client.chat.completions.create(ask).catch((error: unknown) => error)
        assert.include(String(unstreamed), "only streams")
      }
    )
  )
})
