/**
 * Raw samples in every layout one meets, read to mono floats. Pure. Nothing in the bytes says what they are: the
 * layout comes from a media type, or from the header of the file they lie in.
 */

/** Mono samples between -1 and 1. `channels` is what the source had before it was mixed down. */
export interface Sound {
  readonly sampleRate: number
  readonly channels: number
  readonly samples: Float32Array
}

/** How samples lie in memory, channel after channel; little-endian unless it says otherwise. */
export interface Layout {
  readonly sampleRate: number
  readonly channels: number
  readonly encoding: "uint8" | "int16" | "int24" | "int32" | "float32" | "float64"
  readonly bigEndian?: boolean
}

const readers: Record<
  Layout["encoding"],
  { readonly size: number; readonly read: (view: DataView, at: number, little: boolean) => number }
> = {
  uint8: { size: 1, read: (view, at) => (view.getUint8(at) - 128) / 128 },
  int16: { size: 2, read: (view, at, little) => view.getInt16(at, little) / 0x8000 },
  int24: {
    size: 3,
    read: (view, at, little) =>
      (view.getInt8(little ? at + 2 : at) * 0x10000 + view.getUint16(little ? at : at + 1, little)) / 0x800000
  },
  int32: { size: 4, read: (view, at, little) => view.getInt32(at, little) / 0x80000000 },
  float32: { size: 4, read: (view, at, little) => view.getFloat32(at, little) },
  float64: { size: 8, read: (view, at, little) => view.getFloat64(at, little) }
}

/** Mixes down to mono. An unfinished last frame is dropped; what is not a number becomes silence. */
export const decode = (bytes: Uint8Array, layout: Layout): Sound => {
  const { channels, encoding, sampleRate } = layout
  const { read, size } = readers[encoding]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = layout.bigEndian !== true
  const samples = new Float32Array(Math.floor(bytes.length / (size * channels)))
  for (let frame = 0, at = 0; frame < samples.length; frame++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++, at += size) sum += read(view, at, little)
    samples[frame] = Number.isFinite(sum) ? sum / channels : 0
  }
  return { sampleRate, channels, samples }
}

/** Why sound cannot be like this, if it cannot: rates outside these are broken headers, and would cost a resampler memory without measure. */
export const flaw = ({ channels, sampleRate }: Pick<Layout, "channels" | "sampleRate">): string | undefined => {
  if (!Number.isInteger(channels) || channels < 1) return `${channels} channels`
  if (!Number.isInteger(sampleRate) || sampleRate < 1_000 || sampleRate > 768_000) return `a rate of ${sampleRate} Hz`
  return undefined
}

const byBits = { "8": "uint8", "16": "int16", "24": "int24" } as const

/**
 * The layout that a media type such as `audio/pcm;rate=16000` or `audio/l16;rate=24000;channels=1` names; undefined if
 * it is not one of raw PCM. What it leaves open is as the speech APIs send it: 24 kHz, mono, 16 bits, little-endian even
 * for `audio/l16` (RFC 2586 says otherwise; `endianness=big-endian` asks for that).
 */
export const layout = (mediaType: string): Layout | undefined => {
  const [name = "", ...parameters] = mediaType.toLowerCase().replaceAll(/[\s"]/g, "").split(";")
  const known = /^audio\/(?:x-)?(?:pcm|raw|l(8|16|24))$/.exec(name)
  if (known === null) return undefined
  const given = new Map(parameters.map((parameter) => [parameter.split("=")[0], parameter.split("=")[1]]))
  const bits = known[1] ?? given.get("bits")
  return {
    sampleRate: Number(given.get("rate") ?? 24_000),
    channels: Number(given.get("channels") ?? 1),
    encoding: byBits[bits === "8" || bits === "24" ? bits : "16"],
    bigEndian: given.get("endianness") === "big-endian"
  }
}
