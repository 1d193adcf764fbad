/** Replicate's two requests: what is made, and where its output is read, without the key where it must not go. */
import { assert, describe, it } from "@effect/vitest"
import { Auth, Provider, StreamingProvider } from "effect-bifrost"
import { Config, Effect, Layer, Redacted } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import * as Layers from "effect-bifrost/layers/Replicate"
import { protocol } from "effect-bifrost/protocols/Replicate"
import { bodyOf, play, refusal, sentJson } from "../kit/fixture.ts"
import * as Heard from "../kit/hear.ts"

const ask = { model: "meta/meta-llama-3-8b-instruct", prompt: "Hi" }

/** What became of a question when this was made of it, and which requests were seen. */
const hear = (created: unknown, status = 201) =>
  Effect.gen(function* () {
    const seen: Array<{ readonly at: string; readonly key: string | undefined }> = []
    const client = HttpClient.make((request, url) =>
      Effect.sync(() => {
        seen.push({ at: `${request.method} ${url.href}`, key: request.headers["authorization"] })
        const isFirst = seen.length === 1
        const body = isFirst ? JSON.stringify(created) : new Uint8Array(bodyOf("replicate/text.sse"))
        return HttpClientResponse.fromWeb(request, new Response(body, { status: isFirst ? status : 200 }))
      })
    )
    const auth = Auth.bearer(Config.succeed(Redacted.make("r8-secret")))
    const layer = Provider.layer({ ...Layers.provider, auth }).pipe(
      Layer.provide(Layer.succeed(HttpClient.HttpClient, client))
    )
    const { chunks, error } = yield* Heard.hear(StreamingProvider.text(ask)).pipe(Effect.provide(layer))
    return { text: Heard.text(chunks), error, seen }
  })

const made = {
  at: "POST https://api.replicate.com/v1/models/meta/meta-llama-3-8b-instruct/predictions",
  key: "Bearer r8-secret"
}
const at = (stream: string) => ({ id: "p1", urls: { get: "https://api.replicate.com/v1/predictions/p1", stream } })

describe("a prediction", () => {
  it.effect("is read from the address of its output, which needs no key", () =>
    Effect.gen(function* () {
      const { error, seen, text } = yield* hear(at("https://stream.replicate.com/v1/files/abc"))
      assert.isUndefined(error)
      assert.strictEqual(text, "Sure:\n\nBifröst 🌈")
      assert.deepStrictEqual(seen, [made, { at: "GET https://stream.replicate.com/v1/files/abc", key: undefined }])
    })
  )

  it.effect("is read with the key at the provider's own origin", () =>
    Effect.gen(function* () {
      const { seen } = yield* hear(at("https://api.replicate.com/v1/stream/abc"))
      assert.deepStrictEqual(seen[1], { at: "GET https://api.replicate.com/v1/stream/abc", key: made.key })
    })
  )

  it.effect.each([
    "https://stream.replicate.com.evil.example/abc",
    "http://stream.replicate.com/abc",
    "https://api.replicate.com@evil.example/abc",
    "file:///etc/passwd",
    "/relative"
  ])("is not read from %s", (url) =>
    Effect.gen(function* () {
      const { error, seen } = yield* hear(at(url))
      assert.strictEqual(error?.reason._tag, "Unintelligible")
      assert.deepStrictEqual(seen, [made])
    })
  )

  it.effect.each([
    [{ id: "p1", urls: {} }, 201, "Unsupported"],
    [{ id: "p1", error: "no such input" }, 201, "ServerFailed"],
    [{ detail: "You have reached the rate limit" }, 429, "RateLimited"],
    ["no object", 201, "Unintelligible"],
    [{ id: "x".repeat(300_000) }, 201, "Unintelligible"]
  ] as const)("that is no prediction (%j) fails", ([created, status, tag]) =>
    Effect.gen(function* () {
      const { error, seen } = yield* hear(created, status)
      assert.strictEqual(error?.reason._tag, tag)
      assert.lengthOf(seen, 1)
    })
  )
})

describe("Replicate's wire", () => {
  it("tells a canceled answer", () =>
    assert.deepInclude(play("text", protocol, "replicate/canceled.sse").chunks.at(-1), {
      choices: [{ index: 0, reason: "other", raw: "canceled" }]
    }))

  it.each([
    ["error", "CUDA out of memory"],
    ["failed", "the prediction failed"]
  ])("%s fails", (name, words) => {
    const { failure } = play("text", protocol, `replicate/${name}.sse`)
    assert.strictEqual(failure?._tag, "ServerFailed")
    assert.include(failure?.message, words)
  })

  it("is asked for a version, and with settings", () =>
    assert.deepStrictEqual(
      sentJson(protocol, { ...ask, model: "meta/llama:abc", maxTokens: 9, topP: 0.9, stop: ["a", "b"] }),
      { version: "abc", input: { prompt: "Hi", max_tokens: 9, top_p: 0.9, stop_sequences: "a,b" }, stream: true }
    ))

  it("refuses what it has no word for", () =>
    assert.strictEqual(refusal(protocol, { ...ask, logprobs: 1 }), "unsupported: logprobs"))
})
