/**
 * Many streams at once over loopback, for a while, with faults and cancellations by chance, through the whole stack
 * of policies. Prints what was started and how it ended, the heap and what is left open; the last line is one
 * summary. Exits with 1 where that does not add up, something is left over, or a chunk was said twice.
 *
 *   npm run soak                                    1,000 streams for 60 s
 *   STREAMS=100 SECONDS=3 npm run soak
 */
import { NodeHttpClient } from "@effect/platform-node"
import { Effect, Exit, Fiber, Layer, Metric, Stream } from "effect"
import { Auth, Policy, Provider, StreamingProvider, Timeouts } from "effect-bifrost"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import * as CircuitBreaker from "effect/persistence/CircuitBreaker"
import { fork } from "node:child_process"
import { once } from "node:events"

const streams = Number(process.env["STREAMS"] ?? 1000)
const seconds = Number(process.env["SECONDS"] ?? 60)
const mebi = 1024 * 1024
const heapMayGrow = 24 * mebi

const server = fork(new URL("./soak-server.ts", import.meta.url), { execArgv: process.execArgv })
const [{ address }] = (await once(server, "message")) as [{ readonly address: { readonly port: number } }]
/** What the server has open. */
const served = async () => {
  server.send("count")
  const [counts] = (await once(server, "message")) as [{ readonly sockets: number; readonly answers: number }]
  return counts
}

const provider = (id: string) =>
  Provider.layer(
    Provider.make({
      id,
      baseUrl: `http://127.0.0.1:${address.port}/${id}`,
      auth: Auth.none,
      operations: { chat: OpenAiChat.protocol }
    })
  ).pipe(
    Policy.apply(Policy.circuitBreaker({ trip: CircuitBreaker.consecutive(20), openDuration: "100 millis" })),
    Policy.apply(Policy.concurrency(streams, { wait: "5 seconds" })),
    Policy.apply(Policy.retry({ times: 2, initialDelay: "20 millis" }))
  )

let started = 0
let completed = 0
let interrupted = 0
/** Interrupted before they ran: nothing was asked, so nothing is accounted. */
let unrun = 0
let repeated = 0
let chunks = 0
let fibers = 0
const failed: Record<string, number> = {}
const accounted = { completed: 0, failed: 0, interrupted: 0 }

const stack = provider("one").pipe(
  Policy.fallbackTo(provider("two")),
  Policy.apply(Policy.deadline("20 seconds")),
  Policy.account(({ exit }) =>
    Effect.sync(() => {
      if (Exit.isSuccess(exit)) accounted.completed++
      else if (Exit.hasInterrupts(exit)) accounted.interrupted++
      else accounted.failed++
    })
  )
)

const question = StreamingProvider.chat({ model: "m", messages: [{ role: "user", content: "hi" }] }).pipe(
  Timeouts.set({ headers: "2 seconds", idle: "2 seconds" })
)
const below = (most: number) => Math.floor(Math.random() * most)

/** One stream: every word is heard once, in order, from one answer; how it ends is counted. */
const one = Effect.gen(function* () {
  started++
  let answer: string | undefined
  let next = 0
  const hear = (text: string) => {
    const [id, place] = text.trim().split(".")
    answer ??= id
    if (id !== answer || place !== String(next++)) repeated++
  }
  const chance = Math.random()
  const reading = question.pipe(
    Stream.runForEachArray((array) =>
      Effect.suspend(() => {
        chunks += array.length
        for (const chunk of array) if (chunk._tag === "Text") hear(chunk.delta)
        // now and then somebody reads slowly
        return chance > 0.95 ? Effect.sleep(below(300)) : Effect.void
      })
    )
  )
  let isRun = false
  const fiber = yield* Effect.forkChild(Effect.suspend(() => ((isRun = true), reading)))
  if (chance < 0.25) {
    yield* Effect.sleep(below(1000))
    yield* Fiber.interrupt(fiber)
  }
  const exit = yield* Fiber.await(fiber)
  if (!isRun) unrun++
  if (Exit.isSuccess(exit)) return void completed++
  if (Exit.hasInterrupts(exit)) return void interrupted++
  const reason = exit.cause.reasons.find((one) => one._tag === "Fail")?.error.reason._tag ?? "a defect"
  failed[reason] = (failed[reason] ?? 0) + 1
})

const load = Effect.gen(function* () {
  const until = Date.now() + seconds * 1000
  const visitor = Effect.whileLoop({ while: () => Date.now() < until, body: () => one, step: () => {} })
  yield* Effect.forEach(Array.from({ length: streams }), () => Effect.delay(visitor, below(500)), {
    concurrency: "unbounded",
    discard: true
  })
})

const heap = () => {
  globalThis.gc?.()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
const handles = () => process.getActiveResourcesInfo().toSorted()
const settle = () => new Promise((resolve) => setTimeout(resolve, 1500))

const handlesBefore = handles()
let heapBefore = 0
await Effect.gen(function* () {
  // what is compiled and cached on the way is no leak
  yield* Effect.forEach(Array.from({ length: 200 }), () => one, { concurrency: "unbounded", discard: true })
  heapBefore = heap()
  yield* load
}).pipe(
  Effect.provide(Layer.provide(stack, [NodeHttpClient.layerUndici, CircuitBreaker.layerStoreMemory()])),
  Effect.provideService(Metric.FiberRuntimeMetrics, {
    recordFiberStart: () => void fibers++,
    recordFiberEnd: () => void fibers--
  }),
  Effect.runPromise
)
await settle()
const heapAfter = heap()
const handlesAfter = handles()
const { answers, sockets } = await served()
server.disconnect()
await once(server, "exit")

const failures = Object.values(failed).reduce((sum, count) => sum + count, 0)
const wrong = [
  started !== completed + failures + interrupted && "the endings do not add up",
  started !== accounted.completed + accounted.failed + accounted.interrupted + unrun && "the accounts do not add up",
  accounted.failed !== failures && "the accounts of failures are others",
  repeated > 0 && "words were said twice, lost or mixed",
  completed === 0 && "nothing was completed",
  (failed["a defect"] ?? 0) > 0 && "there were defects",
  fibers !== 0 && "fibers are left",
  sockets !== 0 && "sockets are left",
  handlesAfter.length > handlesBefore.length && "handles are left",
  heapAfter - heapBefore > heapMayGrow && "the heap has grown"
].filter((one) => one !== false)

console.log(
  JSON.stringify(
    { started, completed, failed, interrupted, unrun, accounted, requests: answers, chunks, repeated },
    null,
    2
  )
)
const toMebi = (bytes: number) => `${(bytes / mebi).toFixed(1)} MiB`
console.log(`heap: ${toMebi(heapBefore)} at the start, ${toMebi(heapAfter)} at the end`)
console.log(`open at the end: ${fibers} fibers, ${sockets} sockets, handles ${JSON.stringify(handlesAfter)}`)
console.log(
  `soak: ${streams} streams for ${seconds} s: ${started} started = ${completed} completed + ${failures} failed + ` +
    `${interrupted} interrupted; ${wrong.length === 0 ? "nothing left over, nothing said twice" : wrong.join("; ")}`
)
process.exitCode = wrong.length === 0 ? 0 : 1
