import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Schema, Stream } from "effect"
import { BifrostError, Collect, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import type { Message } from "effect-bifrost/schemas/Content"

// 1. What the model may call
const City = Schema.Struct({ city: Schema.String })
const weather = { name: "weather", description: "The weather in a city, now.", parameters: City }
const lookUp = (city: string) => Effect.succeed(`18 °C and rain in ${city}`)

// 2. What happens when it does: its arguments are checked, and a mistake is told to the model
const call = (input: unknown) =>
  Schema.decodeUnknownEffect(City)(input).pipe(
    Effect.flatMap(({ city }) => lookUp(city)),
    Effect.catchTag("SchemaError", (error) => Effect.succeed(`Wrong arguments: ${error.message}`))
  )

// 3. Ask until there is nothing left to call
const converse = (messages: ReadonlyArray<Message>): Effect.Effect<string, BifrostError, StreamingProvider<"chat">> =>
  Effect.gen(function* () {
    const answer = yield* StreamingProvider.chat({ model: "gpt-4o-mini", messages, tools: [weather] }).pipe(
      Stream.tap((chunk) => (chunk._tag === "ToolCall" && chunk.name ? Console.log(`→ ${chunk.name}`) : Effect.void)),
      Collect.chat
    )
    if (answer.toolCalls.length === 0) return answer.text
    const results = yield* Effect.forEach(answer.toolCalls, ({ id, input }) =>
      Effect.map(call(input), (content): Message => ({ role: "tool", toolCallId: id, content }))
    )
    return yield* converse([...messages, answer.message, ...results])
  })

converse([{ role: "user", content: "Do I need an umbrella in Reykjavík?" }]).pipe(
  Effect.flatMap(Console.log),
  Effect.provide(OpenAI.layer),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
