/**
 * The quick bench: the library against the floor in six shapes, and whether its goals are met. Exits with 1 where one
 * is missed.
 *
 *   npm run bench
 *   npm run bench -- burst each       these shapes alone
 */
import { goals } from "./goals.ts"
import * as Processes from "./processes.ts"
import * as Report from "./report.ts"
import * as Session from "./session.ts"
import { type Shape, shapes } from "./shapes.ts"
import { middle } from "./statistics.ts"

const repetitions = 5
const asked = process.argv.slice(2)
const quick: ReadonlyArray<Shape> = Object.values(shapes)
const chosen = quick.filter(({ name }) => asked.length === 0 || asked.includes(name))
if (chosen.length < asked.length) throw new Error(`the shapes are: ${quick.map(({ name }) => name).join(", ")}`)

const upstream = await Processes.upstream()
const workers: Array<Processes.Worker> = []
for (const client of ["floor", "ours", "ours, runForEach"]) workers.push(await Processes.worker(client, upstream))

const figures = new Map<string, number>()
for (const shape of chosen) {
  const result = await Session.measure(shape, workers, upstream, shape.fresh === true ? 3 : repetitions)
  console.log(`\n${shape.says}\n\n${Report.tableOf(result)}`)
  const [, ours] = result.rows
  const own = shape.fresh === true ? ours?.values.map((one) => one[shape.value] ?? NaN) : ours?.ratios
  figures.set(shape.name, middle(own ?? []))
}
for (const one of workers) one.stop()
upstream.stop()

const { line, met } = Report.verdict(
  goals.filter(({ figure, quick }) => quick && figures.has(figure)),
  figures
)
console.log(`\n${line}`)
process.exitCode = met ? 0 : 1
