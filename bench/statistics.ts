/** Of many values, the middle one and how far the others lie. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export const middle = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  const [low = NaN, high = NaN] = [sorted[sorted.length % 2 === 1 ? half : half - 1], sorted[half]]
  return (low + high) / 2
}

export const spread = (values: ReadonlyArray<number>): Spread => ({
  median: middle(values),
  least: Math.min(...values),
  most: Math.max(...values)
})
