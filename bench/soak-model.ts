/**
 * The law of `test/model` over many more cases, on all processors: 10⁵, or as many as CASES says, from case FROM on.
 * Prints what they met, and the script of the first that broke the law; the last line is one summary.
 *
 *   npm run soak:model
 */
import { Effect } from "effect"
import { availableParallelism } from "node:os"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { check, type Tally } from "../test/model/Law.ts"

const batch = 500

const add = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) => {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
  return Object.fromEntries(names.map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]))
}

if (!isMainThread) {
  const { count, from } = workerData as { readonly from: number; readonly count: number }
  for (let at = from; at < from + count; at += batch) {
    const tally = await Effect.runPromise(check(at, Math.min(batch, from + count - at)))
    parentPort?.postMessage(tally)
    if (tally.counterexample !== undefined) break
  }
} else {
  const cases = Number(process.env["CASES"] ?? 100_000)
  const first = Number(process.env["FROM"] ?? 1)
  const began = Date.now()
  const workers = availableParallelism()
  let all: Tally = { cases: 0, endings: {}, policies: {}, counterexample: undefined }
  let failure: Error | undefined

  await Promise.all(
    Array.from({ length: workers }, (_, index) => {
      const share = Math.ceil(cases / workers)
      const from = first + index * share
      const count = Math.max(0, Math.min(share, first + cases - from))
      const worker = new Worker(new URL(import.meta.url), { workerData: { from, count } })
      worker.on("message", (tally: Tally) => {
        const counterexample = all.counterexample ?? tally.counterexample
        if (all.counterexample === undefined && counterexample !== undefined) console.log(counterexample)
        all = {
          cases: all.cases + tally.cases,
          endings: add(all.endings, tally.endings),
          policies: add(all.policies, tally.policies),
          counterexample
        }
      })
      worker.once("error", (error: Error) => (failure ??= error))
      return new Promise((resolve) => worker.once("exit", resolve))
    })
  )
  if (failure !== undefined) throw failure
  const { counterexample, endings, policies } = all
  console.log(JSON.stringify({ endings, policies }))
  const isKept = counterexample === undefined && all.cases === cases
  const seconds = Math.round((Date.now() - began) / 1000)
  console.log(
    `soak:model: ${all.cases} of ${cases} cases in ${seconds} s: ${isKept ? "the law holds" : "THE LAW IS BROKEN"}`
  )
  process.exitCode = isKept ? 0 : 1
}
