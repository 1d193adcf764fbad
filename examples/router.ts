import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { Collect, Router, StreamingProvider } from "effect-bifrost"
import * as Local from "effect-bifrost/layers/Local"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const router = Router.layer({ openai: OpenAI.layer, local: Local.layer })

const ask = (model: string) =>
  StreamingProvider.chat({ model, messages: [{ role: "user", content: "Hello, Bifrost!" }] }).pipe(
    Collect.chat,
    Effect.map((answer) => `${answer.provider}: ${answer.text}`),
    Effect.catchTag("BifrostError", (error) => Effect.succeed(error.message)),
    Effect.flatMap(Console.log)
  )

Effect.forEach(["openai/gpt-4o-mini", "local/guide", "groq/llama-3.3-70b"], ask).pipe(
  Effect.provide(router),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
