import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { ChatRequest } from "effect-bifrost"
import { protocol } from "effect-bifrost/protocols/OpenAiChat"
import type OpenAI from "openai"
import { operations } from "../../schemas/Operation.ts"
import { replay } from "../../src/cli/Replay.ts"
import * as Fixtures from "../fixtures.ts"
import { sent } from "./body.ts"

type Body = Partial<OpenAI.Chat.ChatCompletionCreateParamsStreaming>

const always = { model: "m", stream: true, stream_options: { include_usage: true } } satisfies Body
const png = new Uint8Array([1, 2, 3])

/** The bodies are of the type that OpenAI's own package sends. */
const bodies: ReadonlyArray<readonly [name: string, request: Omit<ChatRequest, "model">, body: Body]> = [
  [
    "system, developer and named messages",
    {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "developer", content: [{ type: "text", text: "In German." }], name: "dev" },
        { role: "user", content: "hi", name: "Ada" }
      ]
    },
    {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "developer", content: [{ type: "text", text: "In German." }], name: "dev" },
        { role: "user", content: "hi", name: "Ada" }
      ]
    }
  ],
  [
    "images, audio and files",
    {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "Look" },
            { type: "image", source: { url: "https://a.example/i.png" }, detail: "low" },
            { type: "image", source: { data: png, mediaType: "image/png" } },
            { type: "audio", source: { data: png, mediaType: "audio/mpeg" } },
            { type: "file", source: { data: png, mediaType: "application/pdf" }, name: "a.pdf" },
            { type: "file", source: { fileId: "file-1" } }
          ]
        }
      ]
    },
    {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "Look" },
            { type: "image_url", image_url: { url: "https://a.example/i.png", detail: "low" } },
            { type: "image_url", image_url: { url: "data:image/png;base64,AQID" } },
            { type: "input_audio", input_audio: { data: "AQID", format: "mp3" } },
            { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AQID" } },
            { type: "file", file: { file_id: "file-1" } }
          ]
        }
      ]
    }
  ],
  [
    "a turn with tool calls, and their results",
    {
      messages: [
        {
          role: "assistant",
          content: [
            { type: "text", text: "One moment." },
            { type: "tool-call", id: "call_1", name: "weather", arguments: '{"city":"Rome"}' }
          ]
        },
        { role: "tool", toolCallId: "call_1", content: "sunny" },
        { role: "tool", toolCallId: "call_2", content: [{ type: "text", text: "rain" }] }
      ]
    },
    {
      messages: [
        {
          role: "assistant",
          content: [{ type: "text", text: "One moment." }],
          tool_calls: [{ id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Rome"}' } }]
        },
        { role: "tool", tool_call_id: "call_1", content: "sunny" },
        { role: "tool", tool_call_id: "call_2", content: [{ type: "text", text: "rain" }] }
      ]
    }
  ],
  [
    "turns that refused, that only called, that were spoken, that said nothing",
    {
      messages: [
        { role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
        { role: "assistant", content: [{ type: "tool-call", id: "c", name: "now", arguments: "{}" }] },
        { role: "assistant", content: [{ type: "spoken", id: "audio_1" }] },
        { role: "assistant", content: [] }
      ]
    },
    {
      messages: [
        { role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c", type: "function", function: { name: "now", arguments: "{}" } }]
        },
        { role: "assistant", content: null, audio: { id: "audio_1" } },
        { role: "assistant", content: "" }
      ]
    }
  ]
]

const part = (content: unknown) => ({ messages: [{ role: "user", content: [content] }] })
const turn = (content: unknown) => ({ messages: [{ role: "assistant", content: [content] }] })
const data = { data: png, mediaType: "audio/flac" }
const unsupported: ReadonlyArray<readonly [request: object, what: string, instead: string]> = [
  [part({ type: "image", source: { fileId: "f" } }), "an image by file id", "give its URL or its bytes"],
  [part({ type: "audio", source: { url: "https://a.example" } }), "audio by URL or file id", "give its bytes"],
  [part({ type: "audio", source: data }), "audio of type audio/flac", "give wav or mp3"],
  [
    part({ type: "file", source: { url: "https://a.example" } }),
    "a file by URL",
    "give its bytes or its file id, or use the responses operation"
  ],
  [
    {
      messages: [{ role: "tool", toolCallId: "c", content: [{ type: "image", source: { url: "https://a.example" } }] }]
    },
    "image in a tool message",
    "describe it in text, or send it in a user message"
  ],
  [
    turn({ type: "image", source: { url: "https://a.example" } }),
    "image in an assistant message",
    "send it in a user message"
  ],
  [turn({ type: "file", source: { fileId: "f" } }), "file in an assistant message", "send it in a user message"]
]

const requestOf = Schema.decodeUnknownSync(Schema.toType(ChatRequest))

describe("a conversation on OpenAI's chat wire", () => {
  it.each(bodies)("%s", (_, request, body) => {
    const { body: actual, warnings } = Result.getOrThrow(sent(protocol, { model: "m", ...request }))
    assert.deepStrictEqual(actual, { ...always, ...body })
    assert.isEmpty(warnings)
  })

  it.each(unsupported)("%j cannot be said: %s", (request, what, instead) => {
    const failure = Result.getOrThrow(Result.flip(sent(protocol, requestOf({ model: "m", ...request }))))
    assert.deepInclude(failure, { _tag: "Unsupported", what, instead })
  })

  it("reasoning of earlier turns is left out, and the caller told", () => {
    const messages = [
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "Hm", signature: "s" },
          { type: "text", text: "Two" }
        ]
      }
    ] as const
    const { body, warnings } = Result.getOrThrow(sent(protocol, { model: "m", messages }))
    assert.deepStrictEqual(body, {
      ...always,
      messages: [{ role: "assistant", content: [{ type: "text", text: "Two" }] }]
    })
    assert.deepStrictEqual(warnings, ["The reasoning of earlier turns is not sent: this wire has no place for it."])
  })

  it("a collected answer goes back in unchanged, whatever it was", () => {
    const wire = { operation: "chat", decoder: protocol.decoder } as const
    const turns = Fixtures.of(protocol.id).flatMap(({ body, contentType, name }) => {
      const fold = operations.chat.fold()
      for (const chunk of replay(wire, { reads: [body], status: 200, contentType }).chunks) fold.add(chunk)
      const answer = fold.answer()
      return answer === undefined ? [] : [{ name, answer }]
    })
    assert.isAtLeast(turns.length, 25)
    for (const { answer, name } of turns) {
      const next = sent(protocol, { model: "m", messages: [{ role: "user", content: "hi" }, answer.message] })
      if (name === "images.sse") assert.propertyVal(Result.getOrThrow(Result.flip(next)), "_tag", "Unsupported")
      else assert.deepNestedInclude(Result.getOrThrow(next).body, { "messages[1].role": "assistant" })
    }
    const message = turns.find(({ name }) => name === "tool-calls-parallel.sse")?.answer.message
    const { body } = Result.getOrThrow(sent(protocol, requestOf({ model: "m", messages: [message] })))
    const call = (id: string, city: string) => ({
      id,
      type: "function",
      function: { name: "weather", arguments: `{"city":"${city}"}` }
    })
    const content = [{ type: "text", text: "Let me look." }]
    const tool_calls = [call("call_1", "Rome"), call("call_2", "Oslo")]
    assert.deepStrictEqual(body, { ...always, messages: [{ role: "assistant", content, tool_calls }] })
  })
})
