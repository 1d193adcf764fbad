import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import * as Vertex from "effect-bifrost/layers/Vertex"

// each publisher's models are asked in their own wire
const models = ["google/gemini-2.5-flash", "anthropic/claude-sonnet-4-5@20250929", "meta/llama-3.3-70b-instruct-maas"]

Effect.forEach(models, (model) =>
  StreamingProvider.chat({ model, messages: [{ role: "user", content: "Hello, Bifrost!" }] }).pipe(
    Collect.chat,
    Effect.flatMap((answer) => Console.log(`${model}: ${answer.text}`))
  )
).pipe(Effect.provide(Vertex.layer), Effect.provide(NodeHttpClient.layerUndici), NodeRuntime.runMain)
