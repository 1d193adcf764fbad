/** Ways to cut a body into network reads: cutting must change nothing. Random cuts are seeded, so that a failure comes again. */

export type Cut = (body: Uint8Array) => Iterable<Uint8Array>

export const whole: Cut = (body) => [body]

export const every =
  (size: number): Cut =>
  (body) => ({
    *[Symbol.iterator]() {
      for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size)
    }
  })

/** Once at each offset, and an empty read between. */
export const atEachOffset = (body: Uint8Array): ReadonlyArray<Cut> =>
  Array.from({ length: body.length + 1 }, (_, at) => () => [body.subarray(0, at), new Uint8Array(0), body.subarray(at)])

/** Pieces from 1 byte to `longest`. */
export const random = (seed: number, longest = 400): Cut => {
  const next = randomly(seed)
  return (body) => ({
    *[Symbol.iterator]() {
      for (let at = 0; at < body.length;) {
        const end = at + 1 + Math.floor(next() ** 2 * longest)
        yield body.subarray(at, end)
        at = end
      }
    }
  })
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export const randomly = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
