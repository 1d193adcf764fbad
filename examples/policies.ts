import { NodeHttpClient, NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Schedule, Stream } from "effect"
import { Collect, Policy, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"

// A policy is a function from a stream to a stream of the same type. This one is ours:
const logged: Policy.Policy = (stream) =>
  stream.pipe(Stream.tapError((error) => Console.log(`failed: ${error.reason._tag}`)))

const provider = OpenAI.layer.pipe(
  Policy.apply(logged), // innermost: hears of every attempt
  Policy.apply(Policy.retry(Schedule.max([Schedule.spaced("10 millis"), Schedule.recurs(3)]))),
  Policy.apply(Policy.deadline("30 seconds")) // outermost: around all attempts
)

StreamingProvider.chat({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello, Bifrost!" }] }).pipe(
  Collect.chat,
  Effect.flatMap((answer) => Console.log(answer.text)),
  Effect.provide(provider),
  Effect.provide(NodeHttpClient.layerUndici),
  NodeRuntime.runMain
)
