import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Pcm from "../../src/local/Pcm.ts"
import * as Wav from "../../src/local/Wav.ts"

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const join = (...parts: ReadonlyArray<Uint8Array>) => new Uint8Array(parts.flatMap((part) => [...part]))
const u32 = (value: number) => new Uint8Array(new Uint32Array([value]).buffer)
const chunk = (id: string, body: Uint8Array, size = body.length) =>
  join(ascii(id), u32(size), body, new Uint8Array(body.length % 2))
const riff = (...parts: ReadonlyArray<Uint8Array>) => join(ascii("RIFF"), u32(0), ascii("WAVE"), ...parts)
const format = (tag: number, channels: number, sampleRate: number, bits: number, rest: ReadonlyArray<number> = []) =>
  chunk(
    "fmt ",
    join(
      new Uint8Array(new Uint16Array([tag, channels]).buffer),
      u32(sampleRate),
      u32((sampleRate * channels * bits) / 8),
      new Uint8Array(new Uint16Array([(channels * bits) / 8, bits]).buffer),
      new Uint8Array(rest)
    )
  )
const s16 = (...samples: ReadonlyArray<number>) => new Uint8Array(new Int16Array(samples).buffer)
const samplesOf = (file: Uint8Array) => [...Result.getOrThrow(Wav.decode(file)).samples]
const failureOf = (file: Uint8Array) => {
  const result = Wav.decode(file)
  assert.isTrue(Result.isFailure(result))
  return Result.isFailure(result) ? result.failure : ""
}

const Sample = Schema.Int.check(Schema.isBetween({ minimum: -0x8000, maximum: 0x7fff }))

describe("Wav.encode", () => {
  it.prop("what is encoded decodes to the same samples", [Schema.Array(Sample)], ([samples]) => {
    const sound = Result.getOrThrow(Wav.decode(Wav.encode(s16(...samples), 22_050)))
    assert.deepStrictEqual([...sound.samples], [...samples.map((sample) => sample / 0x8000)])
    assert.strictEqual(sound.sampleRate, 22_050)
  })

  it("a header of unknown length lets the samples go on to the end", () => {
    const header = Wav.encodeHeader(16_000)
    assert.strictEqual(header.length, 44)
    assert.deepStrictEqual(samplesOf(join(header, s16(1, 2), s16(3))), [1 / 0x8000, 2 / 0x8000, 3 / 0x8000])
  })
})

describe("Wav.decode", () => {
  const layouts: ReadonlyArray<readonly [string, Uint8Array, Uint8Array]> = [
    ["8-bit", format(1, 1, 8_000, 8), new Uint8Array([128, 192, 0])],
    ["16-bit", format(1, 1, 8_000, 16), s16(0, 0x4000, -0x8000)],
    ["24-bit", format(1, 1, 8_000, 24), new Uint8Array([0, 0, 0, 0, 0, 0x40, 0, 0, 0x80])],
    ["32-bit", format(1, 1, 8_000, 32), new Uint8Array(new Int32Array([0, 0x40000000, -0x80000000]).buffer)],
    ["float", format(3, 1, 8_000, 32), new Uint8Array(new Float32Array([0, 0.5, -1]).buffer)],
    ["double", format(3, 1, 8_000, 64), new Uint8Array(new Float64Array([0, 0.5, -1]).buffer)],
    ["stereo, mixed down", format(1, 2, 8_000, 16), s16(0, 0, 0x7000, 0x1000, -0x8000, -0x8000)],
    [
      "extensible",
      format(0xfffe, 1, 8_000, 16, [22, 0, 16, 0, 4, 0, 0, 0, 1, 0, ...Array(14).fill(0)]),
      s16(0, 0x4000, -0x8000)
    ]
  ]
  it.each(layouts)("reads %s", (_, head, data) => {
    assert.deepStrictEqual(samplesOf(riff(head, chunk("data", data))), [0, 0.5, -1])
  })

  it("skips other chunks, also odd ones, and what comes after the data", () => {
    const head = [chunk("LIST", ascii("odd")), format(1, 1, 8_000, 16), chunk("fact", u32(1))]
    assert.deepStrictEqual(samplesOf(riff(...head, chunk("data", s16(0x4000)), chunk("LIST", ascii("end!")))), [0.5])
  })

  it.each([0, 1_000_000, 0xffffffff])("takes a data size of %i for unknown", (size) => {
    assert.deepStrictEqual(samplesOf(riff(format(1, 1, 8_000, 16), chunk("data", s16(0x4000, 0), size))), [0.5, 0])
  })

  it("hears silence where a float is none, and drops half a frame", () => {
    const floats = new Uint8Array(new Float32Array([NaN, 0.5]).buffer)
    assert.deepStrictEqual(samplesOf(riff(format(3, 1, 8_000, 32), chunk("data", join(floats, s16(1))))), [0, 0.5])
  })

  const containers: ReadonlyArray<readonly [string, Uint8Array]> = [
    ["MP3", ascii("ID3\x04\0\0\0\0\0\0\0\0")],
    ["MP3", new Uint8Array([0xff, 0xfb, 0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
    ["AAC", new Uint8Array([0xff, 0xf1, 0x50, 0x80, 0, 0, 0, 0, 0, 0, 0, 0])],
    ["Ogg", ascii("OggS\0\0\0\0\0\0\0\0")],
    ["FLAC", ascii("fLaC\0\0\0\x22\0\0\0\0")],
    ["WebM", ascii("\x1aE\xdf\xa3\0\0\0\0\0\0\0\0")],
    ["MP4", ascii("\0\0\0\x20ftypM4A ")],
    ["no format we know", ascii("once upon a time")]
  ]
  it.each(containers)("names what it cannot read: %s", (name, file) => {
    assert.include(failureOf(file), name)
    assert.include(failureOf(file), "expected WAV, or raw PCM")
  })

  const broken: ReadonlyArray<readonly [string, Uint8Array]> = [
    ["The audio is empty", new Uint8Array()],
    ["no whole `fmt ` chunk", riff(chunk("data", s16(1)))],
    ["no `data` chunk", riff(format(1, 1, 8_000, 16))],
    ["16-bit samples of format 6", riff(format(6, 1, 8_000, 16), chunk("data", s16(1)))],
    ["12-bit samples", riff(format(1, 1, 8_000, 12), chunk("data", s16(1)))],
    ["claims 0 channels", riff(format(1, 0, 8_000, 16), chunk("data", s16(1)))],
    ["claims a rate of 4000000000 Hz", riff(format(1, 1, 4_000_000_000, 16), chunk("data", s16(1)))]
  ]
  it.each(broken)("fails in words: %s", (words, file) => {
    assert.include(failureOf(file), words)
  })

  it.prop("survives any bytes, and any cut of a file", [Schema.Array(Schema.Int), Schema.Int], ([noise, cut]) => {
    const file = join(riff(chunk("LIST", ascii("odd")), format(1, 1, 8_000, 16)), new Uint8Array(noise))
    Wav.decode(file.subarray(0, Math.abs(cut) % (file.length + 1)))
    Wav.decode(riff(new Uint8Array(noise)))
    Wav.decode(new Uint8Array(noise))
  })
})

describe("Wav.read", () => {
  it("lets the media type choose raw PCM", () => {
    const sound = Result.getOrThrow(Wav.read(s16(0x4000, 0), "audio/L16; rate=8000; channels=2"))
    assert.deepStrictEqual(sound, { sampleRate: 8_000, channels: 2, samples: new Float32Array([0.25]) })
    assert.strictEqual(Result.getOrThrow(Wav.read(s16(1), "audio/pcm")).sampleRate, 24_000)
  })

  it("believes a RIFF header more than the media type", () => {
    const file = Wav.encode(s16(0x4000), 8_000)
    assert.strictEqual(Result.getOrThrow(Wav.read(file, "audio/pcm;rate=16000")).sampleRate, 8_000)
    assert.strictEqual(Result.getOrThrow(Wav.read(file, "audio/mpeg")).sampleRate, 8_000)
  })

  it.each(["audio/pcm;rate=0", "audio/pcm;rate=fast", "audio/l16;rate=8000;channels=0"])("refuses %s", (mediaType) => {
    assert.isTrue(Result.isFailure(Wav.read(s16(1, 2), mediaType)))
  })
})

describe("Pcm.layout", () => {
  it("knows the names of raw PCM and no others", () => {
    assert.deepStrictEqual(Pcm.layout("audio/l24;rate=48000;endianness=big-endian"), {
      sampleRate: 48_000,
      channels: 1,
      encoding: "int24",
      bigEndian: true
    })
    assert.isUndefined(Pcm.layout("audio/wav"))
    assert.isUndefined(Pcm.layout("audio/l16x"))
  })

  it("reads big-endian samples", () => {
    const layout = { sampleRate: 8_000, channels: 1, bigEndian: true } as const
    assert.deepStrictEqual(
      [...Pcm.decode(new Uint8Array([0x40, 0, 0x80, 0]), { ...layout, encoding: "int16" }).samples],
      [0.5, -1]
    )
    assert.deepStrictEqual(
      [...Pcm.decode(new Uint8Array([0x40, 0, 0, 0x80, 0, 0]), { ...layout, encoding: "int24" }).samples],
      [0.5, -1]
    )
  })
})
