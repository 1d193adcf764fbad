import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

// Two streams at once; a third waits up to a minute for one of them to end
const provider = OpenAI.layer.pipe(Policy.apply(Policy.concurrency(2, { wait: "1 minute" })))

const name = (city: string) =>
  StreamingProvider.chat({
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: `A river in ${city}?` }]
  }).pipe(Collect.chat)

Effect.forEach(["London", "Paris", "Rome", "Vienna"], name, { concurrency: "unbounded" }).pipe(
  Effect.flatMap((answers) => Console.log(answers.map(({ text }) => text).join(" "))),
  Effect.provide(provider),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
