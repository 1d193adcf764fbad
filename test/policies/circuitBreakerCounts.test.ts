/** Circuit breaker: which ends count, how many of them open the circuit, and for how long. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Stream } from "effect"
import { BifrostError, Policy } from "effect-bifrost"
import { CircuitBreaker } from "effect/persistence"
import * as R from "../../schemas/Reason.ts"
import { hear, reasonOf } from "../kit/hear.ts"

const { consecutive, rate } = CircuitBreaker
const memory = CircuitBreaker.layerStoreMemory()
const busy = new R.Overloaded({ description: "busy" })
const once = { trip: consecutive(1), openDuration: "10 seconds" } as const
const state = Effect.flatMap(CircuitBreaker.CircuitBreakerStore, (store) => store.state("test"))

/** The state after so many answers that end so. */
const after = Effect.fnUntraced(function* (
  options: Policy.CircuitBreakerOptions,
  ...ends: ReadonlyArray<Effect.Effect<unknown, BifrostError>>
) {
  const policy = yield* Policy.circuitBreaker({ key: "test", ...options })
  for (const end of ends) yield* hear(policy(Stream.fromEffect(end))).pipe(Effect.exit)
  return yield* state
}, Effect.provide(memory))
const failed = (reason: R.Reason) => Effect.fail(BifrostError.because(reason))
const bad = failed(busy)
const good = Effect.succeed("a")

describe("what counts", () => {
  const description = "no"
  const table: ReadonlyArray<readonly [R.Reason, counts: boolean]> = [
    [new R.Unreachable({ description }), true],
    [new R.Overloaded({ description }), true],
    [new R.ServerFailed({ description }), true],
    [new R.Truncated({ description }), true],
    [new R.Unintelligible({ where: "event 1", expected: "JSON", sample: "{" }), true],
    [new R.TimedOut({ phase: "headers", limitMillis: 1 }), true],
    [new R.TimedOut({ phase: "first-content", limitMillis: 1 }), true],
    [new R.TimedOut({ phase: "idle", limitMillis: 1 }), true],
    [new R.TimedOut({ phase: "total", limitMillis: 1 }), true],
    [new R.RateLimited({ description }), true],
    [new R.TimedOut({ phase: "deadline", limitMillis: 1 }), false],
    [new R.LimitReached({ what: "characters", limit: 1 }), false],
    [new R.QuotaExceeded({ description }), false],
    [new R.Unauthorized({ description }), false],
    [new R.Forbidden({ description }), false],
    [new R.NotFound({ description }), false],
    [new R.ContextTooLong({ description }), false],
    [new R.Unsupported({ what: "topK" }), false],
    [new R.Misconfigured({ description }), false],
    [new R.Rejected({ description }), false],
    [new R.ContentFiltered({ description }), false],
    [new R.Shed({ by: "concurrency" }), false]
  ]
  it("is said of every reason", () => {
    const said = new Set(table.map(([{ _tag }]) => _tag))
    assert.deepStrictEqual([...said].toSorted(), R.Reason.members.map(({ identifier }) => identifier).toSorted())
  })
  for (const [reason, counts] of table) {
    it.effect(`${reasonOf(BifrostError.because(reason))}: ${counts ? "yes" : "no"}`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* after(once, failed(reason)))._tag, counts ? "Open" : "Closed")
      })
    )
  }
  it.effect("a defect: yes", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* after(once, Effect.die(new Error("bug"))))._tag, "Open")
    })
  )
  it.effect("not what another provider failed with before it", () =>
    Effect.gen(function* () {
      const refused = BifrostError.because(new R.Rejected({ description }))
      const error = refused.after(BifrostError.because(busy, { provider: "other", operation: "chat", model: "m" }))
      assert.isTrue(error.isRetryable)
      assert.strictEqual((yield* after(once, Effect.fail(error)))._tag, "Closed")
    })
  )
})

const remaining = (state: CircuitBreaker.State) =>
  state._tag === "Open" ? Duration.toMillis(state.retryAfter) : undefined

describe("when", () => {
  it.effect("by default after five failures in a row, for 30 seconds", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* after({}, bad, bad, bad, bad))._tag, "Closed")
      assert.deepInclude(yield* after({}, bad, bad, bad, bad, bad), { _tag: "Open", consecutiveOpenings: 1 })
      assert.strictEqual((yield* after({}, bad, bad, bad, bad, good, bad))._tag, "Closed")
      assert.strictEqual(remaining(yield* after({}, bad, bad, bad, bad, bad)), 30_000)
    })
  )
  it.effect("or by the rate of failures", () =>
    Effect.gen(function* () {
      const trip = rate({ threshold: 0.5, size: 4 })
      assert.strictEqual((yield* after({ trip }, good, good, good, bad))._tag, "Closed")
      assert.strictEqual((yield* after({ trip }, good, bad, good, bad))._tag, "Open")
    })
  )
  it.effect("a Retry-After lengthens it, up to an hour, and never shortens it", () =>
    Effect.gen(function* () {
      for (const [asked, millis] of [
        [60_000, 60_000],
        [1, 10_000],
        [7_200_000, 3_600_000]
      ] as const) {
        const limited = failed(new R.RateLimited({ description: "", retryAfterMillis: asked }))
        assert.strictEqual(remaining(yield* after(once, limited)), millis)
      }
    })
  )
})
