import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Deferred, Effect, Fiber, Stream } from "effect"
import { StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const words = StreamingProvider.chat({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Count, and never stop." }]
}).pipe(
  Stream.filter((chunk) => chunk._tag === "Text"),
  Stream.map((chunk) => chunk.delta)
)

const program = Effect.gen(function* () {
  // 1. take what you need
  yield* words.pipe(Stream.take(3), Stream.runForEach(Console.log))

  // 2. interrupt the fiber that reads
  const third = yield* Deferred.make<void>()
  const reader = yield* words.pipe(
    Stream.zipWithIndex,
    Stream.runForEach(([word, index]) => (index === 2 ? Deferred.succeed(third, undefined) : Console.log(word))),
    Effect.forkChild
  )
  yield* Deferred.await(third)
  yield* Fiber.interrupt(reader)
  yield* Console.log("stopped")
})

program.pipe(Effect.provide(OpenAI.layer), Effect.provide(NodeHttpClient.layerUndici), NodeRuntime.runMain)
