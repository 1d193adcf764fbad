/** Content stays here unless it is asked for; then it is bounded, redacted and without media. */
import { assert, describe, expect, it } from "@effect/vitest"
import { Effect, Tracer } from "effect"
import { StreamingProvider, Telemetry } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { empty } from "../../schemas/Digest.ts"
import * as R from "../../schemas/Reason.ts"
import * as Content from "../../src/telemetry/Content.ts"
import { both } from "../kit/both.ts"
import { hear } from "../kit/hear.ts"
import { tracer } from "../kit/spans.ts"

const busy = new R.Overloaded({ description: "the provider's words" })

describe("content", () => {
  const image = { type: "image", source: { data: new Uint8Array(64).fill(7), mediaType: "image/png" } } as const
  const secret = `my card is 4111-1111 data:image/png;base64,${"QUJD".repeat(20)}`
  const ask = StreamingProvider.chat({
    model: "m",
    messages: [
      { role: "system", content: "be brief" },
      { role: "user", content: [{ type: "text", text: secret }, image] },
      { role: "assistant", content: [{ type: "tool-call", id: "1", name: "look", arguments: `{"at":1}` }] },
      { role: "tool", toolCallId: "1", content: "nothing there" }
    ]
  })
  const script = [
    { _tag: "Reasoning", choice: 0, delta: "hm" },
    "Hel",
    "lo",
    { _tag: "ToolCall", choice: 0, index: 0, id: "2", name: "look", delta: "{}" },
    { _tag: "Audio", choice: 0, data: new Uint8Array(64).fill(7) }
  ] as const
  const run = Effect.fnUntraced(function* (capture: Telemetry.Content | undefined) {
    const { requests, spans, tracer: kept } = tracer()
    yield* hear(ask).pipe(
      Effect.provide(TestProvider.make({ chat: [script] }).layer),
      Effect.provideService(Tracer.Tracer, kept),
      Effect.provideService(Telemetry.CaptureContent, capture)
    )
    const { "gen_ai.input.messages": input, "gen_ai.output.messages": output } = requests()[0]!.told
    return { all: JSON.stringify(spans.map(({ told }) => told)), input, output }
  })
  it.effect("is nowhere, unless asked for", () =>
    Effect.gen(function* () {
      const { all, input, output } = yield* run(undefined)
      assert.deepStrictEqual([input, output], [undefined, undefined])
      for (const word of ["brief", "card", "look", "nothing", "Hel", "hm"]) expect(all).not.toContain(word)
    })
  )
  it.effect("is told in the conventions' words, redacted, without a medium's bytes", () =>
    Effect.gen(function* () {
      const { all, input, output } = yield* run({ redact: (text) => text.replace(/[\d-]{9}/, "[card]") })
      assert.deepStrictEqual(JSON.parse(String(input)), [
        { role: "system", parts: [{ type: "text", content: "be brief" }] },
        { role: "user", parts: [{ type: "text", content: "my card is [card] data:…" }, { type: "image" }] },
        { role: "assistant", parts: [{ type: "tool_call", name: "look", arguments: `{"at":1}` }] },
        { role: "tool", parts: [{ type: "text", content: "nothing there" }] }
      ])
      assert.deepStrictEqual(JSON.parse(String(output)), [
        {
          role: "assistant",
          parts: [
            { type: "reasoning", content: "hm" },
            { type: "text", content: "Hello" },
            { type: "tool_call", id: "2", name: "look", arguments: "{}" }
          ],
          finish_reason: "tool_calls"
        }
      ])
      expect(all).not.toMatch(/7,7,7|QUJD|BwcH/)
    })
  )
  it.effect("is bounded", () =>
    Effect.gen(function* () {
      const { input, output } = yield* run({ maxCharacters: 4 })
      assert.deepStrictEqual(JSON.parse(String(input)), [
        { role: "system", parts: [{ type: "text", content: "be b…" }] }
      ])
      expect(String(output)).toContain("He…")
      expect(String(output).length).toBeLessThan(300)
    })
  )
  it.effect("a redaction that fails tells nothing, and breaks nothing", () =>
    Effect.gen(function* () {
      const { input, output } = yield* run({
        redact: () => {
          throw new Error("bug")
        }
      })
      expect(String(input)).toContain("(redaction failed)")
      for (const word of ["brief", "card", "Hel"]) expect(String(input) + String(output)).not.toContain(word)
    })
  )
  it("bytes are not even held", () => {
    const held: Array<object> = []
    const fold = { add: (chunk: object) => held.push(chunk), digest: () => empty, answer: () => undefined }
    const { add } = Content.gather(fold, {})
    add({ _tag: "Audio", choice: 0, data: new Uint8Array(1) })
    add({ _tag: "File", choice: 0, source: { data: new Uint8Array(1), mediaType: "image/png" } })
    add({ _tag: "Text", choice: 0, delta: "hi" })
    assert.lengthOf(held, 1)
  })
  it.effect("what a provider says of a failure belongs to it", () =>
    Effect.gen(function* () {
      const { spans, tracer: kept } = tracer()
      yield* hear(ask).pipe(
        Effect.provide(both("test", [busy]).layer),
        Effect.provideService(Tracer.Tracer, kept),
        Effect.provideService(Telemetry.CaptureContent, {})
      )
      for (const { status } of spans) expect(status._tag === "Ended" && String(status.exit)).toContain("words")
    })
  )
})
