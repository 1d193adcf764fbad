/** How earlier turns and their media are written in each vendor's dialect, beside OpenAI's own way. */
import { assert, describe, it } from "@effect/vitest"
import * as DeepSeek from "effect-bifrost/layers/DeepSeek"
import * as Fireworks from "effect-bifrost/layers/Fireworks"
import * as Mistral from "effect-bifrost/layers/Mistral"
import * as Moonshot from "effect-bifrost/layers/Moonshot"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import * as OpenRouter from "effect-bifrost/layers/OpenRouter"
import * as Together from "effect-bifrost/layers/Together"
import * as ZAI from "effect-bifrost/layers/ZAI"
import { nine } from "effect-bifrost/protocols/OpenAiDialect"
import type { Message } from "effect-bifrost/schemas/Content"
import { bodyOf, chatOf, type Chats, question } from "./kit/chats.ts"
import { decode, warnings } from "./kit/fixture.ts"
import { data } from "./kit/wire.ts"

const thoughtful: Message = {
  role: "assistant",
  content: [
    { type: "reasoning", text: "Hm.", signature: "s", id: "r1", format: "anthropic-claude-v1" },
    { type: "reasoning", text: "", encrypted: "sealed", format: "openai-responses-v1" },
    { type: "text", text: "I look." },
    { type: "tool-call", id: "call_abc", name: "f", arguments: "{}" }
  ]
}
const history = { messages: [thoughtful, { role: "tool", toolCallId: "call_abc", content: "ok" }] } as const
const turnsOf = (layer: Chats) => JSON.parse(JSON.stringify(bodyOf(layer, history))).messages

describe("the reasoning of earlier turns", () => {
  it("has no place with OpenAI, who says so", () => {
    assert.hasAllKeys(turnsOf(OpenAI)[0], ["role", "content", "tool_calls"])
    assert.match(warnings(chatOf(OpenAI), { ...question, ...history }).join(), /reasoning of earlier turns is not sent/)
  })
  it.each<readonly [string, Chats]>([
    ["DeepSeek", DeepSeek],
    ["Z.AI", ZAI],
    ["Moonshot", Moonshot],
    ["Fireworks", Fireworks],
    ["Together", Together]
  ])("stands beside the answer with %s", (_, layer) => {
    assert.strictEqual(turnsOf(layer)[0].reasoning_content, "Hm.")
    assert.deepStrictEqual(warnings(chatOf(layer), { ...question, ...history }), [])
  })
  it("is a part of the content with Mistral", () =>
    assert.deepStrictEqual(turnsOf(Mistral)[0].content, [
      { type: "thinking", thinking: [{ type: "text", text: "Hm." }] },
      { type: "text", text: "I look." }
    ]))
  it("goes back to OpenRouter as it came: two turns", () => {
    const details = [
      { type: "reasoning.text", text: "Hm.", signature: "s", id: "r1", format: "anthropic-claude-v1" },
      { type: "reasoning.encrypted", data: "sealed", format: "openai-responses-v1" }
    ]
    assert.deepStrictEqual(turnsOf(OpenRouter)[0].reasoning_details, details)
    const events = [
      { model: "m", choices: [{ delta: { reasoning: "Hm.", reasoning_details: [details[0]] } }] },
      { model: "m", choices: [{ delta: { reasoning_details: [details[1]] } }] },
      { model: "m", choices: [{ delta: { content: "Yes" }, finish_reason: "stop" }] },
      "[DONE]"
    ]
    const { chunks } = decode("chat", chatOf(OpenRouter).decoder, data(...events), "text/event-stream")
    assert.deepStrictEqual(
      chunks.filter(({ _tag }) => _tag === "Reasoning"),
      [
        { _tag: "Reasoning", choice: 0, delta: "Hm.", signature: "s", id: "r1", format: "anthropic-claude-v1" },
        { _tag: "Reasoning", choice: 0, delta: "", encrypted: "sealed", format: "openai-responses-v1" }
      ]
    )
  })
})

describe("recordings and documents", () => {
  const parts = (layer: Chats, content: Extract<Message, { readonly role: "user" }>["content"]) =>
    JSON.parse(JSON.stringify(bodyOf(layer, { messages: [{ role: "user", content }] }))).messages[0].content
  const source = (mediaType: string) => ({ data: Uint8Array.of(1, 2, 3), mediaType })
  const of = (layer: Chats) =>
    parts(layer, [
      { type: "audio", source: source("audio/mpeg") },
      { type: "file", source: source("application/pdf"), name: "a" }
    ])
  it("are in Mistral's own words with Mistral, and in OpenAI's elsewhere", () => {
    assert.deepStrictEqual(of(Mistral), [
      { type: "input_audio", input_audio: "AQID" },
      { type: "document_url", document_url: "data:application/pdf;base64,AQID", document_name: "a" }
    ])
    for (const layer of [OpenAI, DeepSeek]) {
      assert.deepStrictEqual(of(layer), [
        { type: "input_audio", input_audio: { data: "AQID", format: "mp3" } },
        { type: "file", file: { filename: "a", file_data: "data:application/pdf;base64,AQID" } }
      ])
    }
  })
  it("may be where Mistral can read them", () => {
    const url = "https://asgard.dev/a.pdf"
    assert.deepStrictEqual(parts(Mistral, [{ type: "file", source: { url } }]), [
      { type: "document_url", document_url: url }
    ])
  })
})

describe("the ids of calls", () => {
  it("are nine letters and digits with Mistral, alike in calls and results", () => {
    const [{ tool_calls }, { tool_call_id }] = turnsOf(Mistral)
    assert.match(tool_call_id, /^[a-zA-Z0-9]{9}$/)
    assert.strictEqual(tool_calls[0].id, tool_call_id)
    assert.strictEqual(turnsOf(DeepSeek)[1].tool_call_id, "call_abc")
  })
  it("stay as they are where they fit, and differ where they differ", () => {
    assert.strictEqual(nine("D681PevKs"), "D681PevKs")
    const ids = Array.from({ length: 2000 }, (_, n) => nine(`call_${n}`))
    assert.strictEqual(new Set(ids).size, 2000)
    assert.isTrue(ids.every((id) => /^[a-z0-9]{9}$/.test(id)))
  })
})
