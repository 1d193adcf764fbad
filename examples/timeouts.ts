import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { Collect, StreamingProvider, Timeouts } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

const ask = (content: string) => StreamingProvider.chat({ model: "gpt-4o-mini", messages: [{ role: "user", content }] })

const program = Effect.gen(function* () {
  // this request: its own `idle`, the rest as set around it
  const patient = yield* ask("Think long.").pipe(Timeouts.set({ idle: "5 minutes" }), Collect.chat)
  const quick = yield* ask("Hello, Bifrost!").pipe(Collect.chat)
  yield* Console.log(`${patient.text} ${quick.text}`)
}).pipe(Timeouts.set({ headers: "10 seconds", firstContent: "20 seconds" })) // all requests in here

program.pipe(Effect.provide(OpenAI.layer), Effect.provide(NodeHttpClient.layerUndici), NodeRuntime.runMain)
