import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Config, ConfigProvider, Console, Effect, Layer } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const provider = OpenAI.layerConfig({
  apiKey: Config.Redacted("ASSISTANT_KEY"),
  baseUrl: Config.String("ASSISTANT_URL").pipe(Config.withDefault("https://api.openai.com/v1")),
  timeouts: Config.all({ headers: Config.Duration("ASSISTANT_PATIENCE").pipe(Config.withDefault("30 seconds")) }),
  models: Config.succeed({ fast: "gpt-4o-mini" })
})

// Default: environment variables. Here: a value, as a test would; `ConfigProvider.fromDotEnv()` reads a file.
const settings = ConfigProvider.layer(
  ConfigProvider.fromUnknown({ ASSISTANT_KEY: "sk-test", ASSISTANT_PATIENCE: "10 seconds" })
)

StreamingProvider.chat({ model: "fast", messages: [{ role: "user", content: "Hello, Bifrost!" }] }).pipe(
  Collect.chat,
  Effect.flatMap((answer) => Console.log(answer.text)),
  Effect.provide(provider.pipe(Layer.provide([settings, NodeHttpClient.layerUndici]))),
  NodeRuntime.runMain
)
