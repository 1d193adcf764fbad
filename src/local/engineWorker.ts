/**
 * The worker's side of an engine: takes requests and lets their work go on in turn, one step each, so that a short
 * request does not wait for a long one and a cancel is heard between any two steps. Free of Effect: workers start fast.
 */
import { setImmediate } from "node:timers/promises"
import { parentPort } from "node:worker_threads"
import type { Order, Reply } from "./Engine.ts"

/** Work as an async generator: it yields a piece, or undefined for a step that has nothing to show yet. */
export const serve = <Request, Piece>(work: (request: Request) => AsyncGenerator<Piece | undefined, void>): void => {
  const port = parentPort
  if (port === null) throw new Error("An engine's worker was started outside of a worker thread")
  const reply = (message: Reply<Piece>) => port.postMessage(message)
  const jobs = new Map<number, AsyncGenerator<Piece | undefined, void>>()
  let isAtWork = false

  const step = async (id: number, job: AsyncGenerator<Piece | undefined, void>) => {
    try {
      const { done, value } = await job.next()
      if (value !== undefined) reply({ _tag: "Piece", id, piece: value })
      if (done === true && jobs.delete(id)) reply({ _tag: "End", id })
    } catch (error) {
      if (jobs.delete(id))
        reply({ _tag: "Failure", id, description: error instanceof Error ? error.message : String(error) })
    }
  }

  const goOn = async () => {
    isAtWork = true
    while (jobs.size > 0) {
      for (const [id, job] of jobs) {
        await setImmediate() // orders are heard here
        if (jobs.has(id)) await step(id, job)
      }
    }
    isAtWork = false
  }

  port.on("message", (order: Order<Request>) => {
    if (order._tag === "Start") {
      jobs.set(order.id, work(order.request))
      if (!isAtWork) void goOn()
    } else {
      void jobs.get(order.id)?.return()
      jobs.delete(order.id)
    }
  })
}
