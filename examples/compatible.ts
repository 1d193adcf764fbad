import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { Auth, Collect, Provider, StreamingProvider } from "effect-bifrost"
import * as OpenAiChat from "effect-bifrost/protocols/OpenAiChat"

// vLLM, llama.cpp, LM Studio, a gateway: whatever speaks OpenAI's language
const mine = Provider.layer({
  id: "mine",
  baseUrl: "http://127.0.0.1:8080/v1",
  auth: Auth.none, // or Auth.bearer(Config.Redacted("MY_KEY"))
  models: { fast: "qwen2.5-7b-instruct" },
  timeouts: { firstContent: "2 minutes" }, // a cold model loads first
  operations: { chat: OpenAiChat.protocol }
})

StreamingProvider.chat({ model: "fast", messages: [{ role: "user", content: "Hello, Bifrost!" }] }).pipe(
  Collect.chat,
  Effect.flatMap((answer) => Console.log(`${answer.provider} (${answer.model}): ${answer.text}`)),
  Effect.provide(mine),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
