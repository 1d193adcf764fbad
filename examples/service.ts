import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Context, Effect, Layer } from "effect"
import { BifrostError, Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

// Your domain asks for what it needs …
class Summaries extends Context.Service<
  Summaries,
  { readonly of: (text: string) => Effect.Effect<string, BifrostError> }
>()("app/Summaries") {
  static readonly layer = Layer.effect(
    Summaries,
    Effect.gen(function* () {
      const chat = yield* StreamingProvider("chat")
      return {
        of: (text) =>
          chat.stream({ model: "gpt-4o-mini", messages: [{ role: "user", content: `In one sentence: ${text}` }] }).pipe(
            Collect.chat,
            Effect.map((answer) => answer.text)
          )
      }
    })
  )
}

// … and the edge of the program decides who serves it
const provider = OpenAI.layer.pipe(Policy.apply(Policy.retry()), Layer.provide(NodeHttpClient.layerUndici))
const app = Summaries.layer.pipe(Layer.provide(provider))

Summaries.use((summaries) => summaries.of("A bifrost is …")).pipe(
  Effect.flatMap(Console.log),
  Effect.provide(app),
  NodeRuntime.runMain
)
