/** Who hears of response heads, when, and what of them. */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Policy, Provider, ResponseHead, StreamingProvider } from "effect-bifrost"
import * as OpenAiResponses from "effect-bifrost/protocols/OpenAiResponses"
import * as Client from "./kit/client.ts"
import * as Heard from "./kit/hear.ts"
import { record } from "./kit/provider.ts"
import { data, hello, question } from "./kit/wire.ts"

const headers = {
  "content-type": "text/event-stream",
  "x-request-id": "r1",
  "x-ratelimit-remaining-requests": "7",
  "x-ratelimit-reset-tokens": "6m0s"
}
const rateLimit = { remainingRequests: 7, resetTokens: "6m0s" }

/** What an observer hears while a stream runs. */
const observed = <A, E, R>(stream: Stream.Stream<A, E, R>) => {
  const heads: Array<ResponseHead.ResponseHead> = []
  const observer = (head: ResponseHead.ResponseHead) => Effect.sync(() => void heads.push(head))
  return { heads, stream: ResponseHead.observe(observer)(stream) }
}

describe("ResponseHead.observe", () => {
  it.effect("hears what the headers say; so does Start", () =>
    Effect.gen(function* () {
      const { layer } = Client.client({ headers, body: hello })
      const { heads, stream } = observed(StreamingProvider.chat(question))
      const { chunks } = yield* Heard.hear(stream).pipe(Effect.provide(Layer.provide(Provider.layer(record), layer)))
      expect(heads).toEqual([
        {
          provider: "test",
          operation: "chat",
          model: "m",
          status: 200,
          requestId: "r1",
          rateLimit,
          warnings: [],
          headers: expect.objectContaining(headers),
          contentType: headers["content-type"]
        }
      ])
      expect(chunks[0]).toMatchObject({ _tag: "Start", requestId: "r1", rateLimit })
    })
  )

  it.effect("hears of Responses, whose events have no place for it, warnings included", () =>
    Effect.gen(function* () {
      const events = ["response.created", "response.completed"].map((type) => ({ type, response: { id: "x" } }))
      const { layer } = Client.client({ headers, body: data(...events) })
      const provider = Provider.layer({ ...record, operations: { responses: OpenAiResponses.protocol } })
      const { heads, stream } = observed(StreamingProvider.responses({ model: "m", input: "hi" }))
      const { chunks } = yield* Heard.hear(stream).pipe(Effect.provide(Layer.provide(provider, layer)))
      expect(heads).toMatchObject([{ operation: "responses", requestId: "r1", rateLimit }])
      expect(chunks).toEqual(events)
    })
  )

  it.effect("hears of every answer that began, also of those that a retry replaced, and of no error answer", () =>
    Effect.gen(function* () {
      const { layer } = Client.client(
        { status: 503, headers: { "x-request-id": "r0" } },
        { headers: { "x-request-id": "r1" }, body: "" },
        { headers: { "x-request-id": "r2" }, body: hello }
      )
      const { heads, stream } = observed(StreamingProvider.chat(question).pipe(Policy.retry({ times: 2 })))
      const run = Heard.hear(stream).pipe(Effect.provide(Layer.provide(Provider.layer(record), layer)))
      const fiber = yield* Effect.forkChild(run, { startImmediately: true })
      yield* TestClock.adjust("1 minute")
      expect(Heard.text((yield* Fiber.join(fiber)).chunks)).toBe("Hello")
      expect(heads.map(({ requestId }) => requestId)).toEqual(["r1", "r2"])
    })
  )
})
