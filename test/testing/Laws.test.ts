/** The laws see what breaks them: our own protocol, spoiled in each way, fails the check of that name. */
import { assert, describe, it } from "@effect/vitest"
import type { Decoder } from "effect-bifrost"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import type { ChatChunk } from "effect-bifrost/schemas/Chat"
import { Laws } from "effect-bifrost/testing"
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
