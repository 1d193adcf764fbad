/** Chunks with their number and latency, exact on the clock. */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Chunks, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { question } from "./kit/wire.ts"

describe("Chunks.timed", () => {
  it.effect("numbers chunks from 0; latency is from the request, then from chunk to chunk", () =>
    Effect.gen(function* () {
      const { hang: _, make, pause } = TestProvider
      const { layer } = make({ chat: [[pause("300 millis"), "Hel", pause("1500 millis"), "lo"]] })
      const timed = Chunks.timed(StreamingProvider.chat(question)).pipe(
        Stream.map(({ chunk, index, latencyMillis }) => [index, chunk._tag, latencyMillis]),
        Stream.runCollect,
        Effect.provide(layer)
      )
      for (const run of [timed, timed]) {
        const fiber = yield* Effect.forkChild(run, { startImmediately: true })
        yield* TestClock.adjust("1 minute")
        expect(yield* Fiber.join(fiber)).toEqual([
          [0, "Start", 300],
          [1, "Text", 0],
          [2, "Text", 1500],
          [3, "Finish", 0]
        ])
      }
    })
  )

  it.effect("chunks that came in one array share one time, and stay one array", () =>
    Effect.gen(function* () {
      const arrays: Array<ReadonlyArray<number>> = []
      const source = Stream.concat(Stream.make("a", "b"), Stream.fromEffect(Effect.as(Effect.sleep("1 second"), "c")))
      const run = Stream.runForEachArray(Chunks.timed(source), (chunks) =>
        Effect.sync(() => void arrays.push(chunks.map(({ latencyMillis }) => latencyMillis)))
      )
      const fiber = yield* Effect.forkChild(run, { startImmediately: true })
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
      expect(arrays).toEqual([[0, 0], [1000]])
    })
  )

  it.effect("passes a failure on", () =>
    Effect.gen(function* () {
      expect(yield* Effect.flip(Stream.runDrain(Chunks.timed(Stream.fail("broken"))))).toBe("broken")
    })
  )
})
