// A worker whose work is told by the request: it counts, waits for a cancel, fails, or crashes.
import { workerData } from "node:worker_threads"
import { serve } from "../../src/local/engineWorker.ts"

let cancelled = 0

serve<string, string>(async function* (request) {
  if (request === "data") yield String(workerData)
  if (request === "cancelled") yield String(cancelled)
  if (request === "fail") throw new Error("no luck")
  if (request === "crash") process.exit(7)
  if (request === "throw") setImmediate(() => Promise.reject(new Error("out of hand")))
  if (request === "count") {
    yield "one"
    yield undefined
    yield "two"
  }
  if (request === "endless" || request === "throw") {
    try {
      while (true) yield "again"
    } finally {
      cancelled++
    }
  }
})
