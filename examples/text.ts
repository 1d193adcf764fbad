import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Effect, Stream } from "effect"
import { StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const print = (text: string) => Effect.sync(() => process.stdout.write(text))

StreamingProvider.text({ model: "gpt-4o-mini", prompt: "A for apple and B for" }).pipe(
  Stream.runForEach((chunk) => (chunk._tag === "Text" ? print(chunk.delta) : Effect.void)),
  Effect.provide(OpenAI.layer),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
