import { NodeHttpServer } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { RateLimited } from "effect-bifrost/schemas/Reason"
import { FakeServer } from "effect-bifrost/testing"
import { createServer } from "node:http"
import OpenAI from "openai"

// The first request is refused, as OpenAI would refuse it; the second is answered word by word
const fake = FakeServer.make({
  chat: [[new RateLimited({ description: "Slow down.", retryAfterMillis: 10 })], ["Hello", " from", " Asgard!"]]
})
const server = fake.layer.pipe(Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })))

it.live("any client can be tested against it", () =>
  Effect.gen(function* () {
    const url = yield* FakeServer.url
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "none", maxRetries: 1 })
    const stream = client.chat.completions.stream({
      model: "gpt-4o-mini",
      messages: [{ role: "user", content: "Hello!" }]
    })

    assert.strictEqual(yield* Effect.promise(() => stream.finalContent()), "Hello from Asgard!")
    assert.deepStrictEqual(
      fake.requests.map(({ ending, wire }) => [wire, ending]),
      [
        ["openai-chat", "failed"],
        ["openai-chat", "whole"]
      ]
    )
  }).pipe(Effect.provide(server))
)
