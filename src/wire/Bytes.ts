/** Bytes that arrive in pieces, however small, in one buffer: adding is linear in what is added. */

export interface Bytes {
  readonly length: () => number
  readonly add: (piece: Uint8Array) => void
  /** What was added, which ends with this; it stays valid until the next `add`. */
  readonly take: () => Uint8Array
}

export const make = (): Bytes => {
  let buffer = new Uint8Array(0)
  let length = 0
  return {
    length: () => length,
    add: (piece) => {
      if (length + piece.length > buffer.length) {
        const larger = new Uint8Array(Math.max(1024, (length + piece.length) * 2))
        larger.set(buffer.subarray(0, length))
        buffer = larger
      }
      buffer.set(piece, length)
      length += piece.length
    },
    take: () => {
      const whole = buffer.subarray(0, length)
      length = 0
      return whole
    }
  }
}
