import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Layer } from "effect"
import { CircuitBreaker } from "effect/persistence"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as Local from "effect-bifrost/layers/Local"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

// After two failures in a row, OpenAI is left alone for a minute, and Local answers at once
const provider = OpenAI.layer.pipe(
  Policy.apply(Policy.circuitBreaker({ trip: CircuitBreaker.consecutive(2), openDuration: "1 minute" })),
  Policy.fallbackTo(Local.layer),
  Layer.provide(CircuitBreaker.layerStoreMemory())
)

const ask = StreamingProvider.chat({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Hello, Bifrost!" }]
}).pipe(Collect.chat)

Effect.forEach([1, 2, 3, 4], () => ask).pipe(
  Effect.flatMap((answers) => Console.log(`${answers.length} answers`)),
  Effect.provide(provider),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
