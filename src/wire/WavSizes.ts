/**
 * The two sizes in a WAV file's header that a stream cannot know before its end, and what they should be. Pure. Not
 * a WAV reader.
 */

/** Four bytes that belong at this place of the file. */
export interface Correction {
  readonly at: number
  readonly bytes: Uint8Array
}

/** How much of a file `corrections` wants to see: its chunks before the sound are smaller than this. */
export const headBytes = 4096

/**
 * What to change in a file that begins with `head` and is `length` bytes long. Nothing where it is no WAV file, where
 * its sizes are true, or where it is larger than the format can say (4 GiB).
 */
export const corrections = (head: Uint8Array, length: number): ReadonlyArray<Correction> => {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const name = (at: number) => String.fromCharCode(...head.subarray(at, at + 4))
  if (head.length < 12 || name(0) !== "RIFF" || name(8) !== "WAVE" || length > 0xffffffff) return []
  for (let at = 12; at + 8 <= head.length;) {
    const size = view.getUint32(at + 4, true)
    const start = at + 8
    if (name(at) === "data") {
      const isTrue = size !== 0 && start + size <= length
      return isTrue ? [] : [correction(4, length - 8), correction(at + 4, length - start)]
    }
    at = start + size + (size % 2)
  }
  return []
}

const correction = (at: number, size: number): Correction => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, size, true)
  return { at, bytes }
}
