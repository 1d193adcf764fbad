import { NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Stream } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"

// A provider that is no server: give the operations it serves
const parrot = StreamingProvider.layer("parrot", {
  text: (request) =>
    Stream.make(
      { _tag: "Start", provider: "parrot", model: request.model, warnings: [] },
      { _tag: "Text", choice: 0, delta: [request.prompt].flat().join(" ") },
      { _tag: "Finish", choices: [{ index: 0, reason: "stop", raw: null }] }
    )
})

StreamingProvider.text({ model: "grey", prompt: "Polly wants a cracker" }).pipe(
  Collect.text,
  Effect.flatMap((answer) => Console.log(answer.text)),
  Effect.provide(parrot),
  NodeRuntime.runMain
)
