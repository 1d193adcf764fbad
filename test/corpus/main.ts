/** `npm run corpus [-- --protocol name]`: how many of the recorded streams are understood as their descriptions say. */
import { parseArgs } from "node:util"
import { protocols } from "../../src/cli/protocols.ts"
import * as Corpus from "../corpus.ts"
import { judge } from "./difference.ts"
import { exceptions } from "./exceptions.ts"
import { differences, report } from "./report.ts"

const { protocol } = parseArgs({ options: { protocol: { type: "string" } } }).values
const asked = new Set(protocol === undefined ? protocols.keys() : [protocol])
const unknown = [...asked].filter((name) => !protocols.has(name))

if (!Corpus.isThere) process.exitCode = 1
else if (unknown.length > 0) {
  process.stderr.write(`no protocol ${unknown.join()}: there are ${[...protocols.keys()].join(", ")}\n`)
  process.exitCode = 1
} else {
  const judged = Corpus.streams(asked).map((stream, seed) => ({ ...stream, ...judge(stream, seed) }))
  const { holds, lines } = report(judged, exceptions, protocol === undefined ? {} : { least: 0 })
  const others = protocol === undefined ? Corpus.protocolsThere().filter((name) => !protocols.has(name)) : []
  const left = [...new Set(others)].map((name) => `${name} (${others.filter((other) => other === name).length})`)
  const notes = left.length === 0 ? [] : ["", `Not among our wires: ${left.join(", ")}`]
  const details = protocol === undefined ? [] : differences(judged)
  process.stdout.write([...lines, ...notes, ...details, ""].join("\n"))
  process.exitCode = holds ? 0 : 1
}
