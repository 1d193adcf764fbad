/** The cost of features: each against the plain library in the same session, in groups that a machine can hold. */
import { features } from "./features.ts"
import * as Processes from "./processes.ts"
import * as Session from "./session.ts"
import type { Shape } from "./shapes.ts"

const size = 6
const names = Object.keys(features)
export const groups: ReadonlyArray<ReadonlyArray<string>> = Array.from(
  { length: Math.ceil(names.length / size) },
  (_, i) => names.slice(i * size, (i + 1) * size)
)

/** For each shape, what a feature adds in each repetition, as a multiple of the floor. */
export interface Cost {
  readonly feature: string
  readonly added: ReadonlyArray<ReadonlyArray<number>>
}

export const costs = async (
  shapes: ReadonlyArray<Shape>,
  groups: ReadonlyArray<ReadonlyArray<string>>,
  upstream: Processes.Upstream
): Promise<{ readonly shapes: ReadonlyArray<string>; readonly rows: ReadonlyArray<Cost> }> => {
  const rows: Array<Cost> = []
  for (const group of groups) {
    const clients = ["floor", "ours", ...group.map((feature) => `ours: ${feature}`)]
    const workers = await Processes.workers(clients, upstream)
    const results: Array<Session.Result> = []
    for (const shape of shapes) results.push(await Session.measure(shape, workers, upstream))
    for (const one of workers) one.stop()
    console.error(`features: ${group.join(", ")}`) // it takes minutes
    for (const feature of group) rows.push({ feature, added: results.map((result) => addedBy(feature, result)) })
  }
  return { shapes: shapes.map(({ name }) => name), rows }
}

const addedBy = (feature: string, { rows }: Session.Result): ReadonlyArray<number> => {
  const ratiosOf = (client: string) => rows.find((row) => row.client === client)?.ratios ?? []
  const plain = ratiosOf("ours")
  return ratiosOf(`ours: ${feature}`).map((ratio, i) => ratio - (plain[i] ?? NaN))
}
