import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

// Where the large model says nothing for 200 ms, the small one is asked too; who speaks first answers
const provider = OpenAI.layer.pipe(
  Policy.withModel("gpt-4o"),
  Policy.hedge([OpenAI.layer.pipe(Policy.withModel("gpt-4o-mini"))], { after: "200 millis" })
)

StreamingProvider.chat({ model: "any", messages: [{ role: "user", content: "Hello, Bifrost!" }] }).pipe(
  Collect.chat,
  Effect.flatMap((answer) => Console.log(answer.text)),
  Effect.provide(provider),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
