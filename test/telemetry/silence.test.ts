/** Where nobody listens nothing is done: no Effect and no allocation for a chunk. Where somebody does, arrays pass whole. */
import { assert, describe, it } from "@effect/vitest"
import { type Array as Arr, Cause, Channel, Effect, Layer, Stream, Tracer } from "effect"
import { type BifrostError, type ChatChunk, StreamingProvider, Telemetry } from "effect-bifrost"
import * as AttemptSpan from "../../src/telemetry/AttemptSpan.ts"
import * as RequestSpan from "../../src/telemetry/RequestSpan.ts"
import { tracer } from "../kit/spans.ts"
import { question } from "../kit/wire.ts"

const chunk: ChatChunk = { _tag: "Text", choice: 0, delta: "hi" }

const times = (count: number): Stream.Stream<ChatChunk> =>
  Stream.flatMap(Stream.range(1, count), () => Stream.make(chunk), { concurrency: 1 })

const service = (stream: Stream.Stream<ChatChunk, BifrostError>) =>
  ({ provider: "bare", operation: "chat", stream: () => stream }) as const

const origin = { provider: "bare", operation: "chat", model: "m" }

/** The pull that a stream comes to. */
const pullOf = <A, E>(stream: Stream.Stream<A, E>) =>
  Effect.flatMap(Effect.scope, (scope) => Channel.toTransform(Stream.toChannel(stream))(Cause.done(), scope))

/** How many steps of Effect's interpreter an effect takes. */
const steps = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>, enabled: boolean) {
  let count = 0
  const counting = Tracer.make({
    ...tracer().tracer,
    context: (primitive, fiber) => {
      count++
      return primitive["~effect/Effect/evaluate"](fiber)
    }
  })
  yield* effect.pipe(Effect.provideService(Telemetry.Enabled, enabled), Effect.provideService(Tracer.Tracer, counting))
  return count
})

describe("where nobody listens", () => {
  it.effect("a member's pull is its stream's own, the very object", () =>
    Effect.gen(function* () {
      let given: unknown
      const inner = Stream.fromChannel(
        Channel.fromTransform(() =>
          Effect.sync(() => {
            const pull = Effect.succeed<Arr.NonEmptyReadonlyArray<ChatChunk>>([chunk])
            given = pull
            return pull
          })
        )
      )
      assert.strictEqual(yield* pullOf(RequestSpan.member(service(inner)).stream(question)), given)
      assert.strictEqual(yield* pullOf(AttemptSpan.around("chat", origin)(inner)), given)
      assert.strictEqual(yield* pullOf(RequestSpan.asOne(inner)), given)
      const traced = Effect.provideService(Tracer.Tracer, tracer().tracer)
      assert.notStrictEqual(yield* traced(pullOf(RequestSpan.member(service(inner)).stream(question))), given)
    })
  )
  it.effect("an attempt over HTTP hands its stream on, the very object", () =>
    Effect.gen(function* () {
      const stream = Stream.make(chunk)
      const scope = yield* Effect.scope
      const make = ({ headers }: AttemptSpan.Recording) =>
        Effect.as(
          Effect.sync(() => assert.deepStrictEqual(headers, {})),
          stream
        )
      assert.strictEqual(yield* AttemptSpan.during({ operation: "chat", origin, scope }, make), stream)
    })
  )
  it.effect("a chunk more costs no step more than without telemetry; a listener costs some", () =>
    Effect.gen(function* () {
      const bare = (count: number) => Stream.runDrain(times(count))
      const member = (count: number) => Stream.runDrain(RequestSpan.member(service(times(count))).stream(question))
      const perChunk = Effect.fnUntraced(function* (
        run: (count: number) => Effect.Effect<void, BifrostError>,
        enabled: boolean
      ) {
        return (yield* steps(run(40), enabled)) - (yield* steps(run(10), enabled))
      })
      const without = yield* perChunk(bare, false)
      assert.isAbove(without, 30)
      assert.strictEqual(yield* perChunk(member, false), without)
      assert.isAbove(yield* perChunk(member, true), without)
    })
  )
  it.effect("no span is made", () =>
    Effect.gen(function* () {
      const { spans, tracer: kept } = tracer()
      const ask = Stream.runDrain(StreamingProvider.chat(question)).pipe(
        Effect.provide(Layer.succeed(StreamingProvider("chat"), RequestSpan.member(service(times(3))))),
        Effect.provideService(Tracer.Tracer, kept)
      )
      yield* Effect.provideService(ask, Telemetry.Enabled, false)
      assert.lengthOf(spans, 0)
      yield* ask
      assert.lengthOf(spans, 1)
    })
  )
})

describe("where somebody listens", () => {
  it.effect("arrays pass untouched, the very objects", () =>
    Effect.gen(function* () {
      const arrays: ReadonlyArray<Arr.NonEmptyReadonlyArray<ChatChunk>> = [
        [chunk],
        [chunk, chunk, chunk],
        [chunk, chunk]
      ]
      const inner = Stream.flatMap(Stream.fromIterable(arrays), (array) => Stream.fromArray(array))
      const seen: Array<unknown> = []
      yield* RequestSpan.member(service(AttemptSpan.around("chat", origin)(inner)))
        .stream(question)
        .pipe(
          Stream.runForEachArray((array) => Effect.sync(() => seen.push(array))),
          Effect.provideService(Tracer.Tracer, tracer().tracer)
        )
      assert.strictEqual(seen.length, arrays.length)
      for (const [index, array] of arrays.entries()) assert.strictEqual(seen[index], array)
    })
  )
})
