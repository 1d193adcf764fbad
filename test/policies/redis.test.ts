/**
 * Rate limits and circuits that processes share through Redis: two real processes, one real server. Skipped, and
 * said so, on a machine without `redis-server`.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import { afterAll, beforeAll } from "vitest"
import * as OpenAi from "../examples/OpenAi.ts"
import * as Run from "../examples/Run.ts"
import * as Redis from "../kit/redis.ts"
import type { Plan } from "../kit/sharer.ts"

if (!Redis.isInstalled) console.log("skipped: no redis-server on this machine (apt-get install redis-server)")

const scope = Scope.makeUnsafe()
const pair = Effect.gen(function* () {
  const server = yield* Redis.serve
  const processes = yield* Effect.all([Redis.sharer(server.url), Redis.sharer(server.url)], { concurrency: 2 })
  return { server, processes }
})

describe.skipIf(!Redis.isInstalled)("two processes", () => {
  let shared: Effect.Success<typeof pair>
  beforeAll(async () => {
    shared = await Effect.runPromise(Scope.provide(pair, scope))
  })
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

  /** Both as they should be for one test. */
  const two = Effect.fnUntraced(function* (plan: Plan, other: Partial<Plan> = {}) {
    const [a, b] = shared.processes
    yield* a.tell(plan)
    yield* b.tell({ ...plan, ...other })
    return { a, b }
  })
  const ask = (process: Redis.Sharer) => process.tell("ask")
  const outcome = (process: Redis.Sharer) => Effect.map(ask(process), ({ outcome }) => outcome)

  for (const algorithm of ["token-bucket", "fixed-window"] as const) {
    it.live(`share a rate limit: ${algorithm}`, () =>
      Effect.gen(function* () {
        const limit = { limit: 3, window: 3_600_000, algorithm, onExceeded: "fail" } as const
        const { a, b } = yield* two({ key: algorithm, limit, scripts: [["a"]] })
        assert.deepStrictEqual(yield* Effect.all([a, b, a].map(outcome)), ["whole", "whole", "whole"])
        for (const [process, sent] of [
          [b, 1],
          [a, 2]
        ] as const) {
          const refused = yield* ask(process)
          assert.deepInclude(refused, { outcome: "Shed", sent, warnings: [] })
          assert.isAbove(refused.retryAfterMillis ?? 0, 0)
          assert.isAtMost(refused.retryAfterMillis ?? Infinity, 3_600_000)
        }
      })
    )
  }

  it.live("share it when they ask at once", () =>
    Effect.gen(function* () {
      const limit = { limit: 5, window: 3_600_000, onExceeded: "fail" } as const
      const { a, b } = yield* two({ key: "at once", limit, scripts: [["a"]] })
      const five = (process: Redis.Sharer) => Effect.all(Array.from({ length: 5 }, () => outcome(process)))
      const heard = (yield* Effect.all([five(a), five(b)], { concurrency: 2 })).flat().toSorted()
      assert.deepStrictEqual(heard, [...Array<string>(5).fill("Shed"), ...Array<string>(5).fill("whole")])
    })
  )

  it.live("share a circuit: what fails in one, in mid-stream too, opens it for both", () =>
    Effect.gen(function* () {
      const breaker = { failures: 2, openMillis: 3_600_000 }
      const { a, b } = yield* two({ key: "open", breaker, scripts: [["busy"]] }, { scripts: [["word", "busy"]] })
      assert.deepStrictEqual(yield* Effect.all([a, b].map(outcome)), ["Overloaded", "Overloaded"])
      for (const process of [a, b]) {
        const refused = yield* ask(process)
        assert.deepInclude(refused, { outcome: "Shed", sent: 1, warnings: [] })
        assert.isAbove(refused.retryAfterMillis ?? 0, 3_000_000)
      }
    })
  )

  const probing = { breaker: { failures: 1, openMillis: 0 }, scripts: [["busy"], ["word", "hang"], ["again"]] }

  it.live("share the probe: one holds it, the other is shed; left, it is free; whole, it closes", () =>
    Effect.gen(function* () {
      const { a, b } = yield* two({ key: "probe", ...probing }, { scripts: [["b"]] })
      assert.strictEqual(yield* outcome(a), "Overloaded")
      assert.deepInclude(yield* a.tell("hold"), { outcome: "whole", sent: 2 })
      const refused = yield* ask(b)
      assert.deepInclude(refused, { outcome: "Shed", sent: 0 })
      assert.isUndefined(refused.retryAfterMillis)
      yield* a.tell("leave")
      assert.deepInclude(yield* ask(b), { outcome: "whole", sent: 1 })
      assert.deepInclude(yield* ask(a), { outcome: "whole", sent: 3, warnings: [] })
    })
  )

  it.live("a process that dies with the probe loses it", () =>
    Effect.gen(function* () {
      const { a, b } = yield* two({ key: "death", ...probing }, { scripts: [["b"]] })
      yield* ask(a)
      yield* a.tell("hold")
      assert.strictEqual(yield* outcome(b), "Shed")
      yield* a.kill
      let last = "Shed"
      while (last === "Shed") last = yield* outcome(b)
      assert.strictEqual(last, "whole")
    })
  )

  it("the guide's example", async () => {
    await using openai = await OpenAi.serve(() => OpenAi.chat("Hello from Asgard!"))
    await using folder = await Run.folder()
    const example = Run.start("redis", folder.path, openai.url, { REDIS_URL: shared.server.url })
    assert.deepStrictEqual(await Run.ended(example), { code: 0, errors: "", output: "Hello from Asgard!\n" })
  })

  it.live("where the server is gone, requests go on uncounted, and a warning says so", () =>
    Effect.gen(function* () {
      const [, b] = shared.processes
      const limit = { limit: 1, window: 3_600_000, onExceeded: "fail" } as const
      yield* b.tell({ key: "gone", limit, breaker: { failures: 1, openMillis: 1 }, scripts: [["a"]] })
      assert.strictEqual(yield* outcome(b), "whole")
      assert.strictEqual(yield* outcome(b), "Shed")
      yield* shared.server.stop
      const { outcome: last, warnings } = yield* ask(b)
      assert.strictEqual(last, "whole")
      assert.isTrue(warnings.some((line) => line.startsWith("rate limit: the store failed")))
      assert.isTrue(warnings.some((line) => line.startsWith("circuit breaker: the store failed")))
    })
  )
})
