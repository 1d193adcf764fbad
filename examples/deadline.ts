import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

StreamingProvider.chat({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Hello, Bifrost!" }]
}).pipe(
  Policy.deadline("30 seconds"),
  Collect.chat,
  Effect.map((answer) => answer.text),
  Effect.catchReason("BifrostError", "TimedOut", (reason, error) =>
    Effect.succeed(`${error.partial?.text} … (cut by ${reason.phase})`)
  ),
  Effect.flatMap(Console.log),
  Effect.provide(OpenAI.layer),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
