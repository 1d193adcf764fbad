/** The clocks, each to the tick, on `TestClock`: what they count, what they do not, and what a trip leaves behind. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Stream } from "effect"
import { Auth, Policy, Provider, StreamingProvider, Timeouts } from "effect-bifrost"
import { TestClock } from "effect/testing"
import * as Alarm from "../src/service/Alarm.ts"
import { type Answer, client, paced, stalled } from "./kit/client.ts"
import { hear, reasonOf, text } from "./kit/hear.ts"
import { layer, record } from "./kit/provider.ts"
import { data, hello, ping, question, say, stop } from "./kit/wire.ts"

const ask = StreamingProvider.chat(question)
const fork = Effect.forkChild({ startImmediately: true })

/** Nothing happens one tick before; at the tick the stream fails with this clock and its socket is closed. */
const trips = Effect.fnUntraced(function* (
  phase: string,
  at: Duration.Input,
  limit: Duration.Input,
  {
    answer,
    provider = layer,
    stream = ask
  }: {
    readonly answer: Answer
    readonly stream?: typeof ask
    readonly provider?: typeof layer
  }
) {
  const { layer: http, sockets } = client(answer)
  const fiber = yield* hear(stream).pipe(Effect.provide(provider), Effect.provide(http), fork)
  yield* TestClock.adjust(Duration.toMillis(at) - 1)
  assert.isUndefined(fiber.pollUnsafe(), "one tick before")
  assert.isUndefined(sockets[0]?.closedAt)
  yield* TestClock.adjust(1)
  const exit = fiber.pollUnsafe()
  assert.isDefined(exit, "at the tick")
  const { chunks, error } = yield* exit
  assert.strictEqual(reasonOf(error), `TimedOut ${phase}`)
  assert.strictEqual(error?.reason._tag === "TimedOut" && error.reason.limitMillis, Duration.toMillis(limit))
  assert.deepStrictEqual(error?.origin, { provider: "test", operation: "chat", model: "m" })
  assert.strictEqual(sockets[0]?.closedAt, Duration.toMillis(at))
  return { chunks, error }
})

const silent: Answer = { after: "Infinity" }

describe("each clock trips at its tick and closes the socket", () => {
  it.effect("headers: 30 seconds from sending, as Bifrost", () =>
    trips("headers", "30 seconds", "30 seconds", { answer: silent })
  )

  it.effect("headers: it counts neither what came before nor the body", () =>
    Effect.gen(function* () {
      const answer = { after: "29999 millis", body: paced(["1 minute", hello]) } as const
      const fiber = yield* hear(ask).pipe(Effect.provide(layer), Effect.provide(client(answer).layer), fork)
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "Hello")
    })
  )

  it.effect("headers: signing is under it", () => {
    const auth = Effect.succeed(Auth.custom((request) => Effect.delay(Effect.succeed(request), "10 seconds")))
    const signed = Provider.layer({ ...record, auth })
    return trips("headers", "30 seconds", "30 seconds", { answer: { after: "20001 millis" }, provider: signed })
  })

  it.effect("idle: 2 minutes between two reads, as Bifrost", () =>
    Effect.gen(function* () {
      const body = stalled(["1 second", data(say("Hel"))], ["119 seconds", ping], ["119 seconds", data(say("lo"))])
      const { chunks } = yield* trips("idle", "359 seconds", "2 minutes", { answer: { body } })
      assert.strictEqual(text(chunks), "Hello")
    })
  )

  it.effect("idle: it begins with the headers", () =>
    trips("idle", "29 seconds", "9 seconds", {
      answer: { after: "20 seconds", body: stalled() },
      stream: ask.pipe(Timeouts.set({ idle: "9 seconds" }))
    })
  )

  it.effect("first content: from sending; neither headers, pings nor preamble are content", () =>
    trips("first-content", "10 seconds", "10 seconds", {
      answer: {
        after: "4 seconds",
        body: stalled(["3 seconds", ping], ["2 seconds", data({ model: "m-1", choices: [] })])
      },
      stream: ask.pipe(Timeouts.set({ firstContent: "10 seconds" }))
    })
  )

  it.effect("first content: before the headers too", () =>
    trips("first-content", "10 seconds", "10 seconds", {
      answer: silent,
      stream: ask.pipe(Timeouts.set({ firstContent: "10 seconds" }))
    })
  )

  it.effect("first content: over with the first word, reasoning included", () =>
    trips("idle", "124 seconds", "2 minutes", {
      answer: { body: stalled(["4 seconds", data({ model: "m-1", choices: [{ delta: { reasoning: "hm" } }] })]) },
      stream: ask.pipe(Timeouts.set({ firstContent: "5 seconds" }))
    })
  )

  it.effect("total: all waiting together, however lively", () =>
    Effect.gen(function* () {
      const words = Array.from({ length: 20 }, () => ["3 seconds", data(say("x"))] as const)
      const { chunks } = yield* trips("total", "30 seconds", "30 seconds", {
        answer: { after: "4 seconds", body: paced(...words) },
        stream: ask.pipe(Timeouts.set({ total: "30 seconds" }))
      })
      assert.strictEqual(text(chunks), "xxxxxxxx")
    })
  )

  it.effect("the shortest trips first", () =>
    trips("total", "7 seconds", "7 seconds", {
      answer: silent,
      stream: ask.pipe(Timeouts.set({ total: "7 seconds", firstContent: "8 seconds", headers: "9 seconds" }))
    })
  )

  it.effect("a limit of nothing trips at once where there is something to wait for", () =>
    Effect.gen(function* () {
      const { layer: http } = client(silent)
      const { error } = yield* hear(ask.pipe(Timeouts.set({ headers: 0 }))).pipe(
        Effect.provide(layer),
        Effect.provide(http)
      )
      assert.strictEqual(reasonOf(error), "TimedOut headers")
    })
  )

  it.effect("what is switched off never trips", () =>
    Effect.gen(function* () {
      const off = { headers: "Infinity", idle: "Infinity" } as const
      const { layer: http, sockets } = client({ after: "10 days", body: paced(["10 days", hello]) })
      const fiber = yield* hear(ask.pipe(Timeouts.set(off))).pipe(Effect.provide(layer), Effect.provide(http), fork)
      yield* TestClock.adjust("20 days")
      assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "Hello")
      assert.lengthOf(sockets, 1)
    })
  )
})

describe("the nearest setting wins, clock by clock", () => {
  const own = Provider.layer({ ...record, timeouts: { headers: "20 seconds", total: "1 hour" } })

  it.effect("the provider's record over the default", () =>
    trips("headers", "20 seconds", "20 seconds", { answer: silent, provider: own })
  )
  it.effect("the scope over the record", () =>
    trips("headers", "25 seconds", "25 seconds", {
      answer: silent,
      provider: own,
      stream: ask.pipe(Timeouts.set({ headers: "25 seconds" }))
    })
  )
  it.effect("the request over the scope, and only where it says something", () =>
    Effect.gen(function* () {
      const near = ask.pipe(Timeouts.set({ headers: "50 seconds" }))
      const far = near.pipe(Timeouts.set({ headers: "1 second", idle: "3 seconds" }))
      yield* trips("headers", "50 seconds", "50 seconds", { answer: silent, provider: own, stream: far })
    })
  )
  it.effect("the same nested: the outer's other clocks still hold", () =>
    trips("idle", "33 seconds", "3 seconds", {
      answer: { after: "30 seconds", body: stalled() },
      provider: own,
      stream: ask.pipe(
        Timeouts.set({ headers: "50 seconds" }),
        Timeouts.set({ headers: "1 second", idle: "3 seconds" })
      )
    })
  )
  it.effect("around an effect, over what is set around that", () =>
    Effect.gen(function* () {
      const { layer: http } = client(silent)
      const fiber = yield* hear(ask).pipe(
        Timeouts.set({ headers: "5 seconds" }),
        Timeouts.set({ headers: "1 second" }),
        Effect.provide(own),
        Effect.provide(http),
        fork
      )
      yield* TestClock.adjust("4999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.strictEqual(reasonOf((yield* Fiber.join(fiber)).error), "TimedOut headers")
    })
  )
  it.effect("the operation's row over the default: transcription waits 5 minutes, for it covers the upload", () =>
    Effect.gen(function* () {
      const clocks = yield* Timeouts.start("transcription", {}, Alarm.make())
      const waiting = yield* clocks.wait("headers", Effect.never, () => false).pipe(Effect.flip, fork)
      yield* TestClock.adjust("299999 millis")
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.strictEqual((yield* Fiber.join(waiting)).limitMillis, 300_000)
    })
  )
})

describe("clocks count waiting only", () => {
  const set = Timeouts.set({ idle: "1 second", firstContent: "1 second", total: "10 seconds" })

  it.effect("a slow consumer trips none", () =>
    Effect.gen(function* () {
      const { layer: http } = client({ body: Stream.make(data(say("Hel")), data(say("lo")), data(stop, "[DONE]")) })
      const heard: Array<string> = []
      const fiber = yield* ask.pipe(
        set,
        Stream.rechunk(1),
        Stream.runForEach((chunk) =>
          Effect.delay(
            Effect.sync(() => heard.push(chunk._tag)),
            "1 hour"
          )
        ),
        Effect.provide(layer),
        Effect.provide(http),
        fork
      )
      yield* TestClock.adjust("4 hours")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(heard, ["Start", "Text", "Text", "Finish"])
    })
  )

  it.effect("between two slow pulls the provider's own pauses count", () =>
    Effect.gen(function* () {
      const words = Array.from({ length: 30 }, () => ["900 millis", data(say("x"))] as const)
      const { layer: http, sockets } = client({ body: paced(...words) })
      const fiber = yield* ask.pipe(
        set,
        Stream.runForEachArray(() => Effect.sleep("1 hour")),
        Effect.flip,
        Effect.provide(layer),
        Effect.provide(http),
        fork
      )
      // 11 waits of 900 ms, 11 hours of consumption, and the last 100 ms of the 10 seconds
      yield* TestClock.adjust(11 * 3_600_000 + 10_000 - 1)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(1)
      const error = yield* Fiber.join(fiber)
      assert.strictEqual(error._tag === "BifrostError" ? reasonOf(error) : undefined, "TimedOut total")
      assert.strictEqual(sockets[0]?.closedAt, 11 * 3_600_000 + 10_000)
    })
  )
})

describe("a trip before the first content is recoverable", () => {
  it.effect("a retry gets fresh clocks", () =>
    Effect.gen(function* () {
      const { layer: http, sockets } = client(silent, { after: "29 seconds", body: hello })
      const fiber = yield* hear(ask.pipe(Policy.retry({ times: 1, initialDelay: 0 }))).pipe(
        Effect.provide(layer),
        Effect.provide(http),
        fork
      )
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "Hello")
      assert.deepStrictEqual(
        sockets.map(({ closedAt }) => closedAt),
        [30_000, 59_000]
      )
    })
  )

  it.effect("after it, it is not", () =>
    Effect.gen(function* () {
      const { layer: http, sockets } = client({ body: stalled(["1 second", data(say("Hel"))]) }, { body: hello })
      const fiber = yield* hear(ask.pipe(Policy.retry())).pipe(Effect.provide(layer), Effect.provide(http), fork)
      yield* TestClock.adjust("10 minutes")
      const { chunks, error } = yield* Fiber.join(fiber)
      assert.deepStrictEqual([text(chunks), reasonOf(error), sockets.length], ["Hel", "TimedOut idle", 1])
    })
  )

  it.effect("another provider may answer", () =>
    Effect.gen(function* () {
      const { layer: http } = client(silent, { body: hello })
      const safe = layer.pipe(Policy.fallbackTo(Provider.layer({ ...record, id: "backup" })))
      const fiber = yield* hear(ask).pipe(Effect.provide(safe), Effect.provide(http), fork)
      yield* TestClock.adjust("30 seconds")
      const { chunks } = yield* Fiber.join(fiber)
      assert.strictEqual(chunks[0]?._tag === "Start" && chunks[0].provider, "backup")
    })
  )
})
