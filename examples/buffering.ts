import { NodeFileSystem, NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Stream } from "effect"
import { AudioFile, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const file = AudioFile.sink("streaming_audio.mp3", {
  flushBytes: 1024 * 1024, // write when 1 MiB is waiting …
  flushEvery: "1 second", // … or when a second has passed
  overwrite: true
})

StreamingProvider.speech({ model: "tts-1", voice: "nova", input: "Once upon a time, …" }).pipe(
  Stream.tap((chunk) => (chunk._tag === "Audio" ? Console.log(`Received ${chunk.data.length} bytes`) : Effect.void)),
  Stream.run(file),
  Effect.flatMap((written) => Console.log(`${written.chunks} chunks, ${written.bytes} bytes`)),
  Effect.provide(OpenAI.layer),
  Effect.provide([NodeHttpClient.layerUndici, NodeFileSystem.layer]),
  NodeRuntime.runMain
)
