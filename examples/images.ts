import { NodeFileSystem, NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, FileSystem } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const program = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const photo = yield* files.readFile("photo.png")
  const answer = yield* StreamingProvider.chat({
    model: "gpt-4o-mini",
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "What differs between these two?" },
          { type: "image", source: { url: "https://example.com/before.png" }, detail: "low" },
          { type: "image", source: { data: photo, mediaType: "image/png" } }
        ]
      }
    ]
  }).pipe(Collect.chat)
  yield* Console.log(answer.text)
})

program.pipe(
  Effect.provide(OpenAI.layer),
  Effect.provide([NodeHttpClient.layerUndici, NodeFileSystem.layer]),
  NodeRuntime.runMain
)
