import { assert, describe, it, vi } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { readFileSync } from "node:fs"
import * as Flite from "../../src/local/Flite.ts"
import * as Moonshine from "../../src/local/Moonshine.ts"
import * as Pcm from "../../src/local/Pcm.ts"
import * as WordErrorRate from "../../src/testing/WordErrorRate.ts"
import { watchWorkers } from "./kit.ts"

vi.setConfig({ testTimeout: 60_000 })

class Mouth extends Context.Service<Mouth, Flite.Flite>()("test/Mouth") {}
class Ear extends Context.Service<Ear, Moonshine.Moonshine>()("test/Ear") {}

const speak = (text: string, voice: Flite.Voice) =>
  Effect.gen(function* () {
    const { pcm, sampleRate } = yield* (yield* Mouth).synthesize(text, voice)
    return Pcm.decode(pcm, { sampleRate, channels: 1, encoding: "int16" })
  })

const hear = ({ sampleRate, samples }: Moonshine.Sound) =>
  Effect.flatMap(Ear, (ear) => Stream.runCollect(ear.transcribe(samples, sampleRate)))

const repeat = (samples: Float32Array, times: number) => {
  const all = new Float32Array(samples.length * times)
  for (let index = 0; index < times; index++) all.set(samples, index * samples.length)
  return all
}

const sentences = [
  "The quick brown fox jumps over the lazy dog.",
  "Please call Stella and ask her to bring these things with her from the store.",
  "Streaming answers arrive one piece at a time, and nothing is ever said twice."
]

// TestClock would stop the clock of the engines' fibers: these tests are live.
const engines = Layer.merge(Layer.effect(Mouth, Flite.make()), Layer.effect(Ear, Moonshine.make()))

describe("Moonshine", () => {
  it.layer(engines, { excludeTestServices: true })((it) => {
    it.effect.each(["rms", "awb", "slt"] as const)("hears what %s says", (voice) =>
      Effect.gen(function* () {
        let errors = 0
        let words = 0
        for (const sentence of sentences) {
          const pieces = yield* hear(yield* speak(sentence, voice))
          assert.isAbove(pieces.length, 4)
          const rate = WordErrorRate.compare(sentence, pieces.join(""))
          errors += rate.errors
          words += rate.words
        }
        assert.isAtMost(errors / words, 0.2)
      })
    )

    it.effect("hears any sample rate, and a view of a larger buffer", () =>
      Effect.gen(function* () {
        const text = "We hold these truths to be self evident."
        const { sampleRate, samples } = yield* speak(text, "kal")
        assert.strictEqual(sampleRate, 8_000)
        const view = repeat(samples, 2).subarray(samples.length)
        assert.isAtMost(WordErrorRate.compare(text, (yield* hear({ sampleRate, samples: view })).join("")).rate, 0.2)
      })
    )

    it.effect("hears sound that is longer than a window", () =>
      Effect.gen(function* () {
        const { sampleRate, samples } = yield* speak("Please call Stella and ask her to bring these things.", "rms")
        const times = Math.ceil((25 * sampleRate) / samples.length)
        const text = Array(times).fill("Please call Stella and ask her to bring these things.").join(" ")
        const heard = yield* hear({ sampleRate, samples: repeat(samples, times) })
        assert.isAtMost(WordErrorRate.compare(text, heard.join("")).rate, 0.2)
      })
    )

    it.effect("hears no words in silence, noise, or next to nothing", () =>
      Effect.gen(function* () {
        const sampleRate = 16_000
        for (const samples of [
          new Float32Array(),
          new Float32Array(1).fill(0.5),
          new Float32Array(300).fill(0.5),
          new Float32Array(2 * sampleRate),
          Float32Array.from({ length: sampleRate / 10 }, (_, n) => Math.sin(n) / 10)
        ]) {
          assert.strictEqual(WordErrorRate.compare("", (yield* hear({ sampleRate, samples })).join("")).errors, 0)
        }
      })
    )

    it.effect("keeps transcriptions at the same time apart", () =>
      Effect.gen(function* () {
        const sounds = yield* Effect.forEach(sentences, (sentence) => speak(sentence, "rms"))
        const alone = yield* Effect.forEach(sounds, hear)
        assert.deepStrictEqual(yield* Effect.forEach(sounds, hear, { concurrency: "unbounded" }), alone)
      })
    )

    it.effect("is usable after an interruption in the middle", () =>
      Effect.gen(function* () {
        const sound = yield* speak(sentences[0] ?? "", "rms")
        const wanted = yield* hear(sound)
        const started = yield* Deferred.make<void>()
        const ear = yield* Ear
        const fiber = yield* ear.transcribe(repeat(sound.samples, 10), sound.sampleRate).pipe(
          Stream.runForEach(() => Deferred.succeed(started, undefined)),
          Effect.forkChild
        )
        yield* Deferred.await(started)
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(yield* hear(sound), wanted)
      })
    )
  })

  it.live("takes the model's bytes, fails in words on a wrong file, and ends with its scope", () =>
    Effect.gen(function* () {
      const { seen } = yield* watchWorkers
      const scope = yield* Scope.make()
      const files = new URL("./model/tiny/quantized/", import.meta.resolve("@moonshine-ai/moonshine-js"))
      const encoder = readFileSync(new URL("encoder_model.onnx", files))
      const ear = yield* Scope.provide(Moonshine.make({ model: { encoder, decoder: "/nowhere.onnx" } }), scope)
      const tone = Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(n))
      const error = yield* Effect.flip(Stream.runDrain(ear.transcribe(tone)))
      assert.match(error.message, /^Moonshine: .*nowhere\.onnx/)
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(seen, [{ name: "Moonshine", hasLeft: true }])
    })
  )
  it.effect("says which packages are missing, all at once", () =>
    Effect.gen(function* () {
      const resolve = (specifier: string) => {
        if (specifier === "onnxruntime-web") return "file:///somewhere.js"
        throw new Error(`no ${specifier}`)
      }
      const error = yield* Effect.flip(Moonshine.make({ resolve }))
      assert.deepStrictEqual(error.packages, ["@moonshine-ai/moonshine-js", "llama-tokenizer-js"])
      const model = { encoder: "a.onnx", decoder: "b.onnx" }
      assert.deepStrictEqual((yield* Effect.flip(Moonshine.make({ resolve, model }))).packages, ["llama-tokenizer-js"])
    })
  )
})
