/**
 * Nothing heard is said twice, nothing received is lost: random providers, faults, stacks of policies, interruptions
 * and consumers against a reference model (`model/Reference.ts`, `model/Policies.ts`). Case n is the same everywhere.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { check } from "./model/Law.ts"

describe("the law", () => {
  it.live(
    "holds for 2,000 random cases",
    () =>
      Effect.gen(function* () {
        const { cases, counterexample, endings, policies } = yield* check(1, 2000)
        if (counterexample !== undefined) assert.fail(`\n${counterexample}`)
        assert.strictEqual(cases, 2000)
        process.stderr.write(`${JSON.stringify({ endings, policies })}\n`)
      }),
    180_000
  )
})
