import { NodeFileSystem, NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Layer, Stream } from "effect"
import { AudioFile, Collect, Provider, StreamingProvider } from "effect-bifrost"
import * as Local from "effect-bifrost/layers/Local"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

// chat by OpenAI, all else on this machine: where both serve, the later one wins
const { chat } = OpenAI.provider.operations
const providers = Layer.merge(Local.layer, Provider.layer({ ...OpenAI.provider, operations: { chat } }))

const program = Effect.gen(function* () {
  const answer = yield* StreamingProvider.chat({
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: "Hello, Bifrost!" }]
  }).pipe(Collect.chat)
  const { path } = yield* StreamingProvider.speech({ model: "local", voice: "slt", input: answer.text }).pipe(
    Stream.run(AudioFile.sink("answer.wav"))
  )
  yield* Console.log(`${answer.provider} wrote ${path}`)
})

program.pipe(
  Effect.provide(providers),
  Effect.provide([NodeHttpClient.layerUndici, NodeFileSystem.layer]),
  NodeRuntime.runMain
)
