/**
 * Each provider and each operation that it serves, by its own address and key, against a vendor on 127.0.0.1: the
 * request as it is sent (a snapshot), the answer as it is decoded, an error body, an answer cut short, and a consumer
 * that leaves in the middle.
 */
import { assert, describe, expect, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Metric, Stream } from "effect"
import type { BifrostError } from "effect-bifrost"
import { type Operation, operations } from "effect-bifrost/schemas/Operation"
import { RateLimited } from "effect-bifrost/schemas/Reason"
import { FakeServer, HttpFaults } from "effect-bifrost/testing"
import { rows } from "../../src/cli/capabilities.ts"
import { until } from "../kit/loopback.ts"
import * as Cell from "./cell.ts"

const table = (await rows()).filter(({ provider }) => provider !== "local")
const isOperation = (name: string): name is Operation => name in operations
const cells = table.flatMap(({ operations: served, provider }) =>
  Object.keys(served)
    .filter(isOperation)
    .map((operation) => [provider, operation] as const)
)

it("there is a row for each provider, and a wire for each cell", () => {
  assert.isAbove(table.length, 35)
  assert.isAbove(cells.length, 130)
})

const words = ["Hello", " from", " Asgard!"]
const audio = [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6)]
const whole: FakeServer.Scripts = {
  text: [words],
  chat: [words],
  responses: [words],
  speech: [audio],
  transcription: [words]
}
const slowly = [new RateLimited({ description: "Slow down", retryAfterMillis: 2000 })]
const refused: FakeServer.Scripts = {
  text: [slowly],
  chat: [slowly],
  responses: [slowly],
  speech: [slowly],
  transcription: [slowly]
}
const stuck: FakeServer.Scripts = {
  text: [["Hello", FakeServer.hang]],
  chat: [["Hello", FakeServer.hang]],
  responses: [["Hello", FakeServer.hang]],
  speech: [[Uint8Array.of(1, 2), FakeServer.hang]],
  transcription: [["Hello", FakeServer.hang]]
}

const sentOf = ({ fields, headers, path, query, wire }: FakeServer.Seen) => ({
  wire,
  path: query.size === 0 ? path : `${path}?${query.toString()}`,
  key: Object.entries(headers)
    .find(([, value]) => String(value).includes(Cell.secret))
    ?.join(": "),
  body: fields
})

describe.each(cells)("%s > %s", (provider, operation) => {
  it.live("asks as it should, and hears all", () =>
    Effect.gen(function* () {
      const { fake, stream } = yield* Cell.at(provider, operation, whole)
      const { answer, digest, ends, error } = yield* Cell.heard(operation, stream)
      if (error !== undefined) throw error
      const [asked, ...more] = fake.requests.map(sentOf)
      expect(asked).toMatchSnapshot()
      assert.strictEqual(ends, 1)
      if (operation === "speech") assert.deepInclude(answer, { audio: Uint8Array.of(1, 2, 3, 4, 5, 6) })
      else assert.strictEqual(digest.text, "Hello from Asgard!")
      assert.deepStrictEqual(
        fake.requests.map(({ ending }) => ending),
        fake.requests.map(() => "whole")
      )
      assert.lengthOf(more, asked?.wire === "replicate" ? 1 : 0)
    })
  )

  it.live("hears why it is refused", () =>
    Effect.gen(function* () {
      const { stream } = yield* Cell.at(provider, operation, refused)
      const { chunks, error } = yield* Cell.heard(operation, stream)
      assert.deepInclude(error?.reason, {
        _tag: "RateLimited",
        status: 429,
        description: "Slow down",
        retryAfterMillis: 2000
      })
      assert.deepInclude(error?.origin, { provider, operation })
      assert.deepStrictEqual(chunks, [])
    })
  )

  it.live("takes no part for all", () =>
    Effect.gen(function* () {
      const lengths: Array<number> = []
      const all = yield* Cell.at(provider, operation, whole, (request) => {
        lengths.push(0)
        return HttpFaults.body(
          Stream.tap(({ length }) => Effect.sync(() => void (lengths[request] = (lengths[request] ?? 0) + length)))
        )
      })
      const { contentType } = yield* Cell.heard(operation, all.stream)
      const length = lengths.at(-1) ?? 0
      assert.isAbove(length, 5)

      // where one request makes an answer and another reads it, the other is cut
      const half = yield* Cell.at(provider, operation, whole, (request) =>
        request === lengths.length - 1 ? HttpFaults.cut(Math.floor(length / 2)) : HttpFaults.none
      )
      const { answer, ends, error } = yield* Cell.heard(operation, half.stream)
      if (Cell.isEndless(contentType)) {
        assert.deepInclude(answer, { audio: Uint8Array.of(1, 2, 3) })
        return assert.strictEqual(ends, 1)
      }
      assert.strictEqual(error?.reason._tag, Cell.isDocument(contentType) ? "Unintelligible" : "Truncated")
      assert.strictEqual(ends, 0)
    })
  )

  it.live("leaves nothing behind when its consumer leaves", () =>
    Effect.gen(function* () {
      const all = yield* Cell.at(provider, operation, whole)
      const { contentType } = yield* Cell.heard(operation, all.stream)

      const { fake, sockets, stream } = yield* Cell.at(provider, operation, stuck)
      let fibers = 0
      const counted = { recordFiberStart: () => void fibers++, recordFiberEnd: () => void fibers-- }
      const begun = yield* Deferred.make<void, BifrostError>()
      const reader = yield* Cell.listen(operation, stream, begun).pipe(
        Effect.provideService(Metric.FiberRuntimeMetrics, counted),
        Effect.forkChild({ startImmediately: true })
      )
      yield* Cell.isDocument(contentType) ? until(() => fake.requests.length > 0) : Deferred.await(begun)
      assert.isAbove(Math.min(sockets.size, fibers), 0)
      yield* Fiber.interrupt(reader)
      yield* until(() => fake.requests.at(-1)?.ending !== "running" && sockets.size === 0)
      assert.strictEqual(fake.requests.at(-1)?.ending, "left")
      assert.strictEqual(fibers, 0)
    })
  )
})
