import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const provider = OpenAI.layer.pipe(Policy.apply(Policy.retry({ times: 3, within: "20 seconds" })))

StreamingProvider.chat({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello, Bifrost!" }] }).pipe(
  Collect.chat,
  Effect.flatMap((answer) => Console.log(answer.text)),
  Effect.provide(provider),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
