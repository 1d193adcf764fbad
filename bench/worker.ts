/**
 * One client in a process of its own. It is told what to do by messages, a slice of work at a time, and answers what
 * that took; it checks that all was heard, for only then is it the same work.
 *
 *   node --expose-gc worker.ts <client> <origin>
 */
import { clients } from "./clients.ts"
import * as Measure from "./measure.ts"

const [, , name = "", origin = ""] = process.argv
const connect = clients[name]
if (connect === undefined) throw new Error(`there is no client ${name}`)
console.log = console.info = console.debug = () => {} // some peers speak on stdout
const client = (await connect())(origin)

export interface Order {
  readonly number: number
  readonly measure: Measure.Name
  readonly options: Measure.Options
}
export type Answer = { readonly number: number } & (
  { readonly values: Readonly<Record<string, number>> } | { readonly failure: string }
)

process.on("message", async ({ measure, number, options }: Order) => {
  const say = (answer: Answer) => process.send?.(answer)
  try {
    say({ number, values: await Measure.measures[measure](client, options) })
  } catch (error) {
    say({ number, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
process.on("disconnect", () => process.exit(0))
process.send?.("ready")
