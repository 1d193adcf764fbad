/** Chance that can be repeated: the same seed makes the same choices. */
export interface Random {
  /** From 0 up to, but not including, `below`. */
  readonly int: (below: number) => number
  readonly pick: <A>(...from: readonly [A, ...Array<A>]) => A
  /** So many times in a hundred. */
  readonly chance: (percent: number) => boolean
  readonly list: <A>(most: number, make: (index: number) => A) => Array<A>
}

/** mulberry32 */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (below: number) => Math.floor(next() * below)
  return {
    int,
    pick: (...from) => from[int(from.length)] ?? from[0],
    chance: (percent) => next() * 100 < percent,
    list: (most, make) => Array.from({ length: int(most + 1) }, (_, index) => make(index))
  }
}
