import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Stream } from "effect"
import { Policy, StreamingProvider } from "effect-bifrost"
import * as Anthropic from "effect-bifrost/layers/Anthropic"
import * as Local from "effect-bifrost/layers/Local"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const provider = OpenAI.layer.pipe(
  Policy.fallback([Anthropic.layer.pipe(Policy.withModel("claude-sonnet-4-5")), Local.layer])
)

StreamingProvider.chat({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello, Bifrost!" }] }).pipe(
  Stream.runForEach((chunk) =>
    chunk._tag === "Start" ? Console.log(`${chunk.provider} answers with ${chunk.model}`) : Effect.void
  ),
  Effect.provide(provider),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
