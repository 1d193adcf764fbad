/** OpenAI's own client as a reference for speech and transcription: the same bytes heard, the same forms sent. */
import { Collect, StreamingProvider } from "effect-bifrost"
import { toFile } from "openai"
import { assert, describe, it } from "vitest"
import { bodyOf } from "../kit/fixture.ts"
import { both, played, whole } from "./both.ts"
import { formOf } from "./form.ts"
import { sides } from "./openai.ts"

describe("speech", () => {
  it("both hear the same bytes, of the same request", async () => {
    const { asked, ...answers } = await both(
      sides,
      { headers: { "content-type": "audio/mpeg" }, pieces: [bodyOf("openai-speech/hello.mp3")] },
      Collect.speech(
        StreamingProvider.speech({ model: "tts-1", input: "Hello!", voice: "alloy", format: "mp3", speed: 1.25 })
      ),
      async (client) => {
        const ask = { model: "tts-1", input: "Hello!", voice: "alloy", response_format: "mp3", speed: 1.25 } as const
        return new Uint8Array(await (await client.audio.speech.create(ask)).arrayBuffer())
      }
    )
    const [mine, theirs] = whole(answers)
    assert.deepStrictEqual(mine.audio, theirs)
    assert.deepStrictEqual(asked.one?.body, asked.two?.body)
  })
})

describe("transcription", () => {
  const audio = new TextEncoder().encode("RIFF of a kind")
  const file = () => toFile(audio, "talk.wav", { type: "audio/wav" })
  const ours = { audio, fileName: "talk.wav", mediaType: "audio/wav" }

  it("of a model that streams: the same text and usage, of the same form", async () => {
    const { asked, ...answers } = await both(
      sides,
      played("openai-transcription/deltas.sse"),
      Collect.transcription(
        StreamingProvider.transcription({ ...ours, model: "gpt-4o-transcribe", language: "en", logprobs: true })
      ),
      async (client) => {
        const stream = await client.audio.transcriptions.create({
          file: await file(),
          model: "gpt-4o-transcribe",
          language: "en",
          include: ["logprobs"],
          stream: true
        })
        let deltas = ""
        for await (const event of stream) {
          if (event.type === "transcript.text.delta") deltas += event.delta
          if (event.type === "transcript.text.done") return { deltas, text: event.text, usage: event.usage }
        }
        throw new Error("no end")
      }
    )
    const [mine, theirs] = whole(answers)
    assert.deepStrictEqual([mine.text, mine.text], [theirs.text, theirs.deltas])
    assert.deepStrictEqual<unknown>(mine.usage?.raw, theirs.usage)
    assert.deepStrictEqual(await formOf(asked.one), await formOf(asked.two))
  })

  it("of whisper-1 with times: the same document, of the same form", async () => {
    const { asked, ...answers } = await both(
      sides,
      { headers: { "content-type": "application/json" }, pieces: [bodyOf("openai-transcription/verbose.json")] },
      Collect.transcription(
        StreamingProvider.transcription({
          ...ours,
          model: "whisper-1",
          prompt: "Bifrost",
          timestamps: ["word", "segment"]
        })
      ),
      async (client) =>
        client.audio.transcriptions.create({
          file: await file(),
          model: "whisper-1",
          prompt: "Bifrost",
          response_format: "verbose_json",
          timestamp_granularities: ["word", "segment"]
        })
    )
    const [mine, theirs] = whole(answers)
    assert.strictEqual(mine.text, theirs.text)
    assert.deepStrictEqual(
      mine.words,
      theirs.words?.map(({ end, start, word }) => ({ text: word, start, end }))
    )
    assert.deepStrictEqual(await formOf(asked.one), await formOf(asked.two))
  })

  it("of a model that tells speakers apart, nested options included: the same form", async () => {
    const vad = { type: "server_vad" as const, threshold: 0.5 }
    const { asked } = await both(
      sides,
      played("openai-transcription/diarized.sse"),
      Collect.transcription(
        StreamingProvider.transcription({
          ...ours,
          model: "gpt-4o-transcribe-diarize",
          providerOptions: { openai: { chunking_strategy: vad, known_speaker_names: ["agent", "customer"] } }
        })
      ),
      async (client) => {
        const stream = await client.audio.transcriptions.create({
          file: await file(),
          model: "gpt-4o-transcribe-diarize",
          response_format: "diarized_json",
          chunking_strategy: vad,
          known_speaker_names: ["agent", "customer"],
          stream: true
        })
        for await (const _ of stream);
      }
    )
    assert.deepStrictEqual(await formOf(asked.one), await formOf(asked.two))
  })
})
