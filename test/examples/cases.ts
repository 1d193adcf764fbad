/** What each example finds, prints, asks for and leaves behind. */
import { assert } from "vitest"
import { bodyOf } from "../kit/fixture.ts"
import * as OpenAi from "./OpenAi.ts"

export interface Case {
  /** Default: nobody should ask. */
  readonly play?: OpenAi.Play
  readonly files?: Readonly<Record<string, Uint8Array>>
  readonly prints: string | RegExp
  readonly asked?: (asked: ReadonlyArray<OpenAi.Asked>, server: OpenAi.Server) => void | Promise<void>
  /** What its files begin with. */
  readonly wrote?: Readonly<Record<string, Uint8Array>>
}

const hello: OpenAi.Play = () => OpenAi.chat("Hello from Asgard!")

const guide = "I am not a language model, but the guide to effect-bifrost."

const riff = new TextEncoder().encode("RIFF")
const audio = Uint8Array.of(0xff, 0xfb, 0x90, 0x64, 0x00)

export const cases: Readonly<Record<string, Case>> = {
  hello: {
    play: () => OpenAi.error(401, "Incorrect API key provided."),
    prints: new RegExp(`^${guide}`),
    asked: ({ length }) => assert.strictEqual(length, 1)
  },
  text: {
    play: () => OpenAi.chat(" ball, C for cat"),
    prints: " ball, C for cat",
    asked: ([first]) =>
      assert.containSubset(first, {
        path: "/v1/chat/completions",
        body: { model: "gpt-4o-mini", messages: [{ role: "user", content: "A for apple and B for" }] }
      })
  },
  chat: {
    play: () => OpenAi.chat("A burning rainbow bridge."),
    prints: "A burning rainbow bridge.\n[stop, 12 output tokens]",
    asked: ([first]) => assert.strictEqual(first?.headers.authorization, "Bearer sk-test")
  },
  collect: {
    play: (_, before) => OpenAi.chat(before === 0 ? "A bridge." : "Heimdall."),
    prints: "A bridge.\nHeimdall.\nstop, 21 tokens",
    asked: ([, second]) =>
      assert.containSubset(second?.body, {
        messages: [{ role: "user" }, { role: "assistant", content: "A bridge." }, { role: "user" }]
      })
  },
  responses: {
    play: () => OpenAi.responses("Hello from Asgard!"),
    prints: "Hello from Asgard!\n[resp_1]",
    asked: ([first]) => assert.strictEqual(first?.path, "/v1/responses")
  },
  vendor: {
    play: () => OpenAi.chat("Hello from Asgard!"),
    prints: "Hello from Asgard! (21 tokens)",
    asked: ([first]) =>
      assert.containSubset(first, {
        path: "/v1/chat/completions",
        headers: { authorization: "Bearer sk-baseten" },
        body: { top_k: 40, messages: [{ role: "user", content: "Hello, Bifrost!" }] }
      })
  },
  observe: {
    play: () => OpenAi.responses("Hello!"),
    prints:
      /^req_1, 4999 requests left\n0: response.created after \d+ ms\n1: response.output_item.added after \d+ ms\n2: [^]+\n5: response.completed after \d+ ms$/
  },
  speech: {
    play: () => OpenAi.speech([audio]),
    prints: "Saved 5 bytes to output.mp3",
    wrote: { "output.mp3": audio },
    asked: ([first]) =>
      assert.containSubset(first, { path: "/v1/audio/speech", body: { voice: "alloy", response_format: "mp3" } })
  },
  transcription: {
    play: () => OpenAi.whisper("Hello! This is a sample text."),
    files: { "output.mp3": audio },
    prints: "Hello! This is a sample text.",
    asked: ([first]) => {
      assert.strictEqual(first?.path, "/v1/audio/transcriptions")
      assert.include(first?.body, `filename="output.mp3"`)
      assert.include(first?.body, String.fromCharCode(...audio))
    }
  },
  buffering: {
    play: () => OpenAi.speech([audio]),
    files: { "streaming_audio.mp3": Uint8Array.of(1) },
    prints: "Received 5 bytes\n1 chunks, 5 bytes",
    wrote: { "streaming_audio.mp3": audio }
  },
  deadline: { play: hello, prints: "Hello from Asgard!" },
  cancellation: {
    play: () => OpenAi.endless(),
    prints: "1 \n2 \n3 \n1 \n2 \nstopped",
    asked: async (asked, server) => {
      assert.strictEqual(asked.length, 2)
      await server.untilLeft(2)
    }
  },
  voices: {
    prints: "slt.wav\nrms.wav\nawb.wav\nkal16.wav\nkal.wav",
    wrote: { "slt.wav": riff, "kal.wav": riff }
  },
  merge: {
    play: hello,
    prints: "openai wrote answer.wav",
    wrote: { "answer.wav": riff },
    asked: ({ length }) => assert.strictEqual(length, 1)
  },
  router: {
    play: hello,
    prints: new RegExp(`^openai: Hello from Asgard!\nlocal: ${guide}.*\ngroq.* there are: openai, local$`)
  },
  errors: {
    play: () => OpenAi.error(429, "Slow down.", { "retry-after": "20" }),
    prints: "Busy. Try again in 20 s."
  },
  partial: {
    play: () => OpenAi.cut("Once upon a time"),
    prints: "Once upon a time … [the stream ended before the answer did]"
  },
  tools: {
    play: (_, before) =>
      before === 0 ? OpenAi.call("weather", { city: "Reykjavík" }) : OpenAi.chat("Yes: rain, at 18 °C."),
    prints: "→ weather\nYes: rain, at 18 °C.",
    asked: ([first, second]) => {
      assert.containSubset(first?.body, {
        tools: [{ type: "function", function: { name: "weather", parameters: { type: "object" } } }]
      })
      assert.containSubset(second?.body, {
        messages: [
          { role: "user" },
          { role: "assistant", tool_calls: [{ id: "call_1", function: { name: "weather" } }] },
          { role: "tool", tool_call_id: "call_1", content: "18 °C and rain in Reykjavík" }
        ]
      })
    }
  },
  images: {
    play: () => OpenAi.chat("The second is night."),
    files: { "photo.png": Uint8Array.of(1, 2, 3) },
    prints: "The second is night.",
    asked: ([first]) =>
      assert.containSubset(first?.body, {
        messages: [
          {
            content: [
              { type: "text" },
              { type: "image_url", image_url: { url: "https://example.com/before.png", detail: "low" } },
              { type: "image_url", image_url: { url: "data:image/png;base64,AQID" } }
            ]
          }
        ]
      })
  },
  structured: {
    play: () => OpenAi.chat(`{"name": "Miso soup", "minutes": 10, "ingredients": ["miso", "tofu"]}`),
    prints: "Miso soup: miso, tofu (10 min)",
    asked: ([first]) => assert.containSubset(first?.body, { response_format: { type: "json_schema" } })
  },
  compatible: {
    play: () => OpenAi.chat("Hello from next door!"),
    prints: "mine (gpt-4o-mini): Hello from next door!",
    asked: ([first]) => {
      assert.isUndefined(first?.headers.authorization)
      assert.containSubset(first?.body, { model: "qwen2.5-7b-instruct" })
    }
  },
  vertex: {
    play: ({ path }) => {
      if (path.includes(":streamGenerateContent")) return { pieces: [bodyOf("gemini-generate-content/text.sse")] }
      if (path.includes(":streamRawPredict")) return { pieces: [bodyOf("anthropic-messages/text.sse")] }
      return OpenAi.chat("Hello from a llama!")
    },
    prints: [
      "google/gemini-2.5-flash: Hello from Asgård 🌈",
      "anthropic/claude-sonnet-4-5@20250929: Hello from Asgård 🌈",
      "meta/llama-3.3-70b-instruct-maas: Hello from a llama!"
    ].join("\n"),
    asked: (all) =>
      assert.deepStrictEqual(
        all.map(({ headers, path }) => [headers.authorization, path]),
        [
          "publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
          "publishers/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict",
          "endpoints/openapi/chat/completions"
        ].map((path) => ["Bearer ya29.test", `/v1/projects/asgard/locations/global/${path}`])
      )
  },
  config: {
    play: hello,
    prints: "Hello from Asgard!",
    asked: ([first]) => assert.containSubset(first?.body, { model: "gpt-4o-mini" })
  },
  timeouts: { play: hello, prints: "Hello from Asgard! Hello from Asgard!" },
  policies: {
    play: (_, before) => (before < 2 ? OpenAi.error(503, "Full.") : OpenAi.chat("At last!")),
    prints: "failed: Overloaded\nfailed: Overloaded\nAt last!"
  },
  retry: {
    play: (asked, before) => (before === 0 ? OpenAi.error(503, "Full.", { "retry-after": "0" }) : hello(asked, before)),
    prints: "Hello from Asgard!",
    asked: ({ length }) => assert.strictEqual(length, 2)
  },
  fallback: {
    play: () => OpenAi.error(529, "Overloaded."),
    prints: /^local answers with /,
    asked: (asked) =>
      assert.deepStrictEqual(
        asked.map(({ path }) => path),
        ["/v1/chat/completions", "/v1/messages"]
      )
  },
  concurrency: {
    play: (_, before) => OpenAi.chat(["Thames", "Seine", "Tiber", "Danube"][before] ?? "?"),
    prints: /^(?=.*Thames)(?=.*Seine)(?=.*Tiber)(?=.*Danube)/
  },
  rateLimit: {
    play: hello,
    prints: "Hello from Asgard!\nrate limit: try again in 1 min",
    asked: ({ length }) => assert.strictEqual(length, 1)
  },
  circuitBreaker: {
    play: () => OpenAi.error(503, "Full."),
    prints: "4 answers",
    asked: ({ length }) => assert.strictEqual(length, 2)
  },
  hedge: {
    play: (asked, before) => (JSON.stringify(asked.body).includes(`"gpt-4o"`) ? OpenAi.silent() : hello(asked, before)),
    prints: "Hello from Asgard!",
    asked: (_, server) => server.untilLeft(1)
  },
  limit: {
    play: () => OpenAi.endless(),
    prints: "160 characters, length",
    asked: (_, server) => server.untilLeft(1)
  },
  continue: {
    play: (_, before) => (before === 0 ? OpenAi.cut("Hello from ") : OpenAi.chat("from Asgard!")),
    prints: /^Hello ?\n.*\[Truncated: openai goes on\]\n.*Asgard!$/s,
    asked: ([, second]) =>
      assert.containSubset(second?.body, { model: "gpt-4o-mini", messages: [{ role: "user" }, { role: "assistant" }] })
  },
  pool: {
    play: (asked, before) => (before === 0 ? OpenAi.error(401, "No such key.") : hello(asked, before)),
    prints: "Hello from Asgard!",
    asked: (asked) =>
      assert.sameMembers(
        asked.map(({ headers }) => headers.authorization),
        ["Bearer sk-team", "Bearer sk-spare"]
      )
  },
  telemetry: { play: hello, prints: "Hello from Asgard!" },
  account: {
    play: (asked, before) => (before === 0 ? OpenAi.error(503, "Full.", { "retry-after": "0" }) : hello(asked, before)),
    prints: "Success: 12 reported output tokens of gpt-4o-mini, 2 attempts\nHello from Asgard!"
  },
  service: { play: () => OpenAi.chat("A bridge."), prints: "A bridge." },
  iterable: { play: hello, prints: "Hello from Asgard!" },
  engine: { prints: "Polly wants a cracker" }
}
