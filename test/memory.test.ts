/** Memory is bounded: by the stream's length not at all, by a stalled consumer through back pressure. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Schema, Stream } from "effect"
import { StreamingProvider } from "effect-bifrost"
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { begin, clients, type Exchange, providerOf, serve, turns } from "./kit/loopback.ts"
import { data, question, say } from "./kit/wire.ts"

const root = new URL("..", import.meta.url)
const Measured = Schema.fromJsonString(
  Schema.Struct({ heard: Schema.Int, earlyBytes: Schema.Int, lateBytes: Schema.Int, growthBytes: Schema.Int })
)
const mebi = 1024 * 1024

describe("a long stream", () => {
  it.live("of 200,000 chunks through the whole stack leaves the heap flat", () =>
    Effect.gen(function* () {
      const flags = ["--expose-gc", "--conditions=@bifrost/source", "--disable-warning=ExperimentalWarning"]
      const { stdout } = yield* Effect.promise(() =>
        promisify(execFile)(process.execPath, [...flags, "bench/memory.ts"], { cwd: root })
      )
      const { growthBytes, heard } = yield* Schema.decodeEffect(Measured)(stdout)
      process.stderr.write(`heap after 20,000 chunks and after 200,000: ${(growthBytes / mebi).toFixed(2)} MiB more\n`)
      assert.strictEqual(heard, 200_002)
      assert.isBelow(growthBytes, 4 * mebi)
    })
  )
})

describe.each(clients)("a stalled consumer: %s", (_, http) => {
  it.effect("stops the reads: what the server can write is bounded", () =>
    Effect.gen(function* () {
      let written = 0
      const flood = (exchange: Exchange) => {
        begin(exchange)
        const event = data(say("word ".repeat(200)))
        const more = () => {
          do written += event.length
          while (exchange.response.write(event))
          exchange.response.once("drain", more)
        }
        more()
      }
      const server = yield* serve(flood)
      const heard = yield* Deferred.make<void>()
      const fiber = yield* StreamingProvider.chat(question).pipe(
        Stream.runForEach(() => Effect.andThen(Deferred.succeed(heard, undefined), Effect.never)),
        Effect.provide(Layer.provide(providerOf(server), http)),
        Effect.forkChild({ startImmediately: true })
      )
      yield* Deferred.await(heard)
      for (let before = -1; before !== written;) {
        before = written
        yield* turns(200)
      }
      // what is unread lies in the two kernels' socket buffers
      assert.isBelow(written, 16 * mebi)
      yield* Fiber.interrupt(fiber)
    })
  )
})
