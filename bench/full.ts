/**
 * The full bench: every shape and wire, the peers, the cost of each feature, the bundle and the start-up. Prints as it
 * goes, and with all parts writes `results.md`. Exits with 1 where a goal is missed. Takes half an hour.
 *
 *   npm run bench:full
 *   npm run bench:full -- chat features     these parts alone; they are chat, wires, features, sizes
 */
import { writeFileSync } from "node:fs"
import { arch, cpus, platform, release, totalmem } from "node:os"
import * as Bundle from "./bundle.ts"
import { costs, groups } from "./costs.ts"
import { figuresOf } from "./figures.ts"
import * as Goals from "./goals.ts"
import { install, isPeer, type PeerName, peers } from "./peers.ts"
import * as Processes from "./processes.ts"
import * as Report from "./report.ts"
import * as Session from "./session.ts"
import { burst, each, first, more, otherWires, quick, type Shape } from "./shapes.ts"
import * as Startup from "./startup.ts"
import { middle, spread } from "./statistics.ts"

const parts = ["chat", "wires", "features", "sizes"] as const
const asked = process.argv.slice(2)
const wants = (part: (typeof parts)[number]) => asked.length === 0 || asked.includes(part)

const written: Array<string> = []
const say = (text: string) => {
  console.log(`\n${text}`)
  written.push(text)
}
const figures = new Map<string, number>()
const upstream = await Processes.upstream()

/** Effect's beta takes a hundred times as long for a word as others: a twentieth tells as much. */
const haste: Session.Haste = {
  isRare: isPeer,
  share: (client) => (client === "@effect/ai-openai-compat" ? 1 / 20 : 1)
}
const ours = ["floor", "ours", "ours: runForEach"]
const run = async (shapes: ReadonlyArray<Shape>, clients: ReadonlyArray<string>) => {
  const workers = await Processes.workers(clients, upstream)
  for (const shape of shapes) {
    const alone = shape.measure === "long" || shape.measure === "growth"
    const chosen = workers.filter(({ client }) => !(alone && isPeer(client)))
    const result = await Session.measure(shape, chosen, upstream, haste)
    say(`### ${shape.name}\n\n${shape.says}.\n\n${Report.tableOf(result)}${Report.unrest(result)}`)
    for (const [figure, value] of figuresOf(result)) figures.set(figure, value)
  }
  for (const one of workers) one.stop()
}

const names = Object.keys(peers).filter(isPeer)
const speaking = (wire: Shape["options"]["work"]["wire"]) => {
  const speaks = (name: PeerName): boolean => peers[name].wires.some((one) => one === wire)
  return names.filter(speaks)
}
if (wants("chat") || wants("wires")) names.forEach(install)
if (wants("chat")) {
  say("## Chat")
  await run([...quick, ...more], [...ours, ...speaking("chat")])
}
if (wants("wires")) {
  say("## Other wires, each against a floor of its own")
  for (const shape of otherWires) await run([shape], [...ours, ...speaking(shape.options.work.wire)])
}
if (wants("features")) {
  const found = await costs(
    [burst, each, first].map((shape) => ({ ...shape, warmUp: 6, slices: 2 })),
    groups,
    upstream
  )
  say(
    "## The cost of each feature\n\nWhat a feature adds to the plain library on the same work, in CPU per word of a burst and of one write per event, and in CPU per answer of one word, each as a multiple of the floor's.\n\n" +
      Report.table(
        ["feature", ...found.shapes],
        found.rows.map(({ added, feature }) => [feature, ...added.map((values) => Report.range(spread(values)))])
      )
  )
  const all = found.rows.find(({ feature }) => feature === Goals.together)
  figures.set(Goals.together, middle(all?.added[0] ?? []))
}
upstream.stop()
if (wants("sizes")) {
  const { beyond, given, own, whole, without } = await Bundle.measure()
  const { cpuRatio, least, ours, ratio } = Startup.measure()
  figures.set("bundle", beyond)
  figures.set("start-up", ratio)
  say(
    `## Bundle and start-up\n\nThe OpenAI layer and one verb: ${whole.kB.toFixed(1)} kB minified and compressed; what it names of ` +
      `Effect's core, Schema and HttpClient ${given.kB.toFixed(1)} kB; beyond that ${beyond.toFixed(1)} kB. The same by hand: ` +
      `${without.kB.toFixed(1)} kB; our own modules alone: ${own.kB.toFixed(1)} kB.\n\n\`bifrost --help\` in ` +
      `${Report.range(spread(ours))} ms; a script that imports \`effect/cli\` and \`NodeRuntime\` in ` +
      `${Report.range(spread(least))} ms; ${ratio.toFixed(2)}×, ${cpuRatio.toFixed(2)}× of CPU time.`
  )
}

const goals = [...Goals.quick, ...Goals.full].filter(({ figure }) => asked.length === 0 || figures.has(figure))
const { line, met } = Report.verdict(goals, figures)
console.log(`\n${line}`)
process.exitCode = met ? 0 : 1

if (asked.length === 0) {
  const [processor] = cpus()
  const versions = Object.values(peers).flatMap(({ packages }) => Object.entries(packages))
  const head = `# Results

Written by \`npm run bench:full\` on ${new Date().toISOString().slice(0, 10)}; the method is in [README.md](README.md). Each cell is the median of its repetitions with the least and the most; × is of the floor of the same slices.

- Machine: ${cpus().length} × ${processor?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()} ${arch()}, shared with others.
- Node ${process.versions.node}, V8 ${process.versions.v8}, undici ${process.versions["undici"] ?? ""} within.
- Peers: ${versions.map(([name, version]) => `${name} ${version}`).join(", ")}.

## Goals

${Report.goalTable(goals, figures)}

${line}.
`
  writeFileSync(new URL("results.md", import.meta.url), `${[head, ...written].join("\n\n")}\n`)
}
