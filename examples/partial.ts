import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

StreamingProvider.chat({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Tell me a long story." }]
}).pipe(
  Collect.chat,
  Effect.map((answer) => answer.text),
  Effect.catchReason("BifrostError", "Truncated", (reason, error) =>
    Effect.succeed(`${error.partial?.text} … [${reason.description}]`)
  ),
  Effect.flatMap(Console.log),
  Effect.provide(OpenAI.layer),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
