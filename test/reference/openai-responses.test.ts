/** OpenAI's own client as a reference for Responses: the same events heard, the same output, the same request. */
import { Stream } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import { assert, describe, it } from "vitest"
import * as OpenAi from "../examples/OpenAi.ts"
import { assertFailed, both, played, whole } from "./both.ts"
import { sides } from "./openai.ts"

describe("responses", () => {
  const ask = { model: "gpt-5-mini", input: "Hello, Bifrost!" }
  const ours = StreamingProvider.responses(ask)

  it.each(["text", "tool-calls", "refusal", "incomplete"])("%s: both understand the same", async (name) => {
    const [mine, theirs] = whole(
      await both(sides, played(`openai-responses/${name}.sse`), Collect.responses(ours), (client) =>
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
      await both(sides, played(`openai-responses/${name}.sse`), Stream.runCollect(ours), async (client) => {
        const events = []
        for await (const event of await client.responses.create({ ...ask, stream: true })) events.push(event)
        return events
      })
    )
    assert.deepStrictEqual<unknown>(mine, theirs)
  })

  it.each(["error-flat", "error-then-failed"])("%s: both fail, with the provider's words", async (name) => {
    assertFailed(
      await both(sides, played(`openai-responses/${name}.sse`), Collect.responses(ours), (client) =>
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
      sides,
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
    assert.deepStrictEqual(asked.one?.body, asked.two?.body)
  })
})
