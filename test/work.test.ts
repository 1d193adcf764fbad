/**
 * What a long answer costs, counted and not timed: texts parsed, events validated, steps of Effect, arrays. A change
 * that shreds arrays or loses the template fails here, on any machine and without a stopwatch.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Metric, Schedule, Schema, Scheduler, Stream } from "effect"
import {
  type BifrostError,
  type ChatChunk,
  Decoder,
  Framing,
  Policy,
  Provider,
  StreamingProvider,
  Timeouts
} from "effect-bifrost"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"
import { vi } from "vitest"
import * as Client from "./kit/client.ts"
import * as OpenAi from "./kit/provider.ts"

const reads = 50
const eventsPerRead = 40

const event = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: "c1", model: "m", choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`
const body = Array.from({ length: reads }, (_, read) =>
  Array.from({ length: eventsPerRead }, (_, at) => event(` token ${read}.${at}`)).join("")
)
const request = { model: "m", messages: [{ role: "user", content: "hi" }] } as const

/** Effect's own scheduler, which is asked before each step of each fiber. */
class Counting extends Scheduler.MixedScheduler {
  steps = 0
  override shouldYield(fiber: Parameters<Scheduler.MixedScheduler["shouldYield"]>[0]) {
    this.steps++
    return super.shouldYield(fiber)
  }
}

type Chunks = Stream.Stream<ChatChunk, BifrostError, StreamingProvider<"chat">>

/** The work of one answer: `use` is what a caller makes of the stream, `layer` what serves it. */
const work = async (
  use: (chunks: Chunks) => Chunks = (chunks) => chunks,
  layer: typeof OpenAi.layer = OpenAi.layer
) => {
  const { layer: client } = Client.client({
    headers: { "content-type": "text/event-stream" },
    body: Stream.fromIterable([...body, `${event("", "stop")}data: [DONE]\n\n`], { chunkSize: 1 })
  })
  const scheduler = new Counting("async")
  const parse = vi.spyOn(JSON, "parse")
  let arrays = 0
  let texts = 0
  let fibers = 0
  const counted = { recordFiberStart: () => void fibers++, recordFiberEnd: () => {} }
  await use(StreamingProvider.chat(request)).pipe(
    Stream.runForEachArray((chunks) => {
      arrays++
      texts += chunks.filter(({ _tag }) => _tag === "Text").length
      return Effect.void
    }),
    Effect.provide(Layer.provide(layer, client)),
    Effect.provideService(Scheduler.Scheduler, scheduler),
    Effect.provideService(Metric.FiberRuntimeMetrics, counted),
    Effect.runPromise
  )
  const parsed = parse.mock.calls.length
  parse.mockRestore()
  assert.strictEqual(texts, reads * eventsPerRead)
  return { arrays, parsed, fibers, stepsPerRead: scheduler.steps / reads }
}

/** What it is today, and a little more. */
const limits = { parsed: 10, stepsPerRead: 25, fibers: 5 }

describe("the work of a long answer", () => {
  it("a few texts are parsed, whole reads are handed on, steps go by reads, and none of them has a fiber of its own", async () => {
    const { arrays, fibers, parsed, stepsPerRead } = await work()
    assert.isAtMost(parsed, limits.parsed)
    assert.isAtMost(fibers, limits.fibers)
    assert.isAtMost(stepsPerRead, limits.stepsPerRead)
    assert.isAtMost(arrays, reads + 1)
  })

  it("policies stay with whole reads", async () => {
    const layer = OpenAi.layer.pipe(
      Policy.fallbackTo(OpenAi.layer),
      Policy.account(() => Effect.void)
    )
    const { arrays, parsed, stepsPerRead } = await work(
      (chunks) => chunks.pipe(Policy.retry(), Timeouts.set({ total: "1 hour" })),
      layer
    )
    assert.isAtMost(parsed, limits.parsed)
    assert.isAtMost(stepsPerRead, limits.stepsPerRead * 2)
    assert.isAtMost(arrays, reads + 1)
  })

  it("a request is encoded once, however often its layer tries it", async () => {
    let encoded = 0
    const { protocol } = OpenAiChat
    const open: typeof protocol.open = (...asked) => {
      encoded++
      return protocol.open(...asked)
    }
    const { layer: client, sockets } = Client.client(
      { status: 503 },
      { status: 503 },
      { headers: { "content-type": "text/event-stream" }, body: `${event("hi", "stop")}data: [DONE]\n\n` }
    )
    const layer = Provider.layer({ ...OpenAi.record, operations: { chat: { ...protocol, open } } })
    await StreamingProvider.chat(request).pipe(
      Stream.runDrain,
      Effect.provide(layer.pipe(Policy.apply(Policy.retry(Schedule.recurs(2))), Layer.provide(client))),
      Effect.runPromise
    )
    assert.strictEqual(sockets.length, 3)
    assert.strictEqual(encoded, 1)
  })

  it("the count sees the memory switched off", async () => {
    const layer = Provider.layer({ ...OpenAi.record, decode: { memo: false } })
    assert.isAbove((await work(undefined, layer)).parsed, reads * eventsPerRead)
  })

  it("the count sees one effect for each chunk", async () => {
    const { stepsPerRead } = await work((chunks) => Stream.tap(chunks, () => Effect.void))
    assert.isAbove(stepsPerRead, limits.stepsPerRead * 2)
  })

  it("each event is validated once, remembered or not", () => {
    let validated = 0
    const Event = Schema.Struct({
      text: Schema.String.check(
        Schema.makeFilter((text: string) => {
          validated++
          return text !== "bad"
        })
      )
    })
    const read = Decoder.json(Event, "an event")
    const decoder = Decoder.events<"text">()<string, { readonly text: string }, null>({
      operation: "text",
      framing: Framing.ndjson,
      isEnd: () => false,
      event: read,
      failure: () => undefined,
      initial: () => null,
      step: (_, { text }, say) => say({ _tag: "Text", choice: 0, delta: text }),
      isDone: () => false,
      isBegun: () => true,
      isWhole: () => true,
      finish: () => undefined
    })({ provider: "p", model: "m", warnings: [], includeRaw: false, limits: Framing.defaultLimits })
    const lines = [...Array.from({ length: 100 }, (_, at) => `{"text":"token ${at}"}`), `{"text":"bad"}`]
    assert.strictEqual(decoder.read(new TextEncoder().encode(lines.join("\n") + "\n")).length, 100)
    assert.strictEqual(validated, 101)
    assert.strictEqual(decoder.end().failure?._tag, "Unintelligible")
  })
})
