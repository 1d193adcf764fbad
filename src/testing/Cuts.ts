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

/** Once at each offset, and an empty read between. */
export const atEachOffset = (body: Uint8Array): ReadonlyArray<Cut> =>
  Array.from({ length: body.length + 1 }, (_, at) => () => [body.subarray(0, at), new Uint8Array(0), body.subarray(at)])

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
