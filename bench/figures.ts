/** From results to figures: one number for each, the median of a row's repetitions. */
import type { Result, Row } from "./session.ts"
import { middle } from "./statistics.ts"

const of = (row: Row | undefined, name: string): number => middle(row?.values.map((one) => one[name] ?? NaN) ?? [])

/** What a shape's figures are, for the client that is the library. */
export const figuresOf = ({ rows, shape }: Result): ReadonlyArray<readonly [figure: string, value: number]> => {
  const ours = rows.find(({ client }) => client === "ours")
  const own = shape.absolute === true ? of(ours, shape.value) : middle(ours?.ratios ?? [])
  return [[shape.name, own], ...(shape.measure === "long" ? [["10⁶ chunks, heap", of(ours, "leak")] as const] : [])]
}
