import { assert, describe, it } from "@effect/vitest"
import { Conversion } from "effect-bifrost"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import * as OpenAiCompletions from "effect-bifrost/protocols/OpenAiCompletions"
import type { TextRequest } from "effect-bifrost/schemas/Text"
import { Result } from "effect"
import { defaultLimits } from "../src/Framing.ts"
import { decode, refusal, sentJson, warnings } from "./kit/fixture.ts"
import { data } from "./kit/wire.ts"

const text = Conversion.textViaChat(OpenAiChat.protocol)
const chosen = Conversion.byModel({
  models: ["davinci-002"],
  listed: OpenAiCompletions.protocol,
  others: text
})
const prompt: TextRequest = { model: "gpt-4o-mini", prompt: "A for apple and B for" }

const delta = (delta: object, index = 0) => ({ id: "c-1", model: "m-1", choices: [{ index, delta }] })
const end = (finish_reason: string, index = 0) => ({
  id: "c-1",
  model: "m-1",
  choices: [{ index, delta: {}, finish_reason }]
})
const usage = { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 }
const decodeText = (...events: ReadonlyArray<unknown>) =>
  decode("text", text.decoder, data(...events), "text/event-stream")

describe("text through chat", () => {
  it("sends the prompt as a user's message, and all that both wires know", () =>
    assert.deepStrictEqual(
      sentJson(
        text,
        {
          ...prompt,
          prompt: ["A for apple and B for"],
          temperature: 0,
          topP: 0.5,
          maxTokens: 5,
          seed: 1,
          stop: ["\n"],
          n: 2,
          user: "u",
          frequencyPenalty: 1,
          presencePenalty: 1,
          logitBias: { "50256": -100 },
          logprobs: 3,
          echo: false
        },
        { store: true }
      ),
      {
        model: "gpt-4o-mini",
        messages: [{ role: "user", content: "A for apple and B for" }],
        temperature: 0,
        top_p: 0.5,
        max_completion_tokens: 5,
        seed: 1,
        stop: ["\n"],
        n: 2,
        user: "u",
        frequency_penalty: 1,
        presence_penalty: 1,
        logit_bias: { "50256": -100 },
        logprobs: true,
        top_logprobs: 3,
        stream: true,
        stream_options: { include_usage: true },
        store: true
      }
    ))

  it("says so in its warnings", () =>
    assert.deepStrictEqual(warnings(text, prompt), [
      "The text operation goes through chat for gpt-4o-mini: the prompt is sent as a user's message, and reasoning is not shown."
    ]))

  it("hears what is said, and how it ended", () => {
    const { chunks, failure } = decodeText(
      delta({ role: "assistant", content: "" }),
      delta({ reasoning_content: "Alphabet." }),
      delta({ content: " ball" }),
      delta({ content: " bat" }, 1),
      end("stop"),
      end("length", 1),
      { model: "m-1", choices: [], usage },
      "[DONE]"
    )
    assert.isUndefined(failure)
    assert.deepStrictEqual(chunks, [
      { _tag: "Start", provider: "recorded", model: "m-1", id: "c-1", warnings: [] },
      { _tag: "Text", choice: 0, delta: " ball" },
      { _tag: "Text", choice: 1, delta: " bat" },
      {
        _tag: "Finish",
        choices: [
          { index: 0, reason: "stop", raw: "stop" },
          { index: 1, reason: "length", raw: "length" }
        ],
        usage: { input: 7, output: 2, total: 9, raw: usage }
      }
    ])
  })

  it("hears a refusal as the text that it is", () => {
    const { chunks } = decodeText(delta({ refusal: "I can't" }), delta({ refusal: " say." }), end("stop"), "[DONE]")
    assert.deepStrictEqual(chunks.slice(1), [
      { _tag: "Text", choice: 0, delta: "I can't" },
      { _tag: "Text", choice: 0, delta: " say." },
      { _tag: "Finish", choices: [{ index: 0, reason: "content-filter", raw: "stop" }] }
    ])
  })

  it("fails as chat does, after what was received", () => {
    const cut = decodeText(delta({ content: " ball" }))
    assert.deepInclude(cut.chunks.at(-1), { _tag: "Text", delta: " ball" })
    assert.strictEqual(cut.failure?._tag, "Truncated")
    assert.strictEqual(decodeText({ error: { message: "no", code: 429 } }).failure?._tag, "RateLimited")
  })

  it("keeps raw events, of what it doesn't say too", () => {
    const events = [
      delta({ content: " ball" }),
      delta({ reasoning_content: "Alphabet." }),
      delta({ content: "s" }),
      end("stop")
    ]
    const decoder = text.decoder({ provider: "p", model: "m", warnings: [], includeRaw: true, limits: defaultLimits })
    const read = decoder.read(new TextEncoder().encode(data(...events, "[DONE]")))
    const chunks = [...read, ...decoder.end().chunks]
    assert.deepStrictEqual(
      chunks.flatMap((chunk) => ("raw" in chunk ? chunk.raw : [])),
      events
    )
  })

  it.each<readonly [string, Partial<TextRequest>]>([
    ["suffix; instead, use a model that completes, or ask for the gap in the prompt", { suffix: "x" }],
    ["echo; instead, put the prompt before the answer yourself", { echo: true }],
    ["bestOf; instead, use n and choose", { bestOf: 2 }],
    ["several prompts through chat; instead, send one request for each prompt", { prompt: ["a", "b"] }],
    ["no prompt through chat; instead, send one request for each prompt", { prompt: [] }]
  ])("refuses %s", (message, fields) =>
    assert.strictEqual(refusal(text, { ...prompt, ...fields }), `unsupported: ${message}`)
  )
})

describe("by model", () => {
  it.each([
    ["davinci-002", "/completions"],
    ["davinci-002-0613", "/completions"],
    ["ft:davinci-002:org:name:id", "/completions"],
    ["gpt-4o-mini", "/chat/completions"],
    ["constructor", "/chat/completions"]
  ])("%s goes by %s", (model, path) =>
    assert.strictEqual(Result.getOrThrow(chosen.open({ ...prompt, model })).request.url, path)
  )

  it("has the native wire's name, and its answers", () => {
    assert.strictEqual(chosen.id, "openai-completions")
    assert.deepStrictEqual(warnings(chosen, { ...prompt, model: "davinci-002", echo: true }), [])
    const { decoder } = Result.getOrThrow(chosen.open({ ...prompt, model: "davinci-002" }))
    const body = data({ model: "davinci-002", choices: [{ text: " ball", finish_reason: "stop" }] }, "[DONE]")
    assert.deepInclude(decode("text", decoder, body, "text/event-stream").chunks[1], { _tag: "Text", delta: " ball" })
  })
})
