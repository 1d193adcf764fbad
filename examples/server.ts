import { NodeHttpClient, NodeHttpServer, NodeRuntime } from "@effect/platform-node"
import { Config, Effect, Layer, Schema, Stream } from "effect"
import { BifrostError, ChatChunk, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import { Sse } from "effect/encoding"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { createServer } from "node:http"

const chunkToJson = Schema.encodeSync(Schema.fromJsonString(Schema.toCodecJson(ChatChunk)))
const errorToJson = Schema.encodeSync(Schema.fromJsonString(Schema.toCodecJson(BifrostError)))
const event = (event: string, data: string): Sse.Event => ({ _tag: "Event", event, data, id: undefined })

const route = HttpRouter.add(
  "POST",
  "/chat",
  Effect.gen(function* () {
    const { prompt } = yield* HttpServerRequest.schemaBodyJson(Schema.Struct({ prompt: Schema.String }))
    const chat = yield* StreamingProvider("chat")
    const body = chat.stream({ model: "gpt-4o-mini", messages: [{ role: "user", content: prompt }] }).pipe(
      Stream.map((chunk) => event(chunk._tag, chunkToJson(chunk))),
      Stream.catch((error) => Stream.make(event("error", errorToJson(error)))),
      Stream.pipeThroughChannel(Sse.encode()),
      Stream.encodeText
    )
    return HttpServerResponse.stream(body, {
      contentType: "text/event-stream",
      headers: { "cache-control": "no-cache" }
    })
  })
)

const listen = NodeHttpServer.layerConfig(createServer, {
  host: Config.succeed("127.0.0.1"),
  port: Config.Int("PORT").pipe(Config.withDefault(3000))
})

HttpRouter.serve(route).pipe(
  Layer.provide(listen),
  Layer.provide(OpenAI.layer),
  Layer.provide(NodeHttpClient.layerUndici),
  Layer.launch,
  NodeRuntime.runMain
)
