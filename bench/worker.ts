/**
 * One client in a process of its own. It is told what to do by messages, a slice of work at a time, and answers what
 * that took; it checks that all was heard, for only then is it the same work.
 *
 *   node --expose-gc worker.ts <client> <origin>
 */
import { load } from "./clients.ts"
import type { Options, Values } from "./Measure.ts"
import { type MeasureName, measures } from "./measures.ts"

const [, , name = "", origin = ""] = process.argv
console.log = console.info = console.debug = () => {} // some peers speak on stdout
const client = (await load(name))(origin)

export interface Order {
  readonly number: number
  readonly measure: MeasureName
  readonly options: Options
}
export type Answer = { readonly number: number } & ({ readonly values: Values } | { readonly failure: string })

process.on("message", async ({ measure, number, options }: Order) => {
  const say = (answer: Answer) => process.send?.(answer)
  try {
    say({ number, values: await measures[measure](client, options, origin) })
  } catch (error) {
    say({ number, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
process.on("disconnect", () => process.exit(0))
process.send?.("ready")
