import { NodeHttpClient, NodeRedis, NodeRuntime } from "@effect/platform-node"
import { Config, Console, Effect, Layer } from "effect"
import { CircuitBreaker, RateLimiter } from "effect/persistence"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

// All processes at this Redis share one limit and one circuit. Where it is away, requests go on uncounted:
// without `disableOfflineQueue` they would wait for it
const redis = NodeRedis.layerConfig({ url: Config.String("REDIS_URL"), disableOfflineQueue: Config.succeed(true) })

const provider = OpenAI.layer.pipe(
  Policy.apply(Policy.rateLimit({ limit: 60, window: "1 minute", algorithm: "fixed-window" })),
  Policy.apply(Policy.circuitBreaker()),
  Layer.provide([RateLimiter.layerStoreRedis(), CircuitBreaker.layerStoreRedis()]),
  Layer.provide(redis)
)

StreamingProvider.chat({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello, Bifrost!" }] }).pipe(
  Collect.chat,
  Effect.flatMap((answer) => Console.log(answer.text)),
  Effect.provide(provider),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
