import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

// No answer is longer than a text message; what is longer ends there, and the provider is let go
const provider = OpenAI.layer.pipe(Policy.limit({ characters: 160, duration: "30 seconds" }))

StreamingProvider.chat({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Tell me everything." }] }).pipe(
  Collect.chat,
  Effect.flatMap(({ reason, text }) => Console.log(`${text.length} characters, ${reason}`)),
  Effect.provide(provider),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
