import { assert, describe, it } from "@effect/vitest"
import { resample } from "../../src/local/Resample.ts"

const sine = (hertz: number, sampleRate: number, seconds = 0.5) =>
  Float32Array.from({ length: sampleRate * seconds }, (_, n) => Math.sin((2 * Math.PI * hertz * n) / sampleRate))

// Away from the edges, where half of the kernel hears nothing.
const middle = (samples: Float32Array) => samples.subarray(1_000, 7_000)
const power = (samples: Float32Array) => samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length

describe("Resample", () => {
  it.each([8_000, 11_025, 22_050, 24_000, 44_100, 48_000, 44_056, 96_000])(
    "a tone from %i Hz is the same tone",
    (from) => {
      const heard = resample(sine(440, from), from, 16_000)
      const wanted = sine(440, 16_000)
      assert.isAtMost(Math.abs(heard.length - wanted.length), 1)
      const error = middle(heard).map((sample, n) => sample - (middle(wanted)[n] ?? 0))
      assert.isBelow(power(error), 1e-5)
    }
  )

  it("takes out what the lower rate cannot hold", () => {
    assert.isBelow(power(middle(resample(sine(11_000, 48_000), 48_000, 16_000))), 1e-5)
    assert.isAbove(power(middle(resample(sine(5_000, 48_000), 48_000, 16_000))), 0.49)
  })

  it("keeps what does not change, and stands the smallest inputs", () => {
    for (const sample of middle(resample(new Float32Array(22_050).fill(0.5), 44_100, 16_000))) {
      assert.approximately(sample, 0.5, 1e-6)
    }
    const same = sine(440, 16_000)
    assert.strictEqual(resample(same, 16_000, 16_000), same)
    assert.strictEqual(resample(new Float32Array(), 44_100, 16_000).length, 0)
    assert.strictEqual(resample(new Float32Array(1), 44_100, 16_000).length, 0)
    assert.strictEqual(resample(new Float32Array(1), 8_000, 16_000).length, 2)
  })
})
