/** A counterexample as a script: saved in the repository's folder and run, it shows again what was seen. */
import type { Case, Stack } from "./Case.ts"
import type { Verdict } from "./Run.ts"

export const scriptOf = ({ stack, ...one }: Case, { broken, seen }: Verdict, seed: number): string =>
  [
    `/* Case ${seed} breaks the law: ${broken.join("; ")}.`,
    `   Seen: ${JSON.stringify(seen)} */`,
    `import { Effect } from "effect"`,
    `import { fallback, hedge } from "./test/model/Others.ts"`,
    `import { account, circuitBreaker, concurrency, deadline, limit, limitTime, rateLimit, retry, withModel } from "./test/model/Policies.ts"`,
    `import { run } from "./test/model/Run.ts"`,
    ``,
    `const verdict = await Effect.runPromise(`,
    `  run({ ...${JSON.stringify(one)}, stack: ${write(stack)} })`,
    `)`,
    `console.log(JSON.stringify(verdict, null, 2))`,
    `// node --conditions=@bifrost/source <this file>`
  ].join("\n")

const write = ({ policies, provider }: Stack): string =>
  `{ provider: ${JSON.stringify(provider)}, policies: [${policies.map((one) => one.code(write)).join(", ")}] }`
