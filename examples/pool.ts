import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Config, Console, Effect, Layer } from "effect"
import { Auth, Collect, Provider, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

// Two keys: the team's is used three times as often; a key that is refused makes room for the other
const provider = Provider.layer({
  ...OpenAI.provider,
  auth: Auth.pool([
    { auth: Auth.bearer(Config.Redacted("TEAM_KEY")), weight: 3, label: "team" },
    { auth: Auth.bearer(Config.Redacted("SPARE_KEY")), label: "spare" }
  ])
}).pipe(Layer.provide(NodeHttpClient.layerUndici))

StreamingProvider.chat({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello, Bifrost!" }] }).pipe(
  Collect.chat,
  Effect.flatMap((answer) => Console.log(answer.text)),
  Effect.provide(provider),
  NodeRuntime.runMain
)
