import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const program = Effect.gen(function* () {
  const question = { role: "user", content: "What is a bifrost?" } as const
  const first = yield* StreamingProvider.chat({ model: "gpt-4o-mini", messages: [question] }).pipe(Collect.chat)
  yield* Console.log(first.text)

  const followUp = { role: "user", content: "And who guards it?" } as const
  const second = yield* StreamingProvider.chat({
    model: "gpt-4o-mini",
    messages: [question, first.message, followUp] // an answer goes back in unchanged
  }).pipe(Collect.chat)
  yield* Console.log(second.text)
  yield* Console.log(`${second.reason}, ${second.usage?.total} tokens`)
})

program.pipe(Effect.provide(OpenAI.layer), Effect.provide(NodeHttpClient.layerUndici), NodeRuntime.runMain)
