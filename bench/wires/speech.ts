/** OpenAI's speech: the bytes of an audio file, 4 KiB to a word, which nothing frames. */
import type { Wire } from "../Wire.ts"

const size = 4096

export const speech: Wire = {
  contentType: "audio/mpeg",
  head: () => [],
  piece: (i) => new Uint8Array(size).fill(i),
  tail: () => [],
  heard: (count) => count * size
}
