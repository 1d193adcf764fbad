import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Schema } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const Recipe = Schema.Struct({
  name: Schema.String,
  minutes: Schema.Int,
  ingredients: Schema.Array(Schema.String)
})

StreamingProvider.chat({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "A quick soup, please." }],
  responseFormat: { schema: Recipe }
}).pipe(
  Collect.chat,
  Collect.as(Recipe),
  Effect.flatMap(({ value }) => Console.log(`${value.name}: ${value.ingredients.join(", ")} (${value.minutes} min)`)),
  Effect.provide(OpenAI.layer),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
