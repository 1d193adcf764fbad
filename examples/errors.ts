import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

StreamingProvider.chat({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Hello, Bifrost!" }]
}).pipe(
  Collect.chat,
  Effect.map((answer) => answer.text),
  // one reason
  Effect.catchReason("BifrostError", "RateLimited", ({ retryAfterMillis }) =>
    Effect.succeed(`Busy. Try again in ${(retryAfterMillis ?? 1000) / 1000} s.`)
  ),
  // all others
  Effect.catchTag("BifrostError", (error) =>
    Effect.succeed(error.isRetryable ? `Try again: ${error.message}` : `Give up: ${error.message}`)
  ),
  Effect.flatMap(Console.log),
  Effect.provide(OpenAI.layer),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
