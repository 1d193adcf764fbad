import { NodeFileSystem, NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Effect, Stream } from "effect"
import { AudioFile, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const print = (text: string) => Effect.sync(() => process.stdout.write(text))

const program = Effect.gen(function* () {
  const file = yield* AudioFile.read("output.mp3") // fails here if it is missing
  yield* StreamingProvider.transcription({
    ...file,
    model: "whisper-1",
    prompt: "This is a sample audio transcription from Bifrost speech synthesis."
  }).pipe(Stream.runForEach((chunk) => (chunk._tag === "Text" ? print(chunk.delta) : Effect.void)))
})

program.pipe(
  Effect.provide(OpenAI.layer),
  Effect.provide([NodeHttpClient.layerUndici, NodeFileSystem.layer]),
  NodeRuntime.runMain
)
