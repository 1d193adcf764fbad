import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Layer } from "effect"
import { RateLimiter } from "effect/persistence"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

// Who comes too early is told when to come again
const provider = OpenAI.layer.pipe(
  Policy.apply(Policy.rateLimit({ limit: 1, window: "1 minute", onExceeded: "fail" })),
  Layer.provide(RateLimiter.layerStoreMemory)
)

const ask = StreamingProvider.chat({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Hello, Bifrost!" }]
}).pipe(
  Collect.chat,
  Effect.map((answer) => answer.text),
  Effect.catchReason("BifrostError", "Shed", ({ by, retryAfterMillis = 0 }) =>
    Effect.succeed(`${by}: try again in ${Math.ceil(retryAfterMillis / 60_000)} min`)
  ),
  Effect.flatMap(Console.log)
)

Effect.andThen(ask, ask).pipe(Effect.provide(provider), Effect.provide(NodeHttpClient.layerUndici), NodeRuntime.runMain)
