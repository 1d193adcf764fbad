import { NodeFileSystem, NodeHttpClient } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Config, Effect, Layer, Redacted } from "effect"
import { Collect, StreamingProvider } from "effect-bifrost"
import * as OpenAI from "effect-bifrost/layers/OpenAI"
import { Cassette } from "effect-bifrost/testing"

// Recorded once, with `mode: "record"` and a real key; replayed since then, with neither key nor network
const client = NodeHttpClient.layerUndici.pipe(
  Cassette.layer({ directory: "test/cassettes" }),
  Layer.provide(NodeFileSystem.layer)
)
const provider = OpenAI.layerConfig({ apiKey: Config.succeed(Redacted.make("none")) }).pipe(Layer.provide(client))

it.effect("greets", () =>
  Effect.gen(function* () {
    const { text } = yield* Collect.chat(
      StreamingProvider.chat({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello, Bifrost!" }] })
    )
    assert.strictEqual(text, "Hello from Asgard!")
  }).pipe(Effect.provide(provider))
)
