import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Config, Console, Effect } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import * as OpenAICompatible from "effect-bifrost/layers/OpenAICompatible"

const baseten = OpenAICompatible.layer({
  id: "baseten",
  baseUrl: "https://inference.baseten.co/v1",
  apiKey: Config.Redacted("BASETEN_API_KEY"),
  dialect: { topK: true, history: "reasoning_content" }
})

StreamingProvider.responses({ model: "deepseek-ai/DeepSeek-V3.1", input: "Hello, Bifrost!", topK: 40 }).pipe(
  Collect.responses,
  Effect.flatMap((answer) => Console.log(`${answer.text} (${answer.usage?.total} tokens)`)),
  Effect.provide(baseten),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
