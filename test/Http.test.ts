/** What an HTTP head says: the table of statuses, when to come again, request ids, limits, the network's word. */
import { assert, describe, it } from "@effect/vitest"
import { Config, Effect, Redacted } from "effect"
import { Auth, Provider, StreamingProvider } from "effect-bifrost"
import { Headers, HttpClientError, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import * as Http from "../src/Http.ts"
import { type Answer, client } from "./kit/client.ts"
import { hear, reasonOf } from "./kit/hear.ts"
import { layer, record } from "./kit/provider.ts"
import { data, hello, question } from "./kit/wire.ts"

const ask = StreamingProvider.chat(question)
const failure = (answer: Answer) =>
  Effect.gen(function* () {
    const { error } = yield* hear(ask).pipe(Effect.provide(layer), Effect.provide(client(answer).layer))
    assert.isDefined(error)
    return error
  })

describe("statuses", () => {
  const table = [
    [302, "Rejected"],
    [400, "Rejected"],
    [401, "Unauthorized"],
    [402, "QuotaExceeded"],
    [403, "Forbidden"],
    [404, "NotFound"],
    [408, "ServerFailed"],
    [409, "Rejected"],
    [410, "NotFound"],
    [413, "Rejected"],
    [422, "Rejected"],
    [429, "RateLimited"],
    [500, "ServerFailed"],
    [502, "ServerFailed"],
    [503, "Overloaded"],
    [504, "ServerFailed"],
    [529, "Overloaded"]
  ] as const
  it.effect.each(table)("%i is %s", ([status, reason]) =>
    Effect.gen(function* () {
      const error = yield* failure({ status, body: '{"error":{"message":"no"}}' })
      assert.strictEqual(reasonOf(error), reason)
      assert.deepInclude(error.reason, { status, description: "no" })
    })
  )
  it.effect("only 2xx is an answer, and a 2xx that is none is no success", () =>
    Effect.gen(function* () {
      for (const [status, body, reason] of [
        [204, "", "Truncated"],
        [200, "", "Truncated"],
        [200, data("[DONE]"), "Truncated"],
        [200, "<html><title>Hi</title></html>", "Unintelligible"],
        [200, '{"error":{"message":"no","code":429}}', "RateLimited"]
      ] as const) {
        assert.strictEqual(reasonOf(yield* failure({ status, body })), reason, `${status} ${body}`)
      }
    })
  )
})

it.effect("a key that no header can hold is told before anything is sent, and not told", () =>
  Effect.gen(function* () {
    const auth = Auth.bearer(Config.succeed(Redacted.make("sk-planted\n")))
    const { layer: http, sockets } = client({ body: hello })
    const { error } = yield* hear(ask).pipe(Effect.provide(Provider.layer({ ...record, auth })), Effect.provide(http))
    assert.deepStrictEqual([reasonOf(error), sockets], ["Misconfigured", []])
    assert.match(error?.message ?? "", /"authorization".*line break/)
    assert.notInclude(error?.message, "planted")
  })
)

describe("when to come again", () => {
  const now = Date.UTC(2026, 10, 22, 12, 0, 0)
  const table: ReadonlyArray<readonly [headers: Readonly<Record<string, string>>, millis: number | undefined]> = [
    [{}, undefined],
    [{ "retry-after": "7" }, 7000],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": "1.5" }, 1500],
    [{ "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT" }, 30_000],
    [{ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" }, 0],
    [{ "retry-after-ms": "250" }, 250],
    [{ "retry-after-ms": "250.5", "retry-after": "7" }, 250.5],
    [{ "retry-after-ms": "soon", "retry-after": "7" }, 7000],
    [{ "retry-after": "" }, undefined],
    [{ "retry-after": "-3" }, undefined],
    [{ "retry-after": "soon" }, undefined]
  ]
  it.each(table)("%o", (headers, millis) => {
    assert.strictEqual(Http.retryAfterOf(Headers.fromInput(headers), now), millis)
  })
  it.effect("a date counts from the clock", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const error = yield* failure({ status: 503, headers: { "retry-after": "Sun, 22 Nov 2026 12:01:00 GMT" } })
      assert.strictEqual(error.retryAfterMillis, 60_000)
    })
  )
})

describe("heads", () => {
  it.each([
    ...["x-request-id", "request-id", "x-amzn-requestid", "apim-request-id", "x-goog-request-id", "cf-ray"],
    ...["x-github-request-id", "dg-request-id", "mistral-correlation-id", "nvcf-reqid", "x-trace-id"]
  ])("a request id from %s, before Cloudflare's", (name) => {
    assert.strictEqual(Http.requestIdOf(Headers.fromInput({ "cf-ray": "r0", [name]: "r1" })), "r1")
  })
  it("limits, as OpenAI and Anthropic spell them; what is no number is not said", () => {
    const openAi = {
      "x-ratelimit-limit-requests": "60",
      "x-ratelimit-limit-tokens": "150000",
      "x-ratelimit-remaining-requests": "59",
      "x-ratelimit-remaining-tokens": "many",
      "x-ratelimit-reset-requests": "1s",
      "x-ratelimit-reset-tokens": "6m0s"
    }
    assert.deepStrictEqual(Http.rateLimitOf(Headers.fromInput(openAi)), {
      limitRequests: 60,
      limitTokens: 150_000,
      remainingRequests: 59,
      resetRequests: "1s",
      resetTokens: "6m0s"
    })
    const anthropic = {
      "anthropic-ratelimit-requests-remaining": "3",
      "anthropic-ratelimit-tokens-reset": "2026-11-22T12:00:00Z"
    }
    assert.deepStrictEqual(Http.rateLimitOf(Headers.fromInput(anthropic)), {
      remainingRequests: 3,
      resetTokens: "2026-11-22T12:00:00Z"
    })
    assert.isUndefined(Http.rateLimitOf(Headers.fromInput({ "content-type": "text/plain" })))
  })
  it.effect("both arrive in the answer's start", () =>
    Effect.gen(function* () {
      const headers = { "x-request-id": "r1", "x-ratelimit-remaining-requests": "2" }
      const { chunks } = yield* hear(ask).pipe(
        Effect.provide(layer),
        Effect.provide(client({ headers, body: hello }).layer)
      )
      assert.deepInclude(chunks[0], { requestId: "r1", rateLimit: { remainingRequests: 2 } })
    })
  )
})

describe("the network's word", () => {
  const request = HttpClientRequest.get("https://example.com/?key=sk-planted")
  const said = (cause: unknown) => {
    const reason = Http.unreachable(
      new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })
    )
    return "description" in reason ? reason.description : undefined
  }
  const coded = (message: string, code: string, cause?: unknown) =>
    Object.assign(new Error(message, { cause }), { code })
  it.each([
    [coded("read ECONNRESET", "ECONNRESET"), "read ECONNRESET"],
    [coded("other side closed", "UND_ERR_SOCKET"), "other side closed (UND_ERR_SOCKET)"],
    [
      new TypeError("fetch failed", { cause: coded("connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED") }),
      "connect ECONNREFUSED 127.0.0.1:1"
    ],
    [Object.assign(new AggregateError([], ""), { code: "ECONNREFUSED" }), "ECONNREFUSED"],
    [new TypeError("Failed to parse URL from https://example.com/?key=sk-planted"), "Failed to parse URL from <url>"],
    ["a string", "TransportError"]
  ])("%s", (cause, words) => {
    assert.strictEqual(said(cause), words)
  })
})
