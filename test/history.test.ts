/** Two turns: what one answer was goes into the next question as it is. */
import { expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import { TestProvider } from "effect-bifrost/testing"

const question = { role: "user", content: "hi" } as const

it.effect(
  "a collected answer is the next turn's history, unchanged: it passes the gate and goes on OpenAI's wire",
  () =>
    Effect.gen(function* () {
      const provider = TestProvider.make({
        chat: [
          [
            { _tag: "Reasoning", choice: 0, delta: "I need the weather.", signature: "s" },
            "Let me look.",
            { _tag: "ToolCall", choice: 0, index: 0, delta: "", id: "c0", name: "where" },
            { _tag: "ToolCall", choice: 0, index: 1, delta: '{"city":"Oslo"}', id: "c1", name: "weather" }
          ],
          ["Rain."]
        ]
      })
      const ask = (messages: Parameters<typeof StreamingProvider.chat>[0]["messages"]) =>
        Collect.chat(StreamingProvider.chat({ model: "m", messages })).pipe(Effect.provide(provider.layer))

      const first = yield* ask([question])
      const results = first.toolCalls.map(({ id }) => ({ role: "tool", toolCallId: id, content: "ok" }) as const)
      const second = yield* ask([question, first.message, ...results])
      expect(second.text).toBe("Rain.")

      const messages = provider.requests("chat")[1]?.request.messages ?? []
      expect(messages).toEqual([question, first.message, ...results])
      const exchange = Result.getOrThrow(OpenAiChat.protocol.open({ model: "m", messages }))
      const { body } = exchange.request
      expect(body._tag === "Uint8Array" && JSON.parse(new TextDecoder().decode(body.body)).messages).toEqual([
        question,
        {
          role: "assistant",
          content: [{ type: "text", text: "Let me look." }],
          tool_calls: [
            { id: "c0", type: "function", function: { name: "where", arguments: "{}" } },
            { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } }
          ]
        },
        { role: "tool", tool_call_id: "c0", content: "ok" },
        { role: "tool", tool_call_id: "c1", content: "ok" }
      ])
      expect(exchange.warnings).toEqual([expect.stringContaining("reasoning")])
    })
)
