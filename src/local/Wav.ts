/**
 * WAV files, written for one kind of sound (mono, 16 bits) and read for all. Pure. Not a decoder of compressed audio:
 * mp3, Ogg and their like are recognised only to be named in a failure.
 */
import * as Result from "effect/Result"
import * as Pcm from "./Pcm.ts"

const unknownLength = 0xffffffff

/** The 44 bytes before mono s16le samples. Without `byteLength` the sizes say "unknown", so that sound can be sent before it ends. */
export const encodeHeader = (sampleRate: number, byteLength?: number): Uint8Array => {
  const header = new DataView(new ArrayBuffer(44))
  const write = (at: number, text: string) =>
    [...text].forEach((letter, index) => header.setUint8(at + index, letter.charCodeAt(0)))
  write(0, "RIFF")
  header.setUint32(4, byteLength === undefined ? unknownLength : 36 + byteLength, true)
  write(8, "WAVEfmt ")
  header.setUint32(16, 16, true) // length of `fmt `
  header.setUint16(20, 1, true) // PCM
  header.setUint16(22, 1, true) // channels
  header.setUint32(24, sampleRate, true)
  header.setUint32(28, sampleRate * 2, true) // bytes a second
  header.setUint16(32, 2, true) // bytes a frame
  header.setUint16(34, 16, true) // bits
  write(36, "data")
  header.setUint32(40, byteLength ?? unknownLength, true)
  return new Uint8Array(header.buffer)
}

/** Mono s16le samples as a WAV file. */
export const encode = (pcm: Uint8Array, sampleRate: number): Uint8Array => {
  const file = new Uint8Array(44 + pcm.length)
  file.set(encodeHeader(sampleRate, pcm.length))
  file.set(pcm, 44)
  return file
}

const text = (bytes: Uint8Array, start: number, end: number) => String.fromCharCode(...bytes.subarray(start, end))

const container = (bytes: Uint8Array): string => {
  const start = text(bytes, 0, 4)
  const [first = 0, second = 0] = bytes
  if (start === "OggS") return "an Ogg file"
  if (start === "fLaC") return "a FLAC file"
  if (start === "FORM") return "an AIFF file"
  if (start === "\x1aE\xdf\xa3") return "a WebM file"
  if (text(bytes, 4, 8) === "ftyp") return "an MP4 (m4a) file"
  if (first === 0xff && (second & 0xf6) === 0xf0) return "an AAC file"
  if (start.startsWith("ID3") || (first === 0xff && (second & 0xe0) === 0xe0)) return "an MP3 file"
  return "in no format we know"
}

// "format tag / bits"
const encodings: Record<string, Pcm.Layout["encoding"]> = {
  "1/8": "uint8",
  "1/16": "int16",
  "1/24": "int24",
  "1/32": "int32",
  "3/32": "float32",
  "3/64": "float64"
}

const extensible = 0xfffe

interface Format {
  readonly tag: number
  readonly channels: number
  readonly sampleRate: number
  readonly bits: number
}

// The first whole `fmt ` and the first `data`, whatever stands between. A size of 0 or beyond the end is one that was
// never filled in: the data goes on to the end.
const chunks = (bytes: Uint8Array): { readonly format?: Format; readonly data?: Uint8Array } => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found: { format?: Format; data?: Uint8Array } = {}
  let at = 12
  while (at + 8 <= bytes.length && (found.format === undefined || found.data === undefined)) {
    const id = text(bytes, at, at + 4)
    const size = view.getUint32(at + 4, true)
    const start = at + 8
    if (id === "fmt " && size >= 16 && start + size <= bytes.length) {
      const tag = view.getUint16(start, true)
      found.format = {
        tag: tag === extensible && size >= 40 ? view.getUint16(start + 24, true) : tag,
        channels: view.getUint16(start + 2, true),
        sampleRate: view.getUint32(start + 4, true),
        bits: view.getUint16(start + 14, true)
      }
    }
    if (id === "data") found.data = bytes.subarray(start, size === 0 ? bytes.length : start + size)
    at = start + size + (size % 2)
  }
  return found
}

/** Reads a WAV file, also one whose sizes are wrong, as streams write them. The failure is a sentence for people. */
export const decode = (bytes: Uint8Array): Result.Result<Pcm.Sound, string> => {
  if (bytes.length === 0) return Result.fail("The audio is empty")
  if (!/^(RIFF|RF64)....WAVE/s.test(text(bytes, 0, 12))) {
    const expected = "expected WAV, or raw PCM with a media type such as audio/pcm;rate=24000"
    return Result.fail(`The audio is ${container(bytes)}: ${expected}`)
  }
  const { data, format } = chunks(bytes)
  if (format === undefined) return Result.fail("The WAV file has no whole `fmt ` chunk")
  if (data === undefined) return Result.fail("The WAV file has no `data` chunk")
  const encoding = encodings[`${format.tag}/${format.bits}`]
  if (encoding === undefined) {
    const given = `${format.bits}-bit samples of format ${format.tag}`
    return Result.fail(`The WAV file holds ${given}: expected PCM of 8, 16, 24 or 32 bits, or floats`)
  }
  const flaw = Pcm.flaw(format)
  return flaw === undefined
    ? Result.succeed(Pcm.decode(data, { ...format, encoding }))
    : Result.fail(`The WAV file claims ${flaw}`)
}

/** What a caller hands over: raw PCM if the media type says so, else a WAV file whatever it says. */
export const read = (bytes: Uint8Array, mediaType = ""): Result.Result<Pcm.Sound, string> => {
  const layout = Pcm.layout(mediaType)
  if (layout === undefined || text(bytes, 0, 4) === "RIFF") return decode(bytes)
  if (bytes.length === 0) return Result.fail("The audio is empty")
  const flaw = Pcm.flaw(layout)
  return flaw === undefined
    ? Result.succeed(Pcm.decode(bytes, layout))
    : Result.fail(`The media type ${mediaType} claims ${flaw}`)
}
