/** Orders that matter: each row of the table happens as it says, to the millisecond. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Layer, Stream } from "effect"
import { BifrostError, type ChatChunk, Policy, StreamingProvider } from "effect-bifrost"
import { TestClock } from "effect/testing"
import { Overloaded } from "../../schemas/Reason.ts"
import * as Client from "../kit/client.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"
import * as Http from "../kit/provider.ts"
import { question } from "../kit/wire.ts"
import { type Chat, type Engine, type Order, orders } from "./orders.ts"

const now = Effect.map(Clock.currentTimeMillis, (millis) => `${millis / 1000}s`)
const busy = BifrostError.because(new Overloaded({ description: "busy", retryAfterMillis: 1000 }))

/** Says its own name, after it has failed as often as it should for each model. */
const engineOf = (name: string, { fails = 0, lasts = 0 }: Engine): Chat => {
  const failed = new Map<string, number>()
  const answer: ReadonlyArray<ChatChunk> = [
    { _tag: "Start", provider: name, model: "m", warnings: [] },
    { _tag: "Text", choice: 0, delta: name },
    { _tag: "Finish", choices: [{ index: 0, reason: "stop", raw: null }] }
  ]
  return StreamingProvider.layer(name, {
    chat: ({ model }) =>
      Stream.unwrap(
        Effect.gen(function* () {
          yield* Effect.sleep(lasts)
          const times = failed.get(model) ?? 0
          failed.set(model, times + 1)
          return times < fails ? Stream.fail(busy) : Stream.fromIterable(answer)
        })
      )
  })
}

const hanging: Chat = Http.layer.pipe(Layer.provide(Client.client({ after: "Infinity" }).layer), Layer.orDie)

const run = ({ backup, primary, requests: { atOnce, count } = { atOnce: false, count: 1 }, stack }: Order) =>
  Effect.gen(function* () {
    const asked: Array<string> = []
    const note = (word: string) => Effect.map(now, (time) => void asked.push(`${word} ${time}`))
    const watched = (name: string, layer: Chat): Chat =>
      layer.pipe(Policy.apply((stream) => Stream.unwrap(Effect.as(note(name), stream))))
    const layer = stack(
      watched("primary", primary === "hangs" ? hanging : engineOf("primary", primary)),
      watched("backup", engineOf("backup", backup ?? {})),
      note
    )
    const ask = (index: number) =>
      Effect.gen(function* () {
        const { chunks, error } = yield* hear(StreamingProvider.chat({ ...question, model: `m-${index}` }))
        return `${reasonOf(error) ?? text(chunks)} ${yield* now}`
      })
    const all = Effect.forEach(
      Array.from({ length: count }, (_, index) => index),
      ask,
      {
        concurrency: atOnce ? "unbounded" : 1
      }
    )
    const fiber = yield* Effect.forkChild(all.pipe(Effect.provide(layer)), { startImmediately: true })
    yield* TestClock.adjust("1 minute")
    return `${asked.join(", ")} → ${(yield* Fiber.join(fiber)).join(", ")}`
  })

describe("orders", () => {
  for (const order of orders) {
    it.effect(`${order.inside} inside ${order.outside}: ${order.means}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* run(order), order.happens)
      })
    )
  }
  it("every pair is shown both ways", () => {
    const pairs = orders.map(({ inside, outside }) => `${inside} < ${outside}`)
    assert.deepStrictEqual(pairs.toSorted(), orders.map(({ inside, outside }) => `${outside} < ${inside}`).toSorted())
  })
})
