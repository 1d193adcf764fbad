/**
 * Each provider and each operation that it serves, by its own address and key, against a vendor on 127.0.0.1: the
 * request as it is sent (a snapshot), the answer as it is decoded, an error body, an answer cut short, and a consumer
 * that leaves in the middle.
 */
import { assert, describe, expect, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Metric, Stream } from "effect"
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

const scripted = <A>(answers: { readonly words: A; readonly audio: A }) => {
  const { audio, words } = answers
  return { text: [words], chat: [words], responses: [words], speech: [audio], transcription: [words] }
}
