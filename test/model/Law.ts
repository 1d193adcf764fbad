/** Runs cases by their numbers; the first that breaks the law is made small and told as a script. */
import { Effect } from "effect"
import type { Case } from "./Case.ts"
import { caseOf } from "./Chance.ts"
import { scriptOf } from "./Report.ts"
import { run } from "./Run.ts"
import { shrink } from "./Shrink.ts"

export interface Tally {
  readonly cases: number
  /** How they ended for the consumer. */
  readonly endings: Readonly<Record<string, number>>
  /** How many met each policy. */
  readonly policies: Readonly<Record<string, number>>
  /** The script of the first that broke the law. */
  readonly counterexample: string | undefined
}

export const check = (from: number, count: number): Effect.Effect<Tally> =>
  Effect.gen(function* () {
    const endings: Record<string, number> = {}
    const policies: Record<string, number> = {}
    const one = (into: Record<string, number>, name: string) => void (into[name] = (into[name] ?? 0) + 1)
    for (let seed = from; seed < from + count; seed++) {
      const given = caseOf(seed)
      const { broken, seen } = yield* run(given)
      for (const { ending } of seen) one(endings, typeof ending === "string" ? ending : ending.why)
      for (const policy of given.stack.policies) one(policies, /^\w+/.exec(policy.code(() => ""))?.[0] ?? "")
      if (broken.length === 0) continue
      const small = yield* shrink(given, isBroken)
      return { cases: seed - from + 1, endings, policies, counterexample: scriptOf(small, yield* run(small), seed) }
    }
    return { cases: count, endings, policies, counterexample: undefined }
  })

const isBroken = (one: Case) => Effect.map(run(one), ({ broken }) => broken.length > 0)
