import { NodeFileSystem, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Stream } from "effect"
import { AudioFile, StreamingProvider } from "effect-bifrost"
import * as Local from "effect-bifrost/layers/Local"

const introduce = (voice: string) =>
  StreamingProvider.speech({ model: "local", voice, input: `Hello, my name is ${voice}.` }).pipe(
    Stream.run(AudioFile.sink(`${voice}.wav`, { overwrite: true })),
    Effect.flatMap(({ path }) => Console.log(path))
  )

Effect.forEach(Local.voices, ({ id }) => introduce(id)).pipe(
  Effect.provide(Local.layer),
  Effect.provide(NodeFileSystem.layer),
  NodeRuntime.runMain
)
