/**
 * Clients measured against each other. They take turns in slices of some tens of milliseconds, each in its own process,
 * so that what else happens on the machine hits all alike; a ratio is of two slices side by side.
 */
import type { Options, Values } from "./Measure.ts"
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

/** What makes a session with many clients shorter. */
export interface Haste {
  /** Clients that run in the first slice of each repetition only. */
  readonly isRare?: (client: string) => boolean
  /** What part of the words a client is given. */
  readonly share?: (client: string) => number
}

/** Measures a shape; the first client is what the others are compared with. A client that fails is left out, and told of. */
export const measure = async (
  shape: Shape,
  workers: ReadonlyArray<Worker>,
  upstream: Upstream,
  { isRare = () => false, share = () => 1 }: Haste = {}
): Promise<Result> => {
  const { repetitions = 5, slices = 1, warmUp = 0 } = shape
  const failed = new Set<string>()
  const optionsOf = (client: string): Options => {
    const { work } = shape.options
    const words = Math.max(Math.min(work.words, 8), Math.ceil(work.words * share(client)))
    return { ...shape.options, work: { ...work, words } }
  }
  const run = async (one: Worker): Promise<Values | undefined> => {
    if (failed.has(one.client)) return undefined
    const options = optionsOf(one.client)
    try {
      if (shape.fresh !== true) return await one.measure(shape.measure, options)
      const fresh = await worker(one.client, upstream)
      await fresh.measure("words", { work: { ...options.work, words: 2000 } })
      const values = await fresh.measure(shape.measure, options)
      fresh.stop()
      return values
    } catch (error) {
      failed.add(one.client)
      console.error(`${shape.name}: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    }
  }

  for (let i = 0; i < warmUp; i++) for (const one of workers) if (i < 3 || !isRare(one.client)) await run(one)
  const rows = workers.map(({ client }) => ({ client, values: [] as Array<Values>, ratios: [] as Array<number> }))
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const taken: Array<ReadonlyMap<string, Values>> = []
    for (let i = 0; i < slices; i++) {
      const slice = new Map<string, Values>()
      const turns = workers.filter(({ client }) => i === 0 || !isRare(client))
      for (const one of (i + repetition) % 2 === 0 ? turns : turns.toReversed()) {
        const values = await run(one)
        if (values !== undefined) slice.set(one.client, values)
      }
      taken.push(slice)
    }
    for (const { client, ratios, values } of rows) {
      const own = taken.map((slice) => slice.get(client)).filter((one) => one !== undefined)
      const names = Object.keys(own[0] ?? {})
      if (own.length > 0) values.push(over(names, (name) => middle(own.map((one) => one[name] ?? NaN))))
      const floor = workers[0]?.client ?? ""
      const pairs = taken.flatMap((slice) => {
        const [mine, its] = [slice.get(client)?.[shape.value], slice.get(floor)?.[shape.value]]
        return mine === undefined || its === undefined ? [] : mine / its
      })
      if (pairs.length > 0) ratios.push(middle(pairs))
    }
  }
  return { shape, rows: rows.filter(({ client }) => !failed.has(client)) }
}

const over = (names: ReadonlyArray<string>, value: (name: string) => number): Values =>
  Object.fromEntries(names.map((name) => [name, value(name)]))
