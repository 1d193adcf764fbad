/**
 * The fault matrix: every wire that we have fixtures of, every fault, by no policy, a retry, a fallback and a hedge,
 * over real sockets of this machine; after each cell every socket is closed. Cuts and statuses are sampled;
 * `BIFROST_MATRIX=all` plays each. A protocol joins by its fixtures.
 */
import { NodeHttpClient } from "@effect/platform-node"
import { Context, Effect, Layer, ManagedRuntime } from "effect"
import { afterAll, assert, describe, it } from "vitest"
import { protocols } from "../src/cli/protocols.ts"
import { expected, inJson, normal } from "./matrix/expected.ts"
import { cuts, type Row, rows } from "./matrix/faults.ts"
import { play, policies, type Stage, stage } from "./matrix/play.ts"
import { type Wire, wires } from "./matrix/wires.ts"

const Server = Context.Service<Stage>("matrix/Stage")
const runtime = ManagedRuntime.make(Layer.merge(Layer.effect(Server, stage), NodeHttpClient.layerUndici))
afterAll(() => runtime.dispose())

let cells = 0

const check = (wire: Wire, row: Row) =>
  runtime.runPromise(
    Effect.gen(function* () {
      const answer = row.answer(wire)
      if (answer === undefined) return
      const server = yield* Server
      const run = (policy: (typeof policies)[number]) =>
        Effect.map(play(server, wire, row, policy, `cell-${cells++}`), (heard) => {
          const { chunks, ...rest } = expected(wire, row, answer, policy)
          const { chunks: actual, isClosed, ...others } = heard ?? assert.fail("no answer")
          assert.deepStrictEqual(others, rest, policy)
          assert.deepStrictEqual(normal(inJson(wire.operation, actual)), normal(chunks), policy)
          assert.isTrue(isClosed, `${policy}: a socket is open`)
        })
      yield* Effect.all(policies.map(run), { concurrency: "unbounded", discard: true })
    })
  )

const isAll = process.env["BIFROST_MATRIX"] === "all"

/** After which pieces an answer is cut. */
const places = ({ pieces }: Wire): ReadonlyArray<number> => {
  const all = Array.from({ length: pieces.length }, (_, after) => after)
  if (isAll) return all
  const last = pieces.length - 1
  return [...new Set([1, Math.floor(last / 2), last])].filter((after) => after >= 0 && after <= last)
}

describe("fault matrix", () => {
  it("has every protocol", () => {
    assert.sameMembers([...new Set(wires.map(({ name }) => name.replace(/, .*/, "")))], [...protocols.keys()])
  })

  describe.each(wires)("$name", (wire) => {
    const turn = wires.indexOf(wire)
    const played = [...rows, ...places(wire).flatMap(cuts)].filter(
      ({ isWireless = false, kinds }, at) => kinds.includes(wire.kind) && (isAll || !isWireless || at % 3 === turn % 3)
    )
    it.each(played)("$name", (row) => check(wire, row))
  })
})
