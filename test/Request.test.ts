/** The gate: what does not fit is refused in words a caller can act on, and nothing is sent. */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { Provider, StreamingProvider } from "effect-bifrost"
import { operations, type Operation } from "effect-bifrost/schemas/Operation"
import { TestProvider } from "effect-bifrost/testing"
import * as Complaint from "../src/service/Complaint.ts"
import * as Client from "./kit/client.ts"
import * as Heard from "./kit/hear.ts"
import { record } from "./kit/provider.ts"

/** As plain JavaScript would ask: the compiler has no say. */
const complaint = (operation: Operation, request: unknown): string | undefined => {
  const strict = { onExcessProperty: "error", errors: "all" } as const
  const checked = Schema.decodeUnknownResult(Schema.toType(operations[operation].request), strict)(request)
  return checked._tag === "Failure" ? Complaint.inWords(checked.failure.issue, request) : undefined
}

const user = (content: unknown, more: object = {}) => ({ model: "m", messages: [{ role: "user", content }], ...more })

describe("a request that does not fit is told where, what was expected, and what came", () => {
  it.each<readonly [Operation, unknown, string]>([
    // wrong types
    ["chat", user(5), "messages[0].content should be string | an array, not 5"],
    ["chat", { model: 5, messages: [] }, "model should be string, not 5"],
    ["chat", user("hi", { temperature: "hot" }), 'temperature should be number, not "hot"'],
    ["chat", user("hi", { n: 1.5 }), "n should be an integer, not 1.5"],
    ["chat", user("hi", { temperature: Number.NaN }), "temperature should be a finite number, not NaN"],
    ["chat", user("hi", { stop: [1] }), "stop[0] should be string, not 1"],
    ["chat", null, "it should be an object, not null"],
    ["chat", undefined, "it is missing (expected: an object)"],
    [
      "speech",
      { model: "m", input: "hi", voice: ["alloy"] },
      'voice should be "alloy" | "echo" | "fable" | "onyx" | "nova" | "shimmer" | string, not an array'
    ],
    [
      "transcription",
      { model: "m", audio: "file.mp3" },
      'audio should be Uint8Array | a Stream of Uint8Array, not "file.mp3"'
    ],
    [
      "transcription",
      { model: "m", audio: "x".repeat(50) },
      "audio should be Uint8Array | a Stream of Uint8Array, not a longer text"
    ],
    [
      "transcription",
      { model: "m", audio: new Uint8Array(), timestamps: ["words"] },
      'timestamps[0] should be "word" | "segment", not "words"'
    ],
    // missing fields
    ["chat", {}, "model is missing (expected: string); messages is missing (expected: an array)"],
    [
      "responses",
      { model: "m", input: [{ role: "user", content: [{ type: "image" }] }] },
      "input[0].content[0].source is missing (expected: an object)"
    ],
    // misspelt fields, at the top and deep inside
    ["chat", user("hi", { temprature: 1 }), "temprature is not a known field; did you mean temperature?"],
    ["chat", user("hi", { max_tokens: 1 }), "max_tokens is not a known field; did you mean maxTokens?"],
    [
      "chat",
      { model: "m", messages: [{ role: "user", content: "hi", id: 1 }] },
      "messages[0].id is not a known field (there are: role, content, name)"
    ],
    [
      "chat",
      user([{ type: "text", txt: "hi" }]),
      "messages[0].content[0].txt is not a known field; did you mean text?"
    ],
    [
      "chat",
      user([{ type: "image", source: { link: "x" } }]),
      "messages[0].content[0].source.link is not a known field (there are: url, mediaType, data, fileId)"
    ],
    [
      "chat",
      user("hi", { tools: [{ name: "f", paramters: {} }] }),
      "tools[0].paramters is not a known field; did you mean parameters?"
    ],
    ["chat", user("hi", { reasoning: { efort: "low" } }), "reasoning.efort is not a known field; did you mean effort?"],
    // unions: the member that was meant is judged, not every member listed
    [
      "chat",
      user([{ type: "txt", text: "hi" }]),
      'messages[0].content[0].type should be "text" | "image" | "audio" | "file", not "txt"'
    ],
    [
      "chat",
      user([{ text: "hi" }]),
      'messages[0].content[0].type is missing (expected: "text" | "image" | "audio" | "file")'
    ],
    [
      "chat",
      { model: "m", messages: [{ role: "usr", content: "hi" }] },
      'messages[0].role should be "system" | "developer" | "user" | "assistant" | "tool", not "usr"'
    ],
    [
      "responses",
      { model: "m", input: [{ role: "usr", content: "hi" }] },
      'input[0].role should be "system" | "developer" | "user" | "assistant" | "tool", not "usr"'
    ],
    ["chat", user("hi", { responseFormat: "xml" }), 'responseFormat should be "text" | "json" | an object, not "xml"'],
    [
      "chat",
      user("hi", { toolChoice: true }),
      'toolChoice should be "auto" | "none" | "required" | an object, not true'
    ],
    [
      "chat",
      user("hi", { responseFormat: { schema: 5 } }),
      "responseFormat.schema should be an Effect Schema | an object, not 5"
    ],
    ["responses", { model: "m", input: "hi", tools: [{ name: 5 }] }, "tools[0].name should be string, not 5"],
    // more than anyone reads
    ["chat", user("hi", { a: 1, b: 2, c: 3, d: 4, e: 5 }), "and 2 more"]
  ])("%s %j", (operation, request, words) => {
    const told = complaint(operation, request)
    if (words.startsWith("and ")) expect(told?.endsWith(`; ${words}`)).toBe(true)
    else expect(told?.replace(/ \(there are: model, .*\)/, "")).toBe(words)
  })
})

describe("nothing of it is sent", () => {
  const misspelt = { model: "m", messages: [{ role: "user", content: "hi" }], temprature: 1 } as const
  const expected = {
    reason: {
      _tag: "Rejected",
      description: "this is not a chat request: temprature is not a known field; did you mean temperature?"
    },
    attempts: [],
    isRetryable: false,
    isFallbackable: false
  }

  it.effect("by a server", () =>
    Effect.gen(function* () {
      const { layer, sockets } = Client.client({ body: "" })
      const { chunks, error } = yield* Heard.hear(StreamingProvider.chat(misspelt)).pipe(
        Effect.provide(Provider.layer(record)),
        Effect.provide(layer)
      )
      expect(error).toMatchObject({ ...expected, origin: { provider: "test", operation: "chat", model: "m" } })
      expect([chunks, sockets]).toEqual([[], []])
    })
  )

  it.effect("by a provider that is none", () =>
    Effect.gen(function* () {
      const provider = TestProvider.make({ chat: [["hi"]] }, "script")
      const { error } = yield* Heard.hear(StreamingProvider.chat(misspelt)).pipe(Effect.provide(provider.layer))
      expect(error).toMatchObject({ ...expected, origin: { provider: "script" } })
      expect(provider.requests("chat")).toEqual([])
    })
  )

  it.effect("whatever plain JavaScript passes", () =>
    Effect.gen(function* () {
      const provider = TestProvider.make({ chat: [["hi"]] })
      const anything: ReadonlyArray<unknown> = [undefined, null, 5, "hi", [], { model: 5 }, { model: null }]
      for (const request of anything) {
        const chunks: ReturnType<typeof StreamingProvider.chat> = Reflect.apply(StreamingProvider.chat, undefined, [
          request
        ])
        const { error } = yield* Heard.hear(chunks).pipe(Effect.provide(provider.layer))
        expect(error).toMatchObject({ reason: { _tag: "Rejected" }, origin: { model: "" } })
      }
    })
  )
})
