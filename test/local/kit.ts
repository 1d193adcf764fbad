// The worker threads that this test's process started, seen from outside of the engines.
import * as Effect from "effect/Effect"
import type { Worker } from "node:worker_threads"

/** Workers started from now on, and whether each has left. */
export const watchWorkers = Effect.acquireRelease(
  Effect.sync(() => {
    const seen: Array<{ readonly name: string; hasLeft: boolean }> = []
    const listener = (worker: Worker) => {
      const entry = { name: worker.threadName ?? "", hasLeft: false }
      seen.push(entry)
      worker.once("exit", () => (entry.hasLeft = true))
    }
    process.on("worker", listener)
    return { seen, listener }
  }),
  ({ listener }) => Effect.sync(() => process.off("worker", listener))
)
