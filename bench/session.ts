/**
 * Clients measured against each other. They take turns in slices of some tens of milliseconds, each in its own process,
 * so that what else happens on the machine hits all alike; a ratio is of two slices side by side.
 */
import type { Values } from "./Measure.ts"
import { type Upstream, type Worker, worker } from "./processes.ts"
import type { Shape } from "./shapes.ts"
import { middle } from "./statistics.ts"

/** The values of one client: for each repetition one, the middle of its slices. */
export interface Row {
  readonly client: string
  readonly values: ReadonlyArray<Values>
  /** The value that counts, as a multiple of the first client's. */
  readonly ratios: ReadonlyArray<number>
}
export interface Result {
  readonly shape: Shape
  readonly rows: ReadonlyArray<Row>
}

/** Measures a shape; the first client is what the others are compared with. */
export const measure = async (shape: Shape, workers: ReadonlyArray<Worker>, upstream: Upstream): Promise<Result> => {
  const rows = workers.map(({ client }) => ({ client, values: [] as Array<Values>, ratios: [] as Array<number> }))
  const { repetitions = 5, slices: perRepetition = 1, warmUp = 0 } = shape
  const run = async (one: Worker): Promise<Values> => {
    if (shape.fresh !== true) return one.measure(shape.measure, shape.options)
    const fresh = await worker(one.client, upstream, one.flags)
    await fresh.measure("words", { work: { ...shape.options.work, words: 2000 } })
    const values = await fresh.measure(shape.measure, shape.options)
    fresh.stop()
    return values
  }
  for (let i = 0; i < warmUp; i++) for (const one of workers) await run(one)
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const slices: Array<ReadonlyArray<Values>> = []
    for (let i = 0; i < perRepetition; i++) {
      const slice: Array<Values> = []
      const order = [...workers.keys()]
      if ((i + repetition) % 2 === 1) order.reverse()
      for (const k of order) {
        const one = workers[k]
        if (one !== undefined) slice[k] = await run(one)
      }
      slices.push(slice)
    }
    for (const [k, row] of rows.entries()) {
      const own = slices.flatMap((slice) => slice.slice(k, k + 1))
      const names = Object.keys(own[0] ?? {})
      row.values.push(Object.fromEntries(names.map((name) => [name, middle(own.map((one) => one[name] ?? NaN))])))
      const value = (slice: ReadonlyArray<Values>, who: number) => slice[who]?.[shape.value] ?? NaN
      row.ratios.push(middle(slices.map((slice) => value(slice, k) / value(slice, 0))))
    }
  }
  return { shape, rows }
}
