import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { protocol } from "effect-bifrost/protocols/OpenAiResponses"
import { operations } from "effect-bifrost/schemas/Operation"
import type { ResponsesRequest } from "effect-bifrost/schemas/Responses"
import { play, refusal, sentJson, warnings } from "../kit/fixture.ts"

const input = (...input: Extract<ResponsesRequest["input"], ReadonlyArray<unknown>>) => ({ model: "m", input })

describe("a Responses request", () => {
  it("says all that the wire can say", () => {
    const request: ResponsesRequest = {
      model: "gpt-5-mini",
      input: "Hello, Bifrost!",
      instructions: "Be brief.",
      temperature: 0.5,
      topP: 0.9,
      maxTokens: 100,
      topLogprobs: 3,
      user: "u-1",
      parallelToolCalls: false,
      maxToolCalls: 2,
      metadata: { a: "b" },
      serviceTier: "flex",
      previousResponseId: "resp_0",
      store: false,
      truncation: "auto",
      background: true,
      prompt: { id: "pmpt_1", variables: { city: "Oslo" } },
      include: ["reasoning.encrypted_content"],
      reasoning: { effort: "low", summary: "auto" },
      verbosity: "low",
      promptCache: { key: "k", retention: "24h" },
      responseFormat: { schema: Schema.Struct({ city: Schema.String }), name: "place" },
      tools: [
        { type: "web_search", search_context_size: "low" },
        { name: "weather", description: "Now.", parameters: Schema.Struct({ city: Schema.String }), strict: true }
      ],
      toolChoice: { name: "weather" }
    }
    const city = {
      type: "object",
      properties: { city: { type: "string" } },
      required: ["city"],
      additionalProperties: false
    }
    assert.deepStrictEqual(sentJson(protocol, request, { moderation: "low", store: true }), {
      model: "gpt-5-mini",
      input: "Hello, Bifrost!",
      instructions: "Be brief.",
      temperature: 0.5,
      top_p: 0.9,
      max_output_tokens: 100,
      top_logprobs: 3,
      user: "u-1",
      parallel_tool_calls: false,
      max_tool_calls: 2,
      metadata: { a: "b" },
      service_tier: "flex",
      previous_response_id: "resp_0",
      store: true,
      truncation: "auto",
      background: true,
      prompt: { id: "pmpt_1", variables: { city: "Oslo" } },
      include: ["reasoning.encrypted_content", "message.output_text.logprobs"],
      reasoning: { effort: "low", summary: "auto" },
      text: { format: { type: "json_schema", name: "place", schema: city, strict: true }, verbosity: "low" },
      prompt_cache_key: "k",
      prompt_cache_retention: "24h",
      tools: [
        { type: "web_search", search_context_size: "low" },
        { type: "function", name: "weather", description: "Now.", parameters: city, strict: true }
      ],
      tool_choice: { type: "function", name: "weather" },
      stream: true,
      moderation: "low"
    })
  })

  it("says no more than was asked", () =>
    assert.deepStrictEqual(sentJson(protocol, { model: "m", input: "hi" }), { model: "m", input: "hi", stream: true }))

  it("may choose a hosted tool by its type", () =>
    assert.deepInclude(
      sentJson(protocol, {
        model: "m",
        input: "hi",
        tools: [{ type: "web_search" }],
        toolChoice: { name: "web_search" }
      }),
      { tool_choice: { type: "web_search" } }
    ))

  it("turns messages into items", () => {
    const bytes = Uint8Array.of(1, 2, 3)
    const request = input(
      { role: "system", content: "Be brief." },
      { role: "developer", content: [{ type: "text", text: "And kind." }] },
      {
        role: "user",
        content: [
          { type: "text", text: "See:" },
          { type: "image", source: { url: "https://x/a.png" }, detail: "low" },
          { type: "image", source: { data: bytes, mediaType: "image/png" } },
          { type: "image", source: { fileId: "file-1" } },
          { type: "file", source: { data: bytes, mediaType: "application/pdf" }, name: "a.pdf" },
          { type: "file", source: { url: "https://x/a.pdf" } },
          { type: "file", source: { fileId: "file-2" } }
        ]
      },
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "Hm.", id: "rs_1", encrypted: "sealed" },
          { type: "text", text: "I look" },
          { type: "text", text: " it up." },
          { type: "tool-call", id: "call_1", name: "weather", arguments: `{"city":"Oslo"}` },
          { type: "refusal", refusal: "No." }
        ]
      },
      { role: "tool", toolCallId: "call_1", content: "5 °C" },
      { role: "tool", toolCallId: "call_2", content: [{ type: "text", text: "rain" }] },
      { role: "assistant", content: "It rains." }
    )
    assert.deepInclude(sentJson(protocol, request), {
      input: [
        { role: "system", content: "Be brief." },
        { role: "developer", content: [{ type: "input_text", text: "And kind." }] },
        {
          role: "user",
          content: [
            { type: "input_text", text: "See:" },
            { type: "input_image", image_url: "https://x/a.png", detail: "low" },
            { type: "input_image", image_url: "data:image/png;base64,AQID" },
            { type: "input_image", file_id: "file-1" },
            { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,AQID" },
            { type: "input_file", file_url: "https://x/a.pdf" },
            { type: "input_file", file_id: "file-2" }
          ]
        },
        {
          type: "reasoning",
          id: "rs_1",
          summary: [{ type: "summary_text", text: "Hm." }],
          encrypted_content: "sealed"
        },
        {
          type: "message",
          role: "assistant",
          content: [
            { type: "output_text", text: "I look" },
            { type: "output_text", text: " it up." }
          ]
        },
        { type: "function_call", call_id: "call_1", name: "weather", arguments: `{"city":"Oslo"}` },
        { type: "message", role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
        { type: "function_call_output", call_id: "call_1", output: "5 °C" },
        { type: "function_call_output", call_id: "call_2", output: [{ type: "input_text", text: "rain" }] },
        { role: "assistant", content: "It rains." }
      ]
    })
  })

  it("takes a collected answer back unchanged, sealed thoughts included", () => {
    const fold = operations.responses.fold()
    for (const event of play("responses", protocol, "openai-responses/tool-calls.sse").chunks) fold.add(event)
    const answer = fold.answer()
    const output = answer?.output ?? []
    const next = input({ role: "user", content: "Weather?" }, ...output, {
      role: "tool",
      toolCallId: answer?.toolCalls[0]?.id ?? "",
      content: "5 °C"
    })
    assert.deepInclude(sentJson(protocol, next), {
      input: [
        { role: "user", content: "Weather?" },
        {
          id: "rs_1",
          type: "reasoning",
          summary: [{ type: "summary_text", text: "The user wants the weather in two cities." }],
          encrypted_content: "gAAAAABsealed=="
        },
        ...output.slice(1),
        { type: "function_call_output", call_id: "call_1", output: "5 °C" }
      ]
    })
    assert.strictEqual(output.length, 3)
  })

  it("leaves out thoughts that are another provider's, and says so", () => {
    const request = input({ role: "assistant", content: [{ type: "reasoning", text: "Hm.", signature: "sig" }] })
    assert.deepInclude(sentJson(protocol, request), { input: [] })
    assert.match(warnings(protocol, request).join(), /Reasoning .* is not sent/)
  })

  it.each<readonly [string, Partial<ResponsesRequest>]>([
    ["unsupported: stop; instead, end the answer yourself, or use the chat operation", { stop: "x" }],
    ["unsupported: seed; instead, use the chat operation", { seed: 1 }],
    ["unsupported: n; instead, ask several times", { n: 2 }],
    ["unsupported: frequencyPenalty; instead, use the chat operation", { frequencyPenalty: 1 }],
    ["unsupported: presencePenalty; instead, use the chat operation", { presencePenalty: 1 }],
    ["unsupported: topK; instead, use topP", { topK: 1 }],
    ["unsupported: budgetTokens; instead, use reasoning.effort", { reasoning: { budgetTokens: 1 } }],
    [
      "unsupported: the name of a message; instead, say it in the message, or use the chat operation",
      { input: [{ role: "user", content: "hi", name: "Heimdall" }] }
    ],
    [
      "unsupported: audio in a message; instead, use the chat operation with a model that hears",
      {
        input: [
          {
            role: "user",
            content: [{ type: "audio", source: { data: Uint8Array.of(1), mediaType: "audio/wav" } }]
          }
        ]
      }
    ],
    [
      "request rejected: the message item in the input is not JSON",
      { input: [{ type: "message", content: Uint8Array.of(1) }] }
    ]
  ])("is refused, and nothing sent: %s", (message, fields) =>
    assert.strictEqual(refusal(protocol, { model: "m", input: "hi", ...fields }), message)
  )
})
