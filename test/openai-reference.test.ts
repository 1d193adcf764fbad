/**
 * OpenAI's own client as a reference: for the same bytes from the same server its accumulated answer and ours agree,
 * and for the same intent it sends what we send.
 */
import { Schema, Stream } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import { assert, describe, it } from "vitest"
import * as OpenAi from "./examples/OpenAi.ts"
import { assertFailed, both, played, whole } from "./kit/reference.ts"

const messages = [{ role: "user" as const, content: "Hello, Bifrost!" }]
const chat = Collect.chat(StreamingProvider.chat({ model: "gpt-4o-mini", messages }))
const chatParams = { model: "gpt-4o-mini", messages, stream_options: { include_usage: true } }

describe("chat", () => {
  it.each(["text", "refusal", "content-filter", "logprobs", "tool-call-split", "tool-calls-parallel", "two-choices"])(
    "%s: both understand the same",
    async (name) => {
      const [mine, theirs] = whole(
        await both(played(`openai-chat/${name}.sse`), chat, (client) =>
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
      await both(played("openai-chat/error-in-the-middle.sse"), chat, (client) =>
        client.chat.completions.stream(chatParams).finalChatCompletion()
      )
    )
  })

  it("the same intent is the same request", async () => {
    const city = Schema.Struct({ city: Schema.String })
    const shape = {
      type: "object",
      properties: { city: { type: "string" } },
      required: ["city"],
      additionalProperties: false
    }
    const { asked } = await both(
      OpenAi.chat("hi"),
      Collect.chat(
        StreamingProvider.chat({
          model: "gpt-4o-mini",
          messages: [
            { role: "developer", content: "Be brief." },
            {
              role: "user",
              content: [
                { type: "text", text: "See:" },
                { type: "image", source: { url: "https://x/a.png" }, detail: "low" }
              ]
            },
            { role: "assistant", content: [{ type: "tool-call", id: "c1", name: "weather", arguments: "{}" }] },
            { role: "tool", toolCallId: "c1", content: "5 °C" }
          ],
          tools: [{ name: "weather", parameters: city, strict: true }],
          toolChoice: { name: "weather" },
          responseFormat: { schema: city, name: "place" },
          reasoning: { effort: "low" },
          maxTokens: 10,
          stop: ["\n"]
        })
      ),
      (client) =>
        client.chat.completions
          .stream({
            model: "gpt-4o-mini",
            messages: [
              { role: "developer", content: "Be brief." },
              {
                role: "user",
                content: [
                  { type: "text", text: "See:" },
                  { type: "image_url", image_url: { url: "https://x/a.png", detail: "low" } }
                ]
              },
              {
                role: "assistant",
                content: null,
                tool_calls: [{ id: "c1", type: "function", function: { name: "weather", arguments: "{}" } }]
              },
              { role: "tool", tool_call_id: "c1", content: "5 °C" }
            ],
            tools: [{ type: "function", function: { name: "weather", parameters: shape, strict: true } }],
            tool_choice: { type: "function", function: { name: "weather" } },
            response_format: { type: "json_schema", json_schema: { name: "place", schema: shape, strict: true } },
            reasoning_effort: "low",
            max_completion_tokens: 10,
            stop: ["\n"],
            stream_options: { include_usage: true }
          })
          .done()
    )
    assert.deepStrictEqual(asked[0].body, asked[1].body)
    assert.strictEqual(asked[0].path, asked[1].path)
  })
})

describe("text", () => {
  it("both understand the same, of the same request", async () => {
    const ask = { model: "davinci-002", prompt: "A for apple" }
    const { asked, ...answers } = await both(
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
    assert.deepStrictEqual(asked[0].body, asked[1].body)
  })
})

describe("responses", () => {
  const ask = { model: "gpt-5-mini", input: "Hello, Bifrost!" }
  const ours = StreamingProvider.responses(ask)

  it.each(["text", "tool-calls", "refusal", "incomplete"])("%s: both understand the same", async (name) => {
    const [mine, theirs] = whole(
      await both(played(`openai-responses/${name}.sse`), Collect.responses(ours), (client) =>
        client.responses.stream(ask).finalResponse()
      )
    )
    assert.strictEqual(mine.text, theirs.output_text)
    assert.strictEqual(mine.raw, theirs.incomplete_details?.reason ?? theirs.status)
    assert.deepStrictEqual<unknown>(mine.usage?.raw, theirs.usage)
    // their client adds what it parsed
    const plain = theirs.output.map((item) =>
      JSON.parse(JSON.stringify(item, (key, value) => (/^parsed/.test(key) ? undefined : value)))
    )
    assert.deepStrictEqual<unknown>(mine.output, plain)
  })

  it.each(["text", "tool-calls", "refusal", "incomplete"])("%s: both hear the same events", async (name) => {
    const [mine, theirs] = whole(
      await both(played(`openai-responses/${name}.sse`), Stream.runCollect(ours), async (client) => {
        const events = []
        for await (const event of await client.responses.create({ ...ask, stream: true })) events.push(event)
        return events
      })
    )
    assert.deepStrictEqual<unknown>(mine, theirs)
  })

  it.each(["error-flat", "error-then-failed"])("%s: both fail, with the provider's words", async (name) => {
    assertFailed(
      await both(played(`openai-responses/${name}.sse`), Collect.responses(ours), (client) =>
        client.responses.stream(ask).finalResponse()
      )
    )
  })

  it("the same intent is the same request", async () => {
    const item = {
      type: "reasoning" as const,
      id: "rs_1",
      summary: [{ type: "summary_text" as const, text: "Hm." }],
      encrypted_content: "sealed"
    }
    const { asked } = await both(
      OpenAi.responses("hi"),
      Collect.responses(
        StreamingProvider.responses({
          model: "gpt-5-mini",
          instructions: "Be brief.",
          input: [
            {
              role: "user",
              content: [
                { type: "text", text: "See:" },
                { type: "image", source: { fileId: "file-1" }, detail: "auto" }
              ]
            },
            item,
            { role: "tool", toolCallId: "c1", content: "5 °C" }
          ],
          tools: [{ type: "web_search" }, { name: "weather", parameters: { type: "object" }, strict: false }],
          toolChoice: "required",
          include: ["reasoning.encrypted_content"],
          store: false,
          maxTokens: 10,
          reasoning: { effort: "low", summary: "auto" },
          responseFormat: "json",
          verbosity: "low"
        })
      ),
      (client) =>
        client.responses
          .stream({
            model: "gpt-5-mini",
            instructions: "Be brief.",
            input: [
              {
                role: "user",
                content: [
                  { type: "input_text", text: "See:" },
                  { type: "input_image", file_id: "file-1", detail: "auto" }
                ]
              },
              item,
              { type: "function_call_output", call_id: "c1", output: "5 °C" }
            ],
            tools: [
              { type: "web_search" },
              { type: "function", name: "weather", parameters: { type: "object" }, strict: false }
            ],
            tool_choice: "required",
            include: ["reasoning.encrypted_content"],
            store: false,
            max_output_tokens: 10,
            reasoning: { effort: "low", summary: "auto" },
            text: { format: { type: "json_object" }, verbosity: "low" }
          })
          .done()
    )
    assert.deepStrictEqual(asked[0].body, asked[1].body)
  })
})
