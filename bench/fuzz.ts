/**
 * The comparisons of `test/fuzz` over a million events, or as many as EVENTS says, from seed FROM on. Ends with 1 at the
 * first difference, and tells the seed that shows it again.
 *
 *   npm run fuzz
 */
import * as Differential from "../test/fuzz/Differential.ts"

const wanted = Number(process.env["EVENTS"] ?? 1_000_000)
const first = Number(process.env["FROM"] ?? 1)

for (const [name, compare] of Object.entries({
  "JSON with a memory": (seed: number) => Differential.json(seed),
  "event streams": Differential.sse,
  "answers with the memory and without": Differential.decoders
})) {
  let [events, remembered, seed] = [0, 0, first]
  for (; events < wanted; seed++) {
    const tally = compare(seed)
    events += tally.events
    remembered += tally.remembered
  }
  const share = remembered === 0 ? "" : `, ${Math.round((remembered / events) * 100)} % of them by a template`
  console.log(`${name}: ${events} events in ${seed - first} streams${share}: no difference`)
}
