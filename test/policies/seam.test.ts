/** At a seam: what is said again is left out, nothing else is lost, and the answer is one. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { type ChatChunk, Collect, Policy, StreamingProvider } from "effect-bifrost"
import { TestProvider } from "effect-bifrost/testing"
import { Overloaded } from "../../schemas/Reason.ts"
import { client } from "../kit/client.ts"
import { hear, reasonOf, text } from "../kit/hear.ts"
import { layer as wire } from "../kit/provider.ts"
import { data, question, say, stop } from "../kit/wire.ts"

const busy = new Overloaded({ description: "busy" })
const going = { continue: true }

/** The shape of what was heard: words as they are, all else by its tag. */
const shape = (chunks: ReadonlyArray<object>) =>
  chunks.map((chunk) => {
    if ("delta" in chunk) return chunk.delta
    if ("from" in chunk && "to" in chunk) return `${chunk.from}|${chunk.to}`
    return "_tag" in chunk ? chunk._tag : undefined
  })

describe("the answer", () => {
  const usage = (total_tokens: number) => ({
    choices: [],
    usage: { prompt_tokens: 1, completion_tokens: total_tokens - 1, total_tokens }
  })
  const stack = Layer.provide(wire, client({ body: data(say("Hel"), usage(5)) }).layer).pipe(
    Policy.fallback(
      [Layer.provide(Layer.fresh(wire), client({ body: data(say("lo"), stop, usage(9), "[DONE]") }).layer)],
      going
    )
  )

  it.effect("collects as one, with the usage of the provider that ended it", () =>
    Effect.gen(function* () {
      const answer = yield* StreamingProvider.chat(question).pipe(Collect.chat, Effect.provide(stack))
      assert.deepInclude(answer, { provider: "test", text: "Hello", reason: "stop" })
      assert.deepStrictEqual([answer.message, answer.usage?.total], [{ role: "assistant", content: "Hello" }, 9])
    })
  )
  it.effect("what the other told of its own is in the seam's error", () =>
    Effect.gen(function* () {
      const { chunks } = yield* hear(StreamingProvider.chat(question)).pipe(Effect.provide(stack))
      const seam = chunks.find((chunk) => chunk._tag === "Seam")
      assert.deepStrictEqual([reasonOf(seam?.error), seam?.error.partial?.usage?.total], ["Truncated", 5])
    })
  )
})

describe("what is said again is left out", () => {
  const chat = Effect.fnUntraced(function* (
    said: ReadonlyArray<string>,
    more: ReadonlyArray<string | Overloaded | ChatChunk>
  ) {
    const first = TestProvider.make({ chat: [[...said, busy]] }, "first")
    const second = TestProvider.make({ chat: [more] }, "second")
    return yield* hear(StreamingProvider.chat(question)).pipe(
      Effect.provide(first.layer.pipe(Policy.fallback([second.layer], going)))
    )
  })
  const shapeOf = (...given: Parameters<typeof chat>) => Effect.map(chat(...given), ({ chunks }) => shape(chunks))

  it.effect("however it is cut, and nothing waits once the words differ", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* shapeOf(["the quick", " brown"], ["quick", " bro", "wn fox", " jumps"]), [
        "Start",
        "the quick",
        " brown",
        "first|second",
        " fox",
        " jumps",
        "Finish"
      ])
    })
  )
  it.effect("what waits is not lost: at a failure, at the end, at a thought", () =>
    Effect.gen(function* () {
      const thought: ChatChunk = { _tag: "Reasoning", choice: 0, delta: "hm" }
      const said = ["one two three"]
      assert.strictEqual(text((yield* chat(said, ["two", " ", busy])).chunks), "one two threetwo ")
      assert.strictEqual(text((yield* chat(said, ["two", " "])).chunks), "one two threetwo ")
      assert.strictEqual(text((yield* chat(said, ["three"])).chunks), "one two three")
      assert.deepStrictEqual((yield* shapeOf(said, ["two", thought, "x"])).slice(2), [
        "first|second",
        "two",
        "hm",
        "x",
        "Finish"
      ])
    })
  )
  it.effect("after a thought too", () =>
    Effect.gen(function* () {
      const thought: ChatChunk = { _tag: "Reasoning", choice: 0, delta: "hm" }
      const heard = yield* shapeOf(["one two"], [thought, "two", " three"])
      assert.deepStrictEqual(heard.slice(2), ["first|second", "hm", " three", "Finish"])
    })
  )
  it.effect("a chunk that is cut keeps all but its log probabilities; a signature outlives its words", () =>
    Effect.gen(function* () {
      const logprobs = [{ token: "two three", logprob: -1 }]
      const cut: ChatChunk = { _tag: "Text", choice: 0, delta: "two three", logprobs, signature: "s" }
      const { chunks } = yield* chat(["one two"], [cut])
      assert.deepStrictEqual<unknown>(chunks[3], { _tag: "Text", choice: 0, delta: " three", signature: "s" })
      const sealed: ChatChunk = { _tag: "Text", choice: 0, delta: "two", signature: "s" }
      const again = yield* chat(["one two"], [sealed])
      assert.deepStrictEqual<unknown>(again.chunks[3], { _tag: "Text", choice: 0, delta: "", signature: "s" })
    })
  )
})
