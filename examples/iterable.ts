import { NodeHttpClient } from "@effect/platform-node"
import { Layer, ManagedRuntime, Stream } from "effect"
import { StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const runtime = ManagedRuntime.make(OpenAI.layer.pipe(Layer.provide(NodeHttpClient.layerUndici)))

const answer = StreamingProvider.chat({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Hello, Bifrost!" }]
})

for await (const chunk of Stream.toAsyncIterableWith(answer, await runtime.context())) {
  if (chunk._tag === "Text") process.stdout.write(chunk.delta) // `break` closes the socket
}
await runtime.dispose()
