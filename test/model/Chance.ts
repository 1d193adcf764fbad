/** The n-th case: the same for the same number, whatever was run before. */
import { type Case, consumer, provider, type Stack, timeouts } from "./Case.ts"
import { policy } from "./Policies.ts"
import { type Random, seeded } from "./Random.ts"

export const caseOf = (seed: number): Case => {
  const random = seeded(seed)
  return {
    operation: random.pick("chat", "chat", "responses", "speech"),
    stack: stack(random, ids(), 0),
    timeouts: timeouts(random),
    consumer: consumer(random),
    more: random.chance(30) ? 1 + random.int(3) : 0
  }
}

const stack = (random: Random, next: () => string, depth: number): Stack => ({
  provider: provider(random, next()),
  policies: random.list(depth > 1 ? 1 : 4, () => policy(random, () => stack(random, next, depth + 1)))
})

/** a, b, c … */
const ids = () => {
  let count = 0
  return () => `p${String.fromCharCode(97 + count++)}`
}
