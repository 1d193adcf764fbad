/**
 * Where the time goes in one shape: the functions that ran longest, each without what it called, and whose they are.
 * The whole profile is left in `.bench/`, for a browser's developer tools.
 *
 *   npm run bench:profile -- burst
 *   npm run bench:profile -- "first chunk" floor
 */
import * as Processes from "./processes.ts"
import { areaOf } from "./profiling.ts"
import * as Report from "./report.ts"
import { all } from "./shapes.ts"

const [asked = "burst", client = "ours"] = process.argv.slice(2)
const shape = all.find(({ name }) => name === asked)
if (shape === undefined) throw new Error(`the shapes are: ${all.map(({ name }) => name).join(", ")}`)

const upstream = await Processes.upstream()
const worker = await Processes.worker(client, upstream)
for (let i = 0; i < (shape.warmUp ?? 0); i++) await worker.measure(shape.measure, shape.options)
const shares = Object.entries(await worker.measure("profile", shape.options)).sort(([, a], [, b]) => b - a)
worker.stop()
upstream.stop()

const areas = new Map<string, number>()
for (const [name, share] of shares) areas.set(areaOf(name), (areas.get(areaOf(name)) ?? 0) + share)
const percent = (share: number) => `${share.toFixed(1)} %`
const rows = (list: ReadonlyArray<readonly [string, number]>) => list.map(([name, share]) => [name, percent(share)])
console.log(`${client}: ${shape.says}\n`)
console.log(Report.table(["whose", "self time"], rows([...areas].sort(([, a], [, b]) => b - a))))
console.log(`\n${Report.table(["function", "self time"], rows(shares.slice(0, 25)))}`)
