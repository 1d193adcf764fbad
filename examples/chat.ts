import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Stream } from "effect"
import { StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const print = (text: string) => Effect.sync(() => process.stdout.write(text))

StreamingProvider.chat({
  model: "gpt-4o-mini",
  messages: [
    { role: "system", content: "You answer in one sentence." },
    { role: "user", content: "What is a bifrost?" }
  ]
}).pipe(
  Stream.runForEach((chunk) => {
    switch (chunk._tag) {
      case "Text":
        return print(chunk.delta)
      case "Finish":
        return Console.log(`\n[${chunk.choices[0]?.reason}, ${chunk.usage?.output} output tokens]`)
      default:
        return Effect.void
    }
  }),
  Effect.provide(OpenAI.layer),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
