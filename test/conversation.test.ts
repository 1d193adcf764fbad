/**
 * One conversation everywhere: each scenario over each wire, its vendor's bytes on a real socket of this machine, and
 * the one outcome that all share. A wire that cannot serve a scenario says why, and that is tested too; a wire
 * without an entry for it fails.
 */
import { NodeHttpClient } from "@effect/platform-node"
import { Context, Deferred, Effect, Fiber, Layer, ManagedRuntime, Stream } from "effect"
import { BifrostError } from "effect-bifrost"
import { operations } from "effect-bifrost/schemas/Operation"
import { afterAll, assert, describe, expect, it } from "vitest"
import { converted } from "./conversation/converted.ts"
import * as Gemini from "./conversation/gemini.ts"
import * as Imitator from "./conversation/imitator.ts"
import { isAskable, type Outcome, play, streamOf } from "./conversation/play.ts"
import * as Reads from "./conversation/reads.ts"
import { type Heard, type Name, names, type Scenario, scenarioOf } from "./conversation/scenarios.ts"
import { type Script, type Stage, stage } from "./conversation/stage.ts"
import { wires } from "./conversation/table.ts"
import type { AnyAnswered, AnyWire, Gap, Refused } from "./conversation/wire.ts"

const Server = Context.Service<Stage>("conversation/Stage")
const runtime = ManagedRuntime.make(Layer.merge(Layer.effect(Server, stage), NodeHttpClient.layerUndici))
afterAll(() => runtime.dispose())

let cells = 0
const open = (script: Script) => Effect.map(Server, (server) => server.open(`cell-${cells++}`, script))

const requestId = "req_42"
const scriptOf = (wire: AnyWire, { answers }: Pick<AnyAnswered, "answers">): Script => ({
  headers: { "content-type": wire.contentType, ...(wire.requestId && { [wire.requestId]: requestId }) },
  pieces: answers,
  creates: wire.creates
})

/** The scenario's outcome, less what this wire never says. */
const expectedOf = ({ silent = {} }: AnyWire, { hears }: Scenario): Heard => ({
  ...hears,
  ...(silent.usage !== undefined && { usage: undefined }),
  ...(silent.reason !== undefined && { reasons: hears.reasons.map(() => "other") })
})

/** Starts first, finishes last, each once. */
const assertWhole = ({ broken, count, ends, error, starts }: Outcome) => {
  if (error !== undefined) throw error
  assert.deepStrictEqual({ starts, ends, broken }, { starts: [0], ends: [count - 1], broken: [] })
}

const answered = Effect.fnUntraced(function* (wire: AnyWire, scenario: Scenario, cell: AnyAnswered) {
  const { asked, baseUrl } = yield* open(scriptOf(wire, cell))
  const ask = { ...scenario.ask, ...cell.more }
  const outcome = yield* play(wire, baseUrl, ask, cell.by)
  const [first] = asked
  if (first === undefined) throw outcome.error ?? new Error("nothing was asked")
  assert.strictEqual(first.path, wire.path)
  expect(JSON.parse(String(yield* Effect.promise(() => first.body)))).toMatchObject(cell.sends)
  if (scenario.fails !== undefined) return assertBroken(wire, scenario, cell, outcome)
  assertWhole(outcome)
  const { proof } = scenario.hears
  const isOverlooked = scenario.overlooks === "proof" || (wire.isConverted && outcome.heard.proof !== undefined)
  const heard = { ...outcome.heard, ...(isOverlooked && { proof }) }
  assert.deepStrictEqual(heard, expectedOf(wire, scenario))
  if (cell.returns === undefined) return
  const more = { role: "user", content: "Go on." } as const
  const before = asked.length
  yield* play(wire, baseUrl, { ...ask, messages: [...ask.messages, ...outcome.turn, more] }, cell.by)
  const next = asked[before] ?? assert.fail("nothing was asked")
  expect(JSON.parse(String(yield* Effect.promise(() => next.body)))).toMatchObject(cell.returns)
})

/** What was said is heard, then the failure; nothing ends. */
const assertBroken = (wire: AnyWire, { fails, hears }: Scenario, { says }: AnyAnswered, outcome: Outcome) => {
  const { ends, error, heard, starts } = outcome
  assert.deepStrictEqual({ starts, ends, texts: heard.texts }, { starts: [0], ends: [], texts: hears.texts })
  assertReason(error, fails, { ...says })
  assert.strictEqual(error?.origin?.operation, wire.operation)
}

const assertReason = (error: BifrostError | undefined, fails: Scenario["fails"], said: object) => {
  if (!(error instanceof BifrostError)) return assert.fail("it did not fail")
  const { isFallbackable, isRetryable } = error
  assert.deepStrictEqual({ tag: error.reason._tag, isRetryable, isFallbackable }, fails)
  expect(error.reason).toMatchObject(said)
}

const refusedBy = Effect.fnUntraced(function* (wire: AnyWire, scenario: Scenario, cell: Refused) {
  const { body, headers, says, status } = cell
  const { baseUrl } = yield* open({
    status,
    headers: {
      "content-type": "application/json",
      ...(wire.requestId && { [wire.requestId]: requestId }),
      ...headers
    },
    pieces: [JSON.stringify(body)]
  })
  const { count, error } = yield* play(wire, baseUrl, scenario.ask)
  assert.strictEqual(count, 0)
  assertReason(error, scenario.fails, { ...says, status, ...(wire.requestId && { requestId }) })
})

/** Cut anywhere inside a character, and in reads of one byte, the same is heard. */
const cut = Effect.fnUntraced(function* (wire: AnyWire, scenario: Scenario, { answers }: AnyAnswered) {
  const body = Buffer.concat(answers.map((piece) => Buffer.from(piece as string)))
  const ways = [Array.from(body, (byte) => Uint8Array.of(byte)), ...(wire.isConverted ? [] : Reads.cuts(body))]
  for (const reads of ways) {
    const outcome = yield* Effect.provide(
      play(wire, "http://127.0.0.1/v1", scenario.ask),
      Reads.client(wire.contentType, reads, wire.creates)
    )
    assertWhole(outcome)
    assert.deepStrictEqual(outcome.heard, expectedOf(wire, scenario))
  }
})

/** Who has heard enough leaves: the socket is closed, while the answer is far from its end. */
const left = Effect.fnUntraced(function* (wire: AnyWire, scenario: Scenario, cell: AnyAnswered) {
  const pieces = cell.answers.slice(0, Math.ceil(cell.answers.length / 2))
  const { asked, baseUrl } = yield* open({ ...scriptOf(wire, cell), pieces, isOpen: true })
  const isContent = (chunk: unknown) => !(operations[wire.operation].isPreamble as (chunk: unknown) => boolean)(chunk)
  const stream = (yield* streamOf(wire, baseUrl, scenario.ask)) as Stream.Stream<unknown, BifrostError>
  const heard = yield* Deferred.make<void>()
  const hear = (chunk: unknown) => (isContent(chunk) ? Deferred.succeed(heard, undefined) : Effect.void)
  const listener = yield* Effect.forkChild(Stream.runForEach(stream, hear), { startImmediately: true })
  yield* Effect.raceFirst(Deferred.await(heard), Fiber.join(listener))
  yield* Fiber.interrupt(listener)
  assert.isTrue(yield* Deferred.isDone(heard))
  // the layer still lives: what is closed now was closed by the end of the stream
  yield* Effect.promise(() => asked.at(-1)?.closed ?? assert.fail("nothing was asked"))
}, Effect.scoped)

const gap = Effect.fnUntraced(function* (wire: AnyWire, scenario: Scenario, { cannot, how, what }: Gap) {
  assert.isAbove(cannot.length, 10)
  assert.strictEqual(isAskable(wire, scenario), how !== "unaskable")
  if (how !== "refused") return
  const { asked, baseUrl } = yield* open({ headers: {}, pieces: [] })
  const { error } = yield* play(wire, baseUrl, scenario.ask)
  expect(error?.reason).toMatchObject({ _tag: "Unsupported", what })
  assert.strictEqual(asked.length, 0)
})

const check = (wire: AnyWire, name: Name) => {
  const cell = wire.cells[name]
  const scenario = scenarioOf(name)
  if ("cannot" in cell) return gap(wire, scenario, cell)
  if ("status" in cell) return refusedBy(wire, scenario, cell)
  if (name === "cancellation") return left(wire, scenario, cell)
  const once = answered(wire, scenario, cell)
  return name === "Unicode across reads" ? Effect.andThen(once, cut(wire, scenario, cell)) : once
}

describe.each([...wires, Imitator.wire, Gemini.array, ...converted])("$name", (wire) => {
  it("has an answer to each scenario, or says why not", () => {
    assert.sameMembers(Object.keys(wire.cells), [...names])
  })
  it.each(names)("%s", (name) => runtime.runPromise(check(wire, name)))
})

it("nothing leaks: when all is said no socket is open", () =>
  runtime.runPromise(Effect.flatMap(Server, ({ closed }) => closed)))
