import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Stream } from "effect"
import { Chunks, ResponseHead, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

StreamingProvider.responses({ model: "gpt-4o-mini", input: "Hello, Bifrost!" }).pipe(
  ResponseHead.observe((head) => Console.log(`${head.requestId}, ${head.rateLimit?.remainingRequests} requests left`)),
  Chunks.timed,
  Stream.runForEach(({ chunk, index, latencyMillis }) =>
    Console.log(`${index}: ${chunk.type} after ${Math.round(latencyMillis)} ms`)
  ),
  Effect.provide(OpenAI.layer),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
