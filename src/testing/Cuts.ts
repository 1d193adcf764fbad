/** Ways to cut a body into network reads: cutting must change nothing. Random cuts are seeded, so that a failure comes again. */

import * as Seeded from "./Seeded.ts"

export type Cut = (body: Uint8Array) => Iterable<Uint8Array>

export const whole: Cut = (body) => [body]

export const every =
  (size: number): Cut =>
  (body) => ({
    *[Symbol.iterator]() {
      for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size)
    }
  })

/** So far apart, most events are whole between two cuts. */
const apart = 256

/** Once at each offset, and an empty read between; a long body is cut at several offsets at once, far apart. */
export const atEachOffset = (body: Uint8Array): ReadonlyArray<Cut> =>
  Array.from({ length: Math.min(apart, body.length + 1) }, (_, first) => () => ({
    *[Symbol.iterator]() {
      yield body.subarray(0, first)
      for (let at = first; at < body.length; at += apart) {
        yield new Uint8Array(0)
        yield body.subarray(at, at + apart)
      }
    }
  }))

/** Pieces from 1 byte to `longest`. */
export const random = (seed: number, longest = 400): Cut => {
  const next = Seeded.numbers(seed)
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
