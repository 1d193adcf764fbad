import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Layer } from "effect"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import { Otlp, OtlpSerialization } from "effect/observability"

// Reads OTEL_TRACES_EXPORTER, OTEL_EXPORTER_OTLP_ENDPOINT and their like; without them it exports nothing.
const exporter = Otlp.layerFromConfig({ resource: { serviceName: "asgard" } }).pipe(
  Layer.provide(OtlpSerialization.layerJson)
)

const provider = OpenAI.layer.pipe(Policy.apply(Policy.retry()))

StreamingProvider.chat({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello, Bifrost!" }] }).pipe(
  Collect.chat,
  Effect.flatMap((answer) => Console.log(answer.text)),
  Effect.withSpan("greeting"),
  Effect.provide(provider),
  Effect.provide(exporter),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
