import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Stream } from "effect"
import { StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const print = (text: string) => Effect.sync(() => process.stdout.write(text))

StreamingProvider.responses({ model: "gpt-4o-mini", input: "Hello, Bifrost!" }).pipe(
  Stream.runForEach((event) => {
    switch (event.type) {
      case "response.output_text.delta":
        return print(event.delta)
      case "response.completed":
        return Console.log(`\n[${event.response.id}]`)
      default:
        return Effect.void
    }
  }),
  Effect.provide(OpenAI.layer),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
