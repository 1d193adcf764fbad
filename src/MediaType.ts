/** Media types of audio files, by the ending of their names. Not a look into the bytes. */

const byEnding = new Map([
  ["aac", "audio/aac"],
  ["aif", "audio/aiff"],
  ["aiff", "audio/aiff"],
  ["flac", "audio/flac"],
  ["m4a", "audio/mp4"],
  ["mp3", "audio/mpeg"],
  ["mp4", "audio/mp4"],
  ["mpeg", "audio/mpeg"],
  ["mpga", "audio/mpeg"],
  ["oga", "audio/ogg"],
  ["ogg", "audio/ogg"],
  ["opus", "audio/ogg"],
  ["pcm", "audio/pcm"],
  ["wav", "audio/wav"],
  ["webm", "audio/webm"]
])

/** `application/octet-stream` where the ending says nothing. */
export const ofFile = (name: string): string =>
  byEnding.get(name.slice(name.lastIndexOf(".") + 1).toLowerCase()) ?? "application/octet-stream"
