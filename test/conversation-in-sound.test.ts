/** The conversation in sound: what is said and what is written down, the same over each wire that speaks or hears. */
import { NodeHttpClient } from "@effect/platform-node"
import { Context, Deferred, Effect, Fiber, Layer, ManagedRuntime, Stream } from "effect"
import { BifrostError } from "effect-bifrost"
import { afterAll, assert, describe, expect, it } from "vitest"
import { protocols } from "../src/cli/protocols.ts"
import { play, sentOf, streamOf } from "./conversation/audio/play.ts"
import { namesOf, type Scenario, scenarios, type Sounding } from "./conversation/audio/scenarios.ts"
import * as Table from "./conversation/audio/table.ts"
import type { AnyAnswered, AnyWire, Cell, Wire } from "./conversation/audio/wire.ts"
import * as Reads from "./conversation/reads.ts"
import { type Script, type Stage, stage } from "./conversation/stage.ts"
import * as Writing from "./conversation/table.ts"
import type { Gap, Refused } from "./conversation/wire.ts"

const Server = Context.Service<Stage>("conversation/Stage")
const runtime = ManagedRuntime.make(Layer.merge(Layer.effect(Server, stage), NodeHttpClient.layerUndici))
afterAll(() => runtime.dispose())

type Asking = Scenario<object>
let cells = 0
const open = (script: Script) => Effect.map(Server, (server) => server.open(`cell-${cells++}`, script))
const scriptOf = (wire: AnyWire, { answers, contentType = wire.contentType }: AnyAnswered): Script => ({
  headers: { "content-type": contentType },
  pieces: answers
})

type Outcome = Effect.Success<ReturnType<typeof play>>

/** Starts first, finishes last, each once; what it cost is looked at where the scenario asks. */
const assertHeard = ({ hears }: Asking, { count, ends, error, heard, starts }: Outcome) => {
  if (error !== undefined) throw error
  assert.deepStrictEqual({ starts, ends }, { starts: [0], ends: [count - 1] })
  assert.deepStrictEqual(hears.usage === undefined ? { ...heard, usage: undefined } : heard, hears)
}

const assertReason = (error: BifrostError | undefined, fails: Asking["fails"], said: object) => {
  if (!(error instanceof BifrostError)) return assert.fail("it did not fail")
  const { isFallbackable, isRetryable } = error
  assert.deepStrictEqual({ tag: error.reason._tag, isRetryable, isFallbackable }, fails)
  expect(error.reason).toMatchObject(said)
}

const answered = Effect.fnUntraced(function* (wire: AnyWire, scenario: Asking, cell: AnyAnswered) {
  const { asked, baseUrl } = yield* open(scriptOf(wire, cell))
  const outcome = yield* play(wire, baseUrl, scenario.ask, cell.by)
  const [first] = asked
  if (first === undefined) throw outcome.error ?? new Error("nothing was asked")
  expect(yield* Effect.promise(() => sentOf(first))).toMatchObject({ path: wire.path, ...cell.sends })
  if (scenario.fails === undefined) return assertHeard(scenario, outcome)
  assert.deepStrictEqual({ starts: outcome.starts, ends: outcome.ends }, { starts: [0], ends: [] })
  assertReason(outcome.error, scenario.fails, { ...cell.says })
})

const refusedBy = Effect.fnUntraced(function* (
  wire: AnyWire,
  scenario: Asking,
  { body, headers, says, status }: Refused
) {
  const { baseUrl } = yield* open({
    status,
    headers: { "content-type": "application/json", ...headers },
    pieces: [JSON.stringify(body)]
  })
  const { count, error } = yield* play(wire, baseUrl, scenario.ask)
  assert.strictEqual(count, 0)
  assertReason(error, scenario.fails, { ...says, status })
})

const cut = Effect.fnUntraced(function* (wire: AnyWire, scenario: Asking, { answers, by }: AnyAnswered) {
  const body = Buffer.concat(answers.map((piece) => Buffer.from(piece as string)))
  for (const reads of [Array.from(body, (byte) => Uint8Array.of(byte)), ...Reads.cuts(body)]) {
    const client = Reads.client(wire.contentType, reads)
    assertHeard(scenario, yield* Effect.provide(play(wire, "http://127.0.0.1/v1", scenario.ask, by), client))
  }
})

/** Who leaves closes the socket: in the middle of what is said, or before a document is whole. */
const left = Effect.fnUntraced(function* (wire: AnyWire, scenario: Asking, cell: AnyAnswered) {
  const isDocument = cell.answers.length === 1
  const whole = Buffer.concat(cell.answers.map((piece) => Buffer.from(piece as string)))
  const pieces = isDocument ? [whole.subarray(0, whole.length / 2)] : cell.answers.slice(0, -1)
  const { asked, baseUrl } = yield* open({ ...scriptOf(wire, cell), pieces, isOpen: true })
  const stream = (yield* streamOf(wire, baseUrl, scenario.ask, cell.by)) as Stream.Stream<unknown, BifrostError>
  const heard = yield* Deferred.make<void>()
  const listener = yield* Effect.forkChild(
    Stream.runForEach(stream, () => Deferred.succeed(heard, undefined)),
    { startImmediately: true }
  )
  const server = yield* Server
  yield* Effect.raceFirst(isDocument ? server.begun(asked) : Deferred.await(heard), Fiber.join(listener))
  yield* Fiber.interrupt(listener)
  assert.strictEqual(yield* Deferred.isDone(heard), !isDocument)
  yield* Effect.promise(() => asked[0]?.closed ?? assert.fail("nothing was asked"))
}, Effect.scoped)

const gap = Effect.fnUntraced(function* (wire: AnyWire, scenario: Asking, { cannot, how, what }: Gap) {
  assert.isAbove(cannot.length, 10)
  if (how !== "refused") return
  const { asked, baseUrl } = yield* open({ headers: {}, pieces: [] })
  const { error } = yield* play(wire, baseUrl, scenario.ask)
  expect(error?.reason).toMatchObject({ _tag: "Unsupported", what })
  assert.strictEqual(asked.length, 0)
})

const check = (wire: AnyWire, name: string, cell: Cell<Sounding>, scenario: Asking) => {
  if ("cannot" in cell) return gap(wire, scenario, cell)
  if ("status" in cell) return refusedBy(wire, scenario, cell)
  const asked = cell as AnyAnswered
  if (name === "cancellation") return left(wire, scenario, asked)
  return name === "any reads" ? cut(wire, scenario, asked) : answered(wire, scenario, asked)
}

const all = <O extends Sounding>(operation: O, wires: ReadonlyArray<Wire<O>>) =>
  describe.each(wires)("$name", (wire) => {
    const names = namesOf(operation)
    it("has an answer to each scenario, or says why not", () => {
      assert.sameMembers(Object.keys(wire.cells), [...names])
    })
    it.each(names)("%s", (name) =>
      runtime.runPromise(
        check(
          wire as unknown as AnyWire,
          name,
          wire.cells[name] as Cell<Sounding>,
          scenarios[operation][name] as Asking
        )
      )
    )
  })

all("speech", Table.speech)
all("transcription", Table.transcription)

it("nothing leaks: when all is said no socket is open", () =>
  runtime.runPromise(Effect.flatMap(Server, ({ closed }) => closed)))

it("every protocol takes part, here or in writing", () => {
  const wires = [...Writing.wires, ...Table.speech, ...Table.transcription]
  const played = new Set(wires.map(({ protocol }) => protocol.id))
  assert.sameMembers([...played], [...protocols.keys()])
})
