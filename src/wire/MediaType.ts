/** Which audio a file holds: by the ending of its name, by its media type, or by the bytes it begins with. */

/** Where several endings mean one type, the usual one is first. */
const byEnding = new Map([
  ["aac", "audio/aac"],
  ["aiff", "audio/aiff"],
  ["aif", "audio/aiff"],
  ["flac", "audio/flac"],
  ["m4a", "audio/mp4"],
  ["mp4", "audio/mp4"],
  ["mp3", "audio/mpeg"],
  ["mpeg", "audio/mpeg"],
  ["mpga", "audio/mpeg"],
  ["ogg", "audio/ogg"],
  ["oga", "audio/ogg"],
  ["opus", "audio/ogg"],
  ["pcm", "audio/pcm"],
  ["wav", "audio/wav"],
  ["webm", "audio/webm"]
])

const unknown = "application/octet-stream"

/** `application/octet-stream` where the ending says nothing. */
export const ofFile = (name: string): string =>
  byEnding.get(name.slice(name.lastIndexOf(".") + 1).toLowerCase()) ?? unknown

/** Other names for the same types. */
const aliases = new Map([
  ["audio/mp3", "audio/mpeg"],
  ["audio/m4a", "audio/mp4"],
  ["audio/opus", "audio/ogg"],
  ["audio/vnd.wave", "audio/wav"],
  ["audio/wave", "audio/wav"],
  ["video/mp4", "audio/mp4"],
  ["video/webm", "audio/webm"]
])

/** As in `.mp3`; empty for a type that is not known. */
export const endingOf = (mediaType: string): string => {
  const plain = mediaType
    .replace(/\s*;.*$/s, "")
    .toLowerCase()
    .replace("/x-", "/")
  const type = aliases.get(plain) ?? plain
  const ending = [...byEnding].find(([, known]) => known === type)?.[0]
  return ending === undefined ? "" : `.${ending}`
}

/** How files begin, in Latin-1; a dot is any byte. */
const beginnings: ReadonlyArray<readonly [RegExp, string]> = [
  [/^RIFF.{4}WAVE/s, "audio/wav"],
  [/^ID3|^\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]/, "audio/mpeg"],
  [/^\xff[\xf0\xf1\xf8\xf9]/, "audio/aac"],
  [/^fLaC/, "audio/flac"],
  [/^OggS/, "audio/ogg"],
  [/^.{4}ftyp/s, "audio/mp4"],
  [/^\x1aE\xdf\xa3/, "audio/webm"],
  [/^FORM.{4}AIF/s, "audio/aiff"]
]

/** `application/octet-stream` where the bytes say nothing. */
export const ofBytes = (bytes: Uint8Array): string => {
  const beginning = String.fromCharCode(...bytes.subarray(0, 12))
  return beginnings.find(([pattern]) => pattern.test(beginning))?.[1] ?? unknown
}

/** What to send a file as: what is given, and where one of both is not, what the other or the bytes tell. */
export const named = (file: {
  readonly audio: unknown
  readonly fileName?: string | undefined
  readonly mediaType?: string | undefined
}): { readonly fileName: string; readonly mediaType: string } => {
  const { audio, fileName } = file
  const byName = fileName === undefined ? unknown : ofFile(fileName)
  const byBytes = () => (audio instanceof Uint8Array ? ofBytes(audio) : unknown)
  const mediaType = file.mediaType ?? (byName === unknown ? byBytes() : byName)
  return { fileName: fileName ?? `audio${endingOf(mediaType)}`, mediaType }
}
