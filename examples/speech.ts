import { NodeFileSystem, NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Stream } from "effect"
import { AudioFile, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

StreamingProvider.speech({
  model: "tts-1",
  voice: "alloy",
  format: "mp3",
  input: "Hello! This is a sample text. The weather today is wonderful, and I hope you're having a great day!"
}).pipe(
  Stream.run(AudioFile.sink("output.mp3")),
  Effect.flatMap(({ bytes, path }) => Console.log(`Saved ${bytes} bytes to ${path}`)),
  Effect.provide(OpenAI.layer),
  Effect.provide([NodeHttpClient.layerUndici, NodeFileSystem.layer]),
  NodeRuntime.runMain
)
