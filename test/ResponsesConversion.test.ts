/** The responses operation through chat: what is sent, what is refused, what is heard. */
import { assert, describe, it } from "@effect/vitest"
import type { ResponsesRequest } from "effect-bifrost"
import * as AnthropicMessages from "effect-bifrost/protocols/AnthropicMessages"
import * as CohereChat from "effect-bifrost/protocols/CohereChat"
import * as GeminiGenerateContent from "effect-bifrost/protocols/GeminiGenerateContent"
import * as OllamaChat from "effect-bifrost/protocols/OllamaChat"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import { ResponsesRules } from "effect-bifrost/testing"
import { Result } from "effect"
import * as Conversion from "../src/Conversion.ts"
import { defaultLimits } from "../src/Framing.ts"
import * as ResponsesInput from "../src/conversion/ResponsesInput.ts"
import * as Cuts from "../src/testing/Cuts.ts"
import * as Fixtures from "./fixtures.ts"
import { decode, refusal, sentJson, warnings } from "./kit/fixture.ts"
import { data, say, stop } from "./kit/wire.ts"

const responses = Conversion.responsesViaChat(OpenAiChat.protocol)
const ask: ResponsesRequest = { model: "m", input: "hi" }
const messagesOf = (input: ResponsesRequest["input"], more: Partial<ResponsesRequest> = {}) =>
  Result.getOrThrow(ResponsesInput.toChat({ ...ask, input, ...more })).messages

describe("a request", () => {
  it("is sent as a chat, with all that both wires know", () =>
    assert.deepStrictEqual(
      sentJson(responses, {
        ...ask,
        instructions: "Be brief.",
        temperature: 0,
        maxTokens: 5,
        stop: "x",
        seed: 1,
        n: 1,
        store: false,
        background: false,
        truncation: "disabled",
        topLogprobs: 2,
        include: ["reasoning.encrypted_content"],
        reasoning: { effort: "low" },
        responseFormat: "json",
        toolChoice: { name: "weather" },
        tools: [
          { name: "weather", strict: true },
          { type: "function", name: "now", parameters: { type: "object" }, strict: null }
        ]
      }),
      {
        model: "m",
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "hi" }
        ],
        temperature: 0,
        max_completion_tokens: 5,
        stop: "x",
        seed: 1,
        logprobs: true,
        top_logprobs: 2,
        reasoning_effort: "low",
        response_format: { type: "json_object" },
        tool_choice: { type: "function", function: { name: "weather" } },
        tools: [
          {
            type: "function",
            function: { name: "weather", parameters: { type: "object", properties: {} }, strict: true }
          },
          { type: "function", function: { name: "now", parameters: { type: "object" } } }
        ],
        stream: true,
        stream_options: { include_usage: true }
      }
    ))

  it("says that it was converted", () =>
    assert.deepStrictEqual(warnings(responses, ask), [
      "The responses operation goes through chat for m: its events are made here, and nothing is stored."
    ]))

  it("reads the standard's items and our messages", () =>
    assert.deepStrictEqual(
      messagesOf([
        { role: "developer", content: "Be brief." },
        { type: "message", role: "system", content: [{ type: "input_text", text: "Be kind." }] },
        {
          type: "message",
          role: "user",
          content: [
            { type: "input_text", text: "See:" },
            { type: "input_image", image_url: "https://x/a.png", detail: "low" },
            { type: "input_image", image_url: "data:image/png;base64,AQI=" },
            { type: "input_image", file_id: "f1" },
            { type: "input_file", file_data: "data:application/pdf;base64,AQI=", filename: "a.pdf" },
            { type: "input_audio", input_audio: { data: "AQI=", format: "mp3" } }
          ]
        },
        { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "Hm." }], encrypted_content: "gAAA" },
        { type: "message", role: "assistant", content: [{ type: "output_text", text: "I look." }] },
        { type: "function_call", call_id: "c1", name: "f", arguments: "{}" },
        { type: "function_call_output", call_id: "c1", output: [{ type: "input_text", text: "ok" }] },
        { type: "message", role: "assistant", content: [{ type: "refusal", refusal: "No." }] }
      ]),
      [
        { role: "developer", content: "Be brief." },
        { role: "system", content: "Be kind." },
        {
          role: "user",
          content: [
            { type: "text", text: "See:" },
            { type: "image", source: { url: "https://x/a.png" }, detail: "low" },
            { type: "image", source: { data: Uint8Array.of(1, 2), mediaType: "image/png" } },
            { type: "image", source: { fileId: "f1" } },
            { type: "file", source: { data: Uint8Array.of(1, 2), mediaType: "application/pdf" }, name: "a.pdf" },
            { type: "audio", source: { data: Uint8Array.of(1, 2), mediaType: "audio/mpeg" } }
          ]
        },
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: "Hm.", encrypted: "gAAA" },
            { type: "text", text: "I look." },
            { type: "tool-call", id: "c1", name: "f", arguments: "{}" }
          ]
        },
        { role: "tool", toolCallId: "c1", content: [{ type: "text", text: "ok" }] },
        { role: "assistant", content: [{ type: "refusal", refusal: "No." }] }
      ]
    ))

  it.each<readonly [string, Partial<ResponsesRequest>]>([
    ["previousResponseId; instead, give the whole conversation as input", { previousResponseId: "r" }],
    ["conversation; instead, give the whole conversation as input", { conversation: "c" }],
    ["prompt; instead, give the whole conversation as input", { prompt: { id: "p" } }],
    ["background; instead, listen to the answer", { background: true }],
    ["store; instead, keep the answer yourself", { store: true }],
    ["truncation; instead, shorten the input", { truncation: "auto" }],
    ["maxToolCalls; instead, there are no hosted tools", { maxToolCalls: 1 }],
    ["n; instead, ask several times", { n: 2 }],
    [`the hosted tool "web_search"; instead, give a tool of your own`, { tools: [{ type: "web_search" }] }],
    [`include "file_search_call.results"; instead, leave it out`, { include: ["file_search_call.results"] }],
    [
      `an item of type "item_reference" through chat; instead, leave it out, or say it in a message`,
      { input: [{ type: "item_reference", id: "x" }] }
    ],
    ["topK; instead, use topP", { topK: 1 }]
  ])("that wants %s is not sent", (message, fields) =>
    assert.strictEqual(refusal(responses, { ...ask, ...fields }), `unsupported: ${message}`)
  )

  it.each<readonly [string, ResponsesRequest["input"]]>([
    ["function_call", [{ type: "function_call", name: "f", arguments: "{}" }]],
    ["function_call_output", [{ type: "function_call_output", output: "ok" }]],
    ["message", [{ type: "message", role: "user", content: 5 }]],
    ["message", [{ type: "message", role: "friend", content: "hi" }]]
  ])("with a malformed %s item is rejected", (type, input) =>
    assert.include(refusal(responses, { ...ask, input }), `the ${type} item in the input is not as the standard has it`)
  )
})

const decoded = (...events: ReadonlyArray<unknown>) =>
  decode("responses", responses.decoder, data(...events), "text/event-stream")

describe("an answer", () => {
  it("that was cut short is a failure, after what was received", () => {
    const { chunks, failure } = decoded(say("Hel"))
    assert.strictEqual(failure?._tag, "Truncated")
    assert.deepStrictEqual(chunks.map(({ type }) => String(type)).slice(-2), [
      "response.content_part.added",
      "response.output_text.delta"
    ])
  })

  it("with an error in it is a failure", () => {
    assert.strictEqual(decoded(say("Hel"), { error: { message: "no", code: 429 } }).failure?._tag, "RateLimited")
    const ended = decoded(say("Hel"), { model: "m-1", choices: [{ delta: {}, finish_reason: "error" }] }, "[DONE]")
    assert.strictEqual(ended.failure?._tag, "ServerFailed")
    assert.notInclude(ended.chunks.map(({ type }) => String(type)).join(), "response.completed")
  })

  it("that failed at once says nothing, not even that it began", () =>
    assert.deepStrictEqual(decoded({ error: { message: "no", code: 500 } }).chunks, []))

  it("carries raw events where they are asked for", () => {
    const events = [say("Hel"), say("lo"), stop]
    const decoder = responses.decoder({
      provider: "p",
      model: "m",
      warnings: [],
      includeRaw: true,
      limits: defaultLimits
    })
    const read = decoder.read(new TextEncoder().encode(data(...events, "[DONE]")))
    const all = [...read, ...decoder.end().chunks]
    assert.deepStrictEqual(
      all.flatMap((event) => ("raw" in event && Array.isArray(event.raw) ? event.raw : [])),
      events
    )
  })
})

const wires = [
  ["openai-chat", OpenAiChat.protocol],
  ["anthropic-messages", AnthropicMessages.protocol],
  ["gemini-generate-content", GeminiGenerateContent.protocol],
  ["cohere-v2", CohereChat.protocol],
  ["ollama", OllamaChat.protocol]
] as const

describe("every recorded chat", () => {
  const recorded = wires.flatMap(([wire, protocol]) =>
    Fixtures.of(wire).map((fixture) => [`${wire}/${fixture.name}`, protocol, fixture] as const)
  )
  it("there are some of each wire", () => assert.isAbove(recorded.length, 3 * wires.length))

  it.each(recorded)("%s: keeps the standard's rules, and says what the chat says", (_, protocol, fixture) => {
    const { decoder } = Conversion.responsesViaChat(protocol)
    const chat = decode("chat", protocol.decoder, fixture.body, fixture.contentType)
    const said = decode("responses", decoder, fixture.body, fixture.contentType)
    const failure = chat.chunks.some((chunk) => chunk._tag === "Finish" && chunk.choices[0]?.reason === "error")
      ? "ServerFailed"
      : chat.failure?._tag
    assert.strictEqual(said.failure?._tag, failure)
    if (failure === undefined) assert.deepStrictEqual(ResponsesRules.broken(said.chunks), [])
    const text = (all: ReadonlyArray<string>) => all.join("")
    assert.strictEqual(
      text(said.chunks.map((event) => (event.type === "response.output_text.delta" ? event.delta : ""))),
      text(chat.chunks.map((chunk) => (chunk._tag === "Text" && chunk.choice === 0 ? chunk.delta : "")))
    )
    const cut = decode("responses", decoder, fixture.body, fixture.contentType, Cuts.every(1))
    const shapes = ({ chunks }: typeof said) => chunks.map(({ type }) => String(type))
    assert.deepStrictEqual(shapes(cut), shapes(said))
  })
})
