/** Fallback: who is asked, who is heard, and whose failure it is. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Schema, Stream } from "effect"
import { Auth, BifrostError, Policy, Provider, ResponseHead, StreamingProvider } from "effect-bifrost"
import * as OpenAiResponses from "effect-bifrost/protocols/OpenAiResponses"
import { TestClock } from "effect/testing"
import * as R from "../../schemas/Reason.ts"
import { asks, both } from "../kit/both.ts"
import { type Answer, client } from "../kit/client.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { data } from "../kit/wire.ts"

const fork = Effect.forkChild({ startImmediately: true })
const busy = (description: string) => new R.Overloaded({ description })
const codec = Schema.fromJsonString(Schema.toCodecJson(BifrostError))

describe.each(asks)("%s", (_, ask) => {
  it.effect("in silence: the backup is asked, and answers for itself", () =>
    Effect.gen(function* () {
      const [first, second] = [both("first", [busy("one")]), both("second", ["Hel", "lo"])]
      const bare = yield* hear(ask).pipe(Effect.provide(second.layer))
      const safe = first.layer.pipe(Policy.fallbackTo(second.layer))
      assert.deepStrictEqual(yield* hear(ask).pipe(Effect.provide(safe)), bare)
      assert.deepStrictEqual([first.endings(), text(bare.chunks)], [["failed"], "Hello"])
    })
  )

  it.effect("at the first content: never", () =>
    Effect.gen(function* () {
      const [first, second] = [both("first", ["a", busy("one")]), both("second", ["b"])]
      const safe = first.layer.pipe(Policy.fallbackTo(second.layer))
      const { chunks, error } = yield* hear(ask).pipe(Effect.provide(safe))
      assert.deepStrictEqual([text(chunks), error?.origin?.provider, error?.attempts], ["a", "first", []])
      assert.deepStrictEqual(second.endings(), [])
    })
  )

  it.effect("later: never; what the backup said before it failed is its own failure", () =>
    Effect.gen(function* () {
      const [first, second, third] = [
        both("first", [busy("one")]),
        both("second", ["a", "b", busy("two")]),
        both("third", ["c"])
      ]
      const safe = first.layer.pipe(Policy.fallbackTo(second.layer), Policy.fallbackTo(third.layer))
      const { chunks, error } = yield* hear(ask).pipe(Effect.provide(safe))
      assert.deepStrictEqual([text(chunks), error?.origin?.provider], ["ab", "second"])
      assert.deepStrictEqual(
        error?.attempts.map(({ origin }) => origin?.provider),
        ["first"]
      )
      assert.deepStrictEqual(third.endings(), [])
    })
  )

  it.effect("when nobody is heard: the primary's failure, the others in order, and it survives JSON", () =>
    Effect.gen(function* () {
      const safe = both("first", [busy("one")]).layer.pipe(
        Policy.apply(Policy.retry({ times: 1 })),
        Policy.fallbackTo(both("second", [new R.Unauthorized({ description: "who?" })]).layer),
        Policy.fallbackTo(both("third", [busy("three")]).layer.pipe(Policy.withModel("m3")))
      )
      const fiber = yield* fork(hear(ask).pipe(Effect.provide(safe)))
      yield* TestClock.adjust("1 second")
      const { chunks, error } = yield* Fiber.join(fiber)
      assert.isDefined(error)
      assert.deepStrictEqual([chunks, reasonOf(error), error.origin?.provider], [[], "Overloaded", "first"])
      const attempts = (error: BifrostError) =>
        error.attempts.map(({ origin, reason }) => [origin?.provider, origin?.model, reason._tag])
      assert.deepStrictEqual(attempts(error), [
        ["first", "m", "Overloaded"],
        ["second", "m", "Unauthorized"],
        ["third", "m3", "Overloaded"]
      ])
      const again = Schema.decodeUnknownSync(codec)(Schema.encodeSync(codec)(error))
      assert.deepStrictEqual([attempts(again), again.message], [attempts(error), error.message])
    })
  )

  it.effect("not where another could do no better", () =>
    Effect.gen(function* () {
      const description = "no"
      for (const reason of [
        new R.Rejected({ description }),
        new R.ContentFiltered({ description }),
        new R.LimitReached({ what: "characters", limit: 1 }),
        new R.TimedOut({ phase: "deadline", limitMillis: 1 })
      ]) {
        const second = both("second", ["a"])
        const safe = both("first", [reason]).layer.pipe(Policy.fallbackTo(second.layer))
        const { error } = yield* hear(ask).pipe(Effect.provide(safe))
        assert.deepStrictEqual([error?.reason._tag, second.endings()], [reason._tag, []])
      }
    })
  )

  it.effect("on success: nothing changes, and nobody else is asked", () =>
    Effect.gen(function* () {
      const [first, second] = [both("first", ["a", "b"]), both("second", ["c"])]
      const bare = yield* hear(ask).pipe(Effect.provide(first.layer))
      const safe = first.layer.pipe(Policy.fallbackTo(second.layer))
      assert.deepStrictEqual(yield* hear(ask).pipe(Effect.provide(safe)), bare)
      assert.deepStrictEqual(second.endings(), [])
    })
  )

  it.effect("a failure of all is worth a retry where any may pass", () =>
    Effect.gen(function* () {
      const first = both("first", [new R.Unauthorized({ description: "who?" })])
      const second = both("second", [busy("two")], ["b"])
      const safe = first.layer.pipe(Policy.fallbackTo(second.layer), Policy.apply(Policy.retry()))
      const fiber = yield* fork(hear(ask).pipe(Effect.provide(safe)))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(text((yield* Fiber.join(fiber)).chunks), "b")
    })
  )
})

describe.each(asks)("lists: %s", (operation, ask) => {
  const attemptsOf = (error: BifrostError | undefined) => error?.attempts.map(({ origin }) => origin?.provider)

  it.effect("are asked in order, each for its own model; who answers says so", () =>
    Effect.gen(function* () {
      const [first, second, third] = [both("first", [busy("one")]), both("second", [busy("two")]), both("third", ["c"])]
      const safe = first.layer.pipe(
        Policy.fallback([second.layer.pipe(Policy.withModel("m2")), third.layer.pipe(Policy.withModel("m3"))])
      )
      const { chunks } = yield* hear(ask).pipe(Effect.provide(safe))
      assert.strictEqual(text(chunks), "c")
      assert.deepStrictEqual([first.models(), second.models(), third.models()], [["m"], ["m2"], ["m3"]])
      if (operation === "chat") assert.deepInclude(chunks[0], { provider: "third", model: "m3" })
    })
  )

  it.effect("when nobody is heard: the primary's failure, the others in order", () =>
    Effect.gen(function* () {
      const others = ["second", "third", "fourth"].map((id) => both(id, [busy(id)]).layer)
      const safe = both("first", [busy("one")]).layer.pipe(Policy.fallback(others))
      const { error } = yield* hear(ask).pipe(Effect.provide(safe))
      assert.deepStrictEqual([error?.origin?.provider, attemptsOf(error)], ["first", ["second", "third", "fourth"]])
    })
  )

  it.effect("what was heard before a failure is its provider's, and those before it are its attempts, in order", () =>
    Effect.gen(function* () {
      const fourth = both("fourth", ["never"])
      const safe = both("first", [busy("one")]).layer.pipe(
        Policy.fallback([both("second", [busy("two")]).layer, both("third", ["c", busy("three")]).layer, fourth.layer])
      )
      const { chunks, error } = yield* hear(ask).pipe(Effect.provide(safe))
      assert.deepStrictEqual(
        [text(chunks), error?.origin?.provider, attemptsOf(error), fourth.endings()],
        ["c", "third", ["first", "second"], []]
      )
    })
  )

  it.effect("`when` judges the failure that would stand", () =>
    Effect.gen(function* () {
      const judged: Array<string> = []
      const when = (error: BifrostError) => {
        judged.push([error.origin?.provider, ...error.attempts.map(({ origin }) => origin?.provider)].join(" "))
        return error.reason._tag === "Rejected"
      }
      const no = new R.Rejected({ description: "no" })
      const [second, third] = [both("second", [busy("two")]), both("third", ["c"])]
      const safe = both("first", [no], [busy("one")]).layer.pipe(Policy.fallback([second.layer, third.layer], { when }))
      assert.strictEqual(text((yield* hear(ask).pipe(Effect.provide(safe))).chunks), "c")
      assert.deepStrictEqual(judged, ["first", "first second"])
      const stubborn = both("first", [busy("one")]).layer.pipe(Policy.fallback([third.layer], { when }))
      assert.strictEqual((yield* hear(ask).pipe(Effect.provide(stubborn))).error?.origin?.provider, "first")
    })
  )

  it.effect("of none changes nothing", () =>
    Effect.gen(function* () {
      const first = both("first", [busy("one")])
      const bare = yield* hear(ask).pipe(Effect.provide(first.layer))
      assert.deepStrictEqual(yield* hear(ask).pipe(Effect.provide(first.layer.pipe(Policy.fallback([])))), bare)
    })
  )

  it.effect("of streams, for one request", () =>
    Effect.gen(function* () {
      const provided = (id: string, script: Parameters<typeof both>[1]) => Stream.provide(ask, both(id, script).layer)
      const all = provided("first", [busy("one")]).pipe(
        Policy.fallbackStreams([provided("second", [busy("two")]), provided("third", ["c", busy("three")])])
      )
      const heard = yield* hear(all)
      assert.deepStrictEqual(
        [text(heard.chunks), heard.error?.origin?.provider, attemptsOf(heard.error)],
        ["c", "third", ["first", "second"]]
      )
      const never = provided("first", [busy("one")]).pipe(
        Policy.fallbackStreams([provided("second", ["b"])], { when: () => false })
      )
      assert.deepStrictEqual((yield* hear(never)).chunks, [])
    })
  )
})

it.effect("for Responses, who answered is in the head", () =>
  Effect.gen(function* () {
    const ended = data({ type: "response.completed", response: { id: "r", status: "completed", output: [] } })
    const layerOf = (id: string, answer: Answer) =>
      Layer.provide(
        Provider.layer(
          Provider.make({
            id,
            baseUrl: "http://127.0.0.1:1/v1",
            auth: Auth.none,
            operations: { responses: OpenAiResponses.protocol }
          })
        ),
        client(answer).layer
      )
    const heads: Array<string> = []
    yield* StreamingProvider.responses({ model: "m", input: "hi" }).pipe(
      ResponseHead.observe(({ provider, status }) => Effect.sync(() => void heads.push(`${provider} ${status}`))),
      Stream.runDrain,
      Effect.provide(
        layerOf("first", { status: 503 }).pipe(
          Policy.fallback([layerOf("second", { body: data({ type: "keepalive" }) }), layerOf("third", { body: ended })])
        )
      )
    )
    assert.deepStrictEqual(heads, ["second 200", "third 200"])
  })
)
