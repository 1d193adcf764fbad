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

const stack = (random: Random, next: () => string, depth: number): Stack => {
  const bare: Stack = { provider: provider(random, next()), policies: [] }
  return random
    .list(depth > 1 ? 1 : 4, () => policy(random, () => stack(random, next, depth + 1)))
    .reduce((inside, policy) => {
      const around = { ...inside, policies: [...inside.policies, policy] }
      return breadth(around) > maxBreadth ? inside : around
    }, bare)
}

/** The model lists each way that a case may go; a stack whose ways would multiply past this goes without its last policy. */
const maxBreadth = 500

/** About how many ways there are: a circuit may be open each time it is asked, and time may cut in at each moment. */
const breadth = ({ policies }: Stack): number =>
  policies.reduce((inside, { backups, code }) => {
    const [, name = "", count = "0"] = /^(\w+)\((\d+)?/.exec(code(() => "")) ?? []
    if (name === "retry") return inside ** (Number(count) + 1)
    if (name === "circuitBreaker") return inside + 2
    if (name === "deadline" || name === "limitTime") return inside * 4
    return backups.reduce((ways, backup) => ways * breadth(backup), inside) + backups.length
  }, 1)

/** a, b, c … */
const ids = () => {
  let count = 0
  return () => `p${String.fromCharCode(97 + count++)}`
}
