/**
 * A limit over real sockets, with each client: the server sees the close at once, though nobody asks for more, and
 * the next stream finds its permit. Effect's clock stands still, so nobody's timer did it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { Policy, StreamingProvider } from "effect-bifrost"
import { hear, text } from "../kit/hear.ts"
import { begin, clients, type Exchange, providerOf, serve } from "../kit/loopback.ts"
import { data, question, say } from "../kit/wire.ts"

const ask = StreamingProvider.chat(question)
const closed = ({ closed }: Exchange) => Effect.promise(() => closed)

/** A word, and then nothing for ever. */
const stall = (exchange: Exchange) => begin(exchange, data(say("Hello, Bifrost")))
/** Words for ever, as fast as they are read. */
const flood = (exchange: Exchange) => {
  begin(exchange)
  const more = () => {
    while (exchange.response.write(data(say("word ")))) if (exchange.response.destroyed) return
    exchange.response.once("drain", more)
  }
  more()
}

describe.each(clients)("%s", (_, http) => {
  it.effect.each([
    ["stalled", stall],
    ["flooding", flood]
  ] as const)("%s: closed before the last chunk is heard", ([, answer]) =>
    Effect.gen(function* () {
      const server = yield* serve(answer)
      const layer = Layer.provide(providerOf(server), http).pipe(
        Policy.apply(Policy.concurrency(1, { wait: "refuse" })),
        Policy.limit({ characters: 7 })
      )
      const limited = Stream.tap(ask, (chunk) =>
        chunk._tag === "Finish" ? closed(server.exchanges.at(-1)!) : Effect.void
      )
      yield* Effect.gen(function* () {
        for (let time = 1; time <= 3; time++) {
          const { chunks, error } = yield* hear(limited)
          assert.deepStrictEqual([text(chunks).length, error, server.exchanges.length], [7, undefined, time])
        }
      }).pipe(Effect.provide(layer))
      assert.strictEqual(server.open.size, 0)
    })
  )
})
