import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Effect, Stream } from "effect"
import { Policy, StreamingProvider } from "effect-bifrost"
import * as Local from "effect-bifrost/layers/Local"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const answer = StreamingProvider.chat({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Hello, Bifrost!" }]
})
//    ^ Stream<ChatChunk, BifrostError, StreamingProvider<"chat">>

const provider = OpenAI.layer.pipe(
  Policy.apply(Policy.retry({ times: 2 })), // the same provider again, while nothing was heard
  Policy.fallbackTo(Local.layer) // then the engine on this machine
)

const print = (text: string) => Effect.sync(() => process.stdout.write(text))

answer.pipe(
  Stream.runForEach((chunk) => (chunk._tag === "Text" ? print(chunk.delta) : Effect.void)),
  Effect.provide(provider),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
