/**
 * The quick bench: the library against the floor in six shapes, and whether its goals are met. Exits with 1 where one
 * is missed.
 *
 *   npm run bench
 *   npm run bench -- burst each           these shapes alone, of all that `shapes.ts` has
 *   npm run bench -- paced HttpClient     and Effect's HTTP client beside us
 */
import { figuresOf } from "./figures.ts"
import * as Goals from "./goals.ts"
import * as Processes from "./processes.ts"
import * as Report from "./report.ts"
import * as Session from "./session.ts"
import { all, quick } from "./shapes.ts"

const named = process.argv.slice(2)
const asked = named.filter((name) => name !== "HttpClient")
const besides = named.includes("HttpClient") ? ["HttpClient"] : []
const unknown = asked.filter((name) => !all.some((shape) => shape.name === name))
if (unknown.length > 0) throw new Error(`the shapes are: ${all.map(({ name }) => name).join(", ")}`)
const chosen = asked.length === 0 ? quick : all.filter(({ name }) => asked.includes(name))

const upstream = await Processes.upstream()
const workers = await Processes.workers(["floor", ...besides, "ours", "ours: runForEach"], upstream)
const figures = new Map<string, number>()
for (const shape of chosen) {
  const result = await Session.measure(shape, workers, upstream)
  console.log(`\n${shape.says}\n\n${Report.tableOf(result)}${Report.unrest(result)}`)
  for (const [figure, value] of figuresOf(result)) figures.set(figure, value)
}
for (const one of workers) one.stop()
upstream.stop()

const goals = [...Goals.quick, ...Goals.full].filter(({ figure }) => figures.has(figure))
const { line, met } = Report.verdict(goals, figures)
console.log(`\n${line}`)
process.exitCode = met ? 0 : 1
