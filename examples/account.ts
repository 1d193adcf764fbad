import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

// One line for each request, however it ends
const provider = OpenAI.layer.pipe(
  Policy.apply(Policy.retry()),
  Policy.account(({ attempts, exit, model, usage }) =>
    Console.log(`${exit._tag}: ${usage.output} ${usage.source} output tokens of ${model}, ${attempts.length} attempts`)
  )
)

StreamingProvider.chat({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello, Bifrost!" }] }).pipe(
  Collect.chat,
  Effect.flatMap((answer) => Console.log(answer.text)),
  Effect.provide(provider),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
