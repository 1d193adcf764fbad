import { assert, describe, it } from "@effect/vitest"
import { join } from "../schemas/answers/Chat.ts"
import * as Wav from "../src/local/Wav.ts"
import * as WavSizes from "../src/wire/WavSizes.ts"

const corrected = (file: Uint8Array) => {
  const copy = file.slice()
  for (const { at, bytes } of WavSizes.corrections(file.subarray(0, WavSizes.headBytes), file.length))
    copy.set(bytes, at)
  return copy
}
const pcm = new Uint8Array(1001).fill(7)

describe("WavSizes", () => {
  it("corrects sizes that were not known, and those of a file that was cut", () => {
    assert.deepStrictEqual(corrected(join([Wav.encodeHeader(8000), pcm])), Wav.encode(pcm, 8000))
    assert.deepStrictEqual(corrected(join([Wav.encodeHeader(8000, 0), pcm])), Wav.encode(pcm, 8000))
    assert.deepStrictEqual(corrected(join([Wav.encodeHeader(8000, 9999), pcm])), Wav.encode(pcm, 8000))
  })

  it("finds the sound behind other chunks", () => {
    const head = Wav.encodeHeader(8000)
    const list = Uint8Array.from([76, 73, 83, 84, 3, 0, 0, 0, 1, 2, 3, 0])
    const file = corrected(join([head.subarray(0, 36), list, head.subarray(36), pcm]))
    const view = new DataView(file.buffer)
    assert.strictEqual(view.getUint32(4, true), file.length - 8)
    assert.strictEqual(view.getUint32(36 + list.length + 4, true), pcm.length)
  })

  it("leaves everything else as it is", () => {
    const whole = Wav.encode(pcm, 8000)
    const followed = join([whole, Uint8Array.of(0, 76, 73, 83, 84, 0, 0, 0, 0)])
    for (const file of [whole, followed, pcm, new Uint8Array(), Wav.encodeHeader(8000).subarray(0, 20)]) {
      assert.deepStrictEqual(corrected(file), file)
    }
    assert.deepStrictEqual(WavSizes.corrections(Wav.encodeHeader(8000), 2 ** 32), [])
  })
})
