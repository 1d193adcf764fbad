import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Stream } from "effect"
import { Policy, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

// Where an answer breaks off, the small model goes on with it
const provider = OpenAI.layer.pipe(
  Policy.fallback([OpenAI.layer.pipe(Policy.withModel("gpt-4o-mini"))], { continue: true })
)

StreamingProvider.chat({ model: "gpt-4o", messages: [{ role: "user", content: "Hello, Bifrost!" }] }).pipe(
  Stream.runForEach((chunk) => {
    if (chunk._tag === "Text") return Console.log(chunk.delta)
    return chunk._tag === "Seam" ? Console.log(`[${chunk.error.reason._tag}: ${chunk.to} goes on]`) : Effect.void
  }),
  Effect.provide(provider),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
