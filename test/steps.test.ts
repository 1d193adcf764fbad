/** A scheduler may hold up any fiber at any step, and a consumer may leave there: nothing is overlooked or left over. */
import { assert, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Metric, Scheduler, Stream, Tracer } from "effect"
import { StreamingProvider } from "effect-bifrost"
import { client } from "./kit/client.ts"
import { turns } from "./kit/loopback.ts"
import { layer } from "./kit/provider.ts"
import { tracer } from "./kit/spans.ts"
import { hello, question } from "./kit/wire.ts"

const ask = StreamingProvider.chat(question)

/** Holds up whichever fiber comes to the n-th step, once. */
class HoldsUp extends Scheduler.MixedScheduler {
  step = 0
  readonly nth: number
  readonly onHeld: () => void

  constructor(nth: number, onHeld: () => void) {
    super()
    this.nth = nth
    this.onHeld = onHeld
  }
  override shouldYield() {
    if (++this.step !== this.nth) return false
    queueMicrotask(this.onHeld)
    return true
  }
}

const heldUp = Effect.fnUntraced(function* (nth: number, onHeld: (fiber: Fiber.Fiber<unknown, unknown>) => void) {
  const context = yield* Layer.build(Layer.provide(layer, client({ body: hello }).layer))
  const { spans, tracer: recorded } = tracer()
  let fibers = 0
  const counted = { recordFiberStart: () => void fibers++, recordFiberEnd: () => void fibers-- }
  let reader: Fiber.Fiber<unknown, unknown> | undefined
  const scheduler = new HoldsUp(nth, () => reader && onHeld(reader))
  reader = yield* Stream.runCollect(ask).pipe(
    Effect.provideService(Metric.FiberRuntimeMetrics, counted),
    Effect.provideService(Tracer.Tracer, recorded),
    Effect.provideService(Scheduler.Scheduler, scheduler),
    Effect.provide(context),
    Effect.forkChild({ startImmediately: true })
  )
  const exit = yield* Effect.timeoutOption(Fiber.await(reader), 1000)
  yield* turns()
  const isLast = scheduler.step < nth
  return { exit, isLast, left: fibers, open: spans.filter(({ ends }) => ends !== 1).length }
}, Effect.scoped)

it.live("held up at any step, an answer is heard", () =>
  Effect.gen(function* () {
    for (let nth = 1; ; nth++) {
      const { exit, isLast } = yield* heldUp(nth, () => {})
      assert.isTrue(exit._tag === "Some" && Exit.isSuccess(exit.value), `step ${nth}`)
      if (isLast) return
    }
  })
)
it.live("left at any step, no fiber and no span is left over", () =>
  Effect.gen(function* () {
    for (let nth = 1; ; nth++) {
      const { isLast, left, open } = yield* heldUp(nth, (reader) => reader.interruptUnsafe())
      assert.deepStrictEqual({ nth, left, open }, { nth, left: 0, open: 0 })
      if (isLast) return
    }
  })
)
