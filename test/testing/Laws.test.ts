/** The laws see what breaks them: our own protocol, spoiled in each way, fails the check of that name. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { type Decoder, StreamingProvider } from "effect-bifrost"
import * as BedrockConverse from "effect-bifrost/protocols/BedrockConverse"
import * as BedrockInvokeModel from "effect-bifrost/protocols/BedrockInvokeModel"
import * as DeepgramTranscription from "effect-bifrost/protocols/DeepgramTranscription"
import * as ElevenLabsSpeech from "effect-bifrost/protocols/ElevenLabsSpeech"
import * as Gemini from "effect-bifrost/protocols/GeminiGenerateContent"
import * as OllamaChat from "effect-bifrost/protocols/OllamaChat"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import type { ChatChunk } from "effect-bifrost/schemas/Chat"
import type { Operation } from "effect-bifrost/schemas/Operation"
import { Laws, TestProvider } from "effect-bifrost/testing"
import * as Fixtures from "../fixtures.ts"
import { hello } from "../kit/wire.ts"

const fixture = { name: "hello", contentType: "text/event-stream", body: new TextEncoder().encode(hello) }

type Spoil = (decoder: Decoder.Decoder<ChatChunk>, head: Decoder.Head) => Partial<Decoder.Decoder<ChatChunk>>
const broken = (spoil: Spoil) =>
  Laws.protocol(
    {
      operation: "chat",
      decoder: (head) => {
        const decoder = OpenAiChat.protocol.decoder(head)
        return { ...decoder, ...spoil(decoder, head) }
      }
    },
    [fixture]
  ).flatMap(({ check, name }) => {
    try {
      check()
      return []
    } catch (error) {
      assert.instanceOf(error, Error)
      return [name.replace(/ .*$/, "")]
    }
  })

const without = (tag: string) => (chunks: ReadonlyArray<ChatChunk>) => chunks.filter(({ _tag }) => _tag !== tag)

const question = { model: "m", messages: [{ role: "user", content: "hi" }] } as const
const verdicts = (layer: Layer.Layer<never>) =>
  Effect.forEach(Laws.provider(layer, { chat: question, text: { model: "m", prompt: "hi" } }), ({ check, name }) =>
    Effect.match(check, {
      onSuccess: () => `${name}: kept`,
      onFailure: ({ message }) => `${name}: ${message}`
    })
  )

describe("Laws of a provider", () => {
  const names = [
    "an answer starts first, finishes last and fits its schema",
    "the same stream answers again",
    "a consumer may leave after the first chunk"
  ]
  it.effect("one that keeps them, and an operation that it does not serve", () =>
    Effect.gen(function* () {
      const { layer } = TestProvider.make({ chat: [["a", "b"]] })
      assert.deepStrictEqual(yield* verdicts(layer), [
        ...names.map((name) => `text: ${name}: the layer does not serve it`),
        ...names.map((name) => `chat: ${name}: kept`)
      ])
    })
  )

  it.effect("one whose members were made by hand, and break them", () =>
    Effect.gen(function* () {
      const start = { _tag: "Start", provider: "p", model: "m", warnings: [] } as const
      const finish = { _tag: "Finish", choices: [] } as const
      const text = { _tag: "Text", choice: 0, delta: "a" } as const
      const verdict = (...arrays: ReadonlyArray<ReadonlyArray<ChatChunk>>) => {
        const stream = Stream.suspend(() => Stream.flatMap(Stream.fromIterable(arrays), Stream.fromArray))
        const member = { provider: "p", operation: "chat", stream: () => stream } as const
        const layer = Layer.succeed(StreamingProvider("chat"), member)
        return Effect.map(verdicts(layer), (all) => all[3]?.replace(`chat: ${names[0]}: `, ""))
      }
      assert.strictEqual(yield* verdict([start, text], [finish]), "kept")
      assert.include(yield* verdict([text, finish]), "it begins with")
      assert.include(yield* verdict([start, text]), "these are ends: none")
      assert.include(yield* verdict([start, text, finish, finish]), "these are ends: 2, 3")
      assert.include(yield* verdict([start], [text, finish]), "its start is heard before")
      assert.include(yield* verdict([start, { ...text, choice: 0.5 }, finish]), "does not fit its schema")
    })
  )
})

describe("Laws", () => {
  it("a protocol that keeps them passes", () => {
    assert.deepStrictEqual(
      broken(() => ({})),
      []
    )
  })

  const spoiled: ReadonlyArray<readonly [string, string, Spoil]> = [
    [
      "a chunk that is none",
      "every",
      ({ end }) => ({
        end: () => {
          const { chunks } = end()
          return {
            chunks: chunks.map((chunk) =>
              chunk._tag === "Finish" ? { ...chunk, choices: [{ index: 0.5, reason: "stop", raw: null }] } : chunk
            )
          }
        }
      })
    ],
    [
      "a read of one byte that is lost",
      "law",
      ({ read }) => ({ read: (bytes) => (bytes.length === 1 ? [] : read(bytes)) })
    ],
    ["no start", "law", ({ read }) => ({ read: (bytes) => without("Start")(read(bytes)) })],
    ["whole without its end", "laws", ({ end }) => ({ end: () => ({ chunks: end().chunks }) })],
    [
      "what came before a failure is lost",
      "laws",
      ({ end, read }) => {
        let all: ReadonlyArray<ChatChunk> = []
        return {
          read: (bytes) => {
            all = [...all, ...read(bytes)]
            return []
          },
          end: () => {
            const ending = end()
            return ending.failure ? ending : { chunks: [...all.slice(1, 2), ...all, ...ending.chunks] }
          }
        }
      }
    ],
    [
      "events lost with includeRaw",
      "includeRaw:",
      ({ read }, { includeRaw }) => ({ read: (bytes) => (includeRaw ? read(bytes).slice(1) : read(bytes)) })
    ]
  ]
  it.each(spoiled)("%s", (_, law, spoil) => assert.include(broken(spoil), law))
})

/** Bodies of every kind, by a protocol's fixture: what laws 3 and 4 say of its decoder, spoiled. */
type SpoilAny = <Chunk>(decoder: Decoder.Decoder<Chunk>) => Decoder.Decoder<Chunk>
const kind = <O extends Operation>(protocol: string, name: string, wire: Laws.Wire<O>) => ({
  name: `${protocol}, ${name}`,
  isAudio: name.endsWith(".mp3"),
  isDocument: name.endsWith("utterances.json"),
  verdict: (spoil: SpoilAny): string => {
    const fixtures = Fixtures.of(protocol).filter((fixture) => fixture.name === name)
    const spoiled = { ...wire, decoder: (head: Decoder.Head) => spoil(wire.decoder(head)) }
    const law = Laws.protocol(spoiled, fixtures).find(({ name }) => name.startsWith("laws 3 and 4"))
    try {
      return law === undefined ? "no law" : (law.check(), "kept")
    } catch (error) {
      return String(error)
    }
  }
})
const timestamps = { operation: "speech", decoder: ElevenLabsSpeech.timestamps.decoder, endsWithBody: true } as const
const kinds = [
  kind("openai-chat", "reasoning-content.sse", { operation: "chat", decoder: OpenAiChat.protocol.decoder }),
  kind("ollama", "text.ndjson", { operation: "chat", decoder: OllamaChat.protocol.decoder }),
  kind("gemini-generate-content", "text-as-array.json", { operation: "chat", decoder: Gemini.protocol.decoder }),
  kind("bedrock-converse", "text.frames", { operation: "chat", decoder: BedrockConverse.protocol.decoder }),
  kind("bedrock-invoke-model", "claude.frames", { operation: "chat", decoder: BedrockInvokeModel.protocol.decoder }),
  kind("elevenlabs-timestamps", "words.ndjson", timestamps),
  kind("elevenlabs-speech", "raw.mp3", { operation: "speech", decoder: ElevenLabsSpeech.protocol.decoder }),
  kind("deepgram-transcription", "utterances.json", {
    operation: "transcription",
    decoder: DeepgramTranscription.protocol.decoder
  })
]

describe.each(kinds)("Laws 3 and 4 of $name", ({ isAudio, isDocument, verdict }) => {
  it("are kept", () =>
    assert.strictEqual(
      verdict((decoder) => decoder),
      "kept"
    ))

  it("see a part that passes for all", () => {
    const eager: SpoilAny = ({ end, ...decoder }) => ({ ...decoder, end: () => ({ chunks: end().chunks }) })
    assert.match(verdict(eager), isAudio ? /^Error: why 0 bytes are no answer/ : /^Error: cut at/)
  })

  it("see what came before a failure and was lost", () => {
    const holding: SpoilAny = <Chunk>({ end, read, ...decoder }: Decoder.Decoder<Chunk>) => {
      const held: Array<Chunk> = []
      return {
        ...decoder,
        read: (bytes) => {
          held.push(...read(bytes))
          return []
        },
        end: () => {
          const ending = end()
          return ending.failure ? { ...ending, chunks: [] } : { ...ending, chunks: [...held, ...ending.chunks] }
        }
      }
    }
    // what is heard whole or not at all has nothing to lose
    if (isDocument) assert.strictEqual(verdict(holding), "kept")
    else assert.match(verdict(holding), /^Error: whether all is heard/)
  })
})
