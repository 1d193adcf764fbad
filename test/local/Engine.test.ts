import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Engine from "../../src/local/Engine.ts"
import { watchWorkers } from "./kit.ts"

const make = Engine.make<string, string>({
  name: "Test",
  url: Engine.sibling("testWorker", import.meta.url),
  data: "some data"
})
const collect = (engine: Engine.Engine<string, string>, request: string) => Stream.runCollect(engine.run(request))
const failure = (engine: Engine.Engine<string, string>, request: string) =>
  Effect.map(Effect.flip(collect(engine, request)), (error) => error.message)

describe("Engine", () => {
  it("finds the worker next to sources and next to what was built", () => {
    assert.strictEqual(Engine.sibling("a", "file:///x/y.ts?v=1").href, "file:///x/a.ts")
    assert.strictEqual(Engine.sibling("a", "file:///x/dist/y.js").href, "file:///x/dist/a.js")
  })

  it.live("streams pieces, gives data, keeps requests apart", () =>
    Effect.gen(function* () {
      const engine = yield* make
      assert.deepStrictEqual(yield* collect(engine, "data"), ["some data"])
      assert.deepStrictEqual(yield* collect(engine, "nothing"), [])
      const many = yield* Effect.all(
        Array.from({ length: 20 }, () => collect(engine, "count")),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(many, Array(20).fill(["one", "two"]))
    })
  )

  it.live("starts nothing before the first request", () =>
    Effect.gen(function* () {
      const { seen } = yield* watchWorkers
      const engine = yield* make
      assert.deepStrictEqual(seen, [])
      yield* collect(engine, "count")
      assert.deepStrictEqual(seen, [{ name: "Test", hasLeft: false }])
    })
  )

  it.live("a failure of the work fails its stream alone", () =>
    Effect.gen(function* () {
      const engine = yield* make
      assert.strictEqual(yield* failure(engine, "fail"), "Test: no luck")
      assert.deepStrictEqual(yield* collect(engine, "count"), ["one", "two"])
    })
  )

  it.live("interruption and an early end reach the worker; work goes on in turn", () =>
    Effect.gen(function* () {
      const engine = yield* make
      const fiber = yield* Effect.forkChild(collect(engine, "endless"))
      assert.deepStrictEqual(yield* collect(engine, "count"), ["one", "two"])
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(yield* Stream.runCollect(Stream.take(engine.run("endless"), 2)), ["again", "again"])
      assert.deepStrictEqual(yield* collect(engine, "cancelled"), ["2"])
    })
  )

  it.live.each(["crash", "throw"])("a worker that goes by %s fails all that wait, and is replaced", (request) =>
    Effect.gen(function* () {
      const { seen } = yield* watchWorkers
      const engine = yield* make
      const waiting = yield* Effect.forkChild(failure(engine, "endless"), { startImmediately: true })
      assert.match(yield* failure(engine, request), /^Test: the worker (left with code 7|crashed)$/)
      assert.match(yield* Fiber.join(waiting), /^Test: the worker/)
      assert.deepStrictEqual(yield* collect(engine, "count"), ["one", "two"])
      assert.strictEqual(seen.length, 2)
    })
  )

  it.live("a worker that is not there is a failure, not a defect", () =>
    Effect.gen(function* () {
      const engine = yield* Engine.make<string, string>({ name: "None", url: new URL("file:///nowhere.js"), data: 0 })
      assert.strictEqual(yield* failure(engine, "count"), "None: the worker crashed")
    })
  )

  it.live("closing the scope ends the worker and every stream", () =>
    Effect.gen(function* () {
      const { seen } = yield* watchWorkers
      const scope = yield* Scope.make()
      const engine = yield* Scope.provide(make, scope)
      const waiting = yield* Effect.forkChild(failure(engine, "endless"), { startImmediately: true })
      yield* collect(engine, "count")
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(seen, [{ name: "Test", hasLeft: true }])
      assert.strictEqual(yield* Fiber.join(waiting), "Test: the engine was closed")
      assert.strictEqual(yield* failure(engine, "count"), "Test: the engine was closed")
      assert.strictEqual(seen.length, 1)
    })
  )
})
