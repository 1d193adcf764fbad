import { assert, describe, it } from "@effect/vitest"
import { windows } from "../../src/local/Pauses.ts"

const sampleRate = 1_000
const tone = (seconds: number, level = 0.5) =>
  Float32Array.from({ length: seconds * sampleRate }, (_, n) => level * Math.sin(n))
const join = (...parts: ReadonlyArray<Float32Array>) => new Float32Array(parts.flatMap((part) => [...part]))
const seconds = (samples: Float32Array) =>
  windows(samples, sampleRate).map(({ end, start }) => [start / sampleRate, end / sampleRate])

describe("Pauses", () => {
  it("leaves short sound whole and hears nothing in silence", () => {
    assert.deepStrictEqual(seconds(tone(3)), [[0, 3]])
    assert.deepStrictEqual(seconds(new Float32Array(90_000)), [])
    assert.deepStrictEqual(seconds(new Float32Array()), [])
    assert.deepStrictEqual(seconds(tone(0.005)), [[0, 0.005]])
  })

  it("cuts in the first pause that lies far enough in, over some noise", () => {
    const speech = join(tone(4), tone(0.5, 0.01), tone(6), tone(0.5, 0.01), tone(14))
    const [first, second] = seconds(speech)
    assert.isTrue(first !== undefined && second !== undefined)
    assert.isTrue(first?.[0] === 0 && (first[1] ?? 0) > 10.5 && (first[1] ?? 0) < 11)
    assert.deepStrictEqual(second, [first?.[1], 25])
  })

  it("cuts at the quietest moment where nobody pauses, and covers everything once", () => {
    const speech = join(tone(15), tone(0.1, 0.1), tone(40.015))
    const found = windows(speech, sampleRate)
    assert.isTrue(found.every(({ end, start }) => end - start <= 20 * sampleRate))
    assert.approximately((found[0]?.end ?? 0) / sampleRate, 15.05, 0.06)
    assert.strictEqual(found[0]?.start, 0)
    assert.strictEqual(found.at(-1)?.end, speech.length)
    found.slice(1).forEach(({ start }, index) => assert.strictEqual(start, found[index]?.end))
  })
})
