/** From HTTP to what the rest of the library speaks of: heads and reasons. It decides nothing about protocols. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import type * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { RateLimit } from "../schemas/Chunk.ts"
import { type Reason, Rejected, Unreachable } from "../schemas/Reason.ts"
import * as Fault from "./Fault.ts"

/** A client whose sockets close with a scope, read or not. */
export type Client = HttpClient.HttpClient.With<HttpClientError.HttpClientError, Scope.Scope>

export const send = (
  client: Client,
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<HttpClientResponse.HttpClientResponse, Reason, Scope.Scope> =>
  Effect.mapError(client.execute(request), unreachable)

/** An error answer is read for so long, and so far: its status must not wait for its body. */
const bodyLimits = { duration: "1 second", bytes: 65_536 } as const

/** Only 2xx is an answer. Anything else is a reason, with what its body says, less the `secrets` that it may echo. */
export const check = (
  response: HttpClientResponse.HttpClientResponse,
  secrets: ReadonlyArray<string>
): Effect.Effect<void, Reason> =>
  Effect.suspend(() => {
    const { headers, status } = response
    if (status >= 200 && status < 300) return Effect.void
    const utf8 = new TextDecoder()
    let text = ""
    const body = Stream.runForEachArray(response.stream, (reads) => {
      for (const bytes of reads) {
        if (text.length < bodyLimits.bytes) text += utf8.decode(bytes.subarray(0, bodyLimits.bytes), { stream: true })
      }
      return text.length < bodyLimits.bytes ? Effect.void : Effect.fail("enough")
    })
    return Effect.flatMap(Effect.exit(Effect.timeout(body, bodyLimits.duration)), () =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const requestId = requestIdOf(headers)
        const retryAfterMillis = retryAfterOf(headers, now)
        return Effect.fail(
          Fault.ofBody(scrub(text.slice(0, bodyLimits.bytes), secrets), {
            status,
            ...(requestId !== undefined && { requestId }),
            ...(retryAfterMillis !== undefined && { retryAfterMillis })
          })
        )
      })
    )
  })

const scrub = (text: string, secrets: ReadonlyArray<string>) =>
  secrets.reduce((text, secret) => text.replaceAll(secret, "<redacted>"), text)

/** What signing added to a request: what must never be said again. */
export const secretsOf = (
  unsigned: HttpClientRequest.HttpClientRequest,
  signed: HttpClientRequest.HttpClientRequest
): ReadonlyArray<string> => {
  const headers = Object.entries(signed.headers).filter(([name, value]) => unsigned.headers[name] !== value)
  const before = new Set(unsigned.urlParams.params.map(([name]) => name))
  const params = signed.urlParams.params.filter(([name]) => !before.has(name))
  return [...headers, ...params]
    .map(([, value]) => (Redacted.isRedacted(value) ? Redacted.value(value) : value).replace(/^\w+ /, ""))
    .filter((value) => value.length > 3)
}

/** The network's own word for what happened, and nothing of the request: its URL may hold a key. */
export const unreachable = ({ reason }: HttpClientError.HttpClientError): Reason => {
  const cause = "cause" in reason ? reason.cause : undefined
  if (reason._tag === "EncodeError") {
    return new Rejected({ description: `the request's body could not be read: ${wordOf(cause) ?? "unknown error"}` })
  }
  return new Unreachable({ description: wordOf(cause) ?? reason._tag })
}

/** `ECONNRESET` and its like, wherever the client buried it; else the error's own words. */
const wordOf = (cause: unknown): string | undefined => {
  let found: string | undefined
  for (let error = cause, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++) {
    if ("code" in error && typeof error.code === "string") return error.code
    found ??= error.message
  }
  return found
}

/** Vendors do not agree on the name. */
const requestIdHeaders = [
  "x-request-id",
  "request-id",
  "x-amzn-requestid",
  "apim-request-id",
  "x-goog-request-id",
  "cf-ray"
]

export const requestIdOf = (headers: Headers.Headers): string | undefined =>
  requestIdHeaders.map((name) => headers[name]).find((id) => id !== undefined)

/** When to come again, in milliseconds from `now`: `retry-after-ms`, or `Retry-After` in seconds (also broken ones) or as a date. */
export const retryAfterOf = (headers: Headers.Headers, now: number): number | undefined => {
  const millis = Number(headers["retry-after-ms"] ?? Number.NaN)
  if (Number.isFinite(millis) && millis >= 0) return millis
  const value = headers["retry-after"]
  if (value === undefined) return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000
  const parsed = Headers.parseRetryAfter(value)
  return Result.isSuccess(parsed) ? Duration.toMillis(Headers.retryAfterDelay(parsed.success, now)) : undefined
}

const rateLimitHeaders = {
  limitRequests: ["x-ratelimit-limit-requests", "anthropic-ratelimit-requests-limit", "x-ratelimit-limit"],
  limitTokens: ["x-ratelimit-limit-tokens", "anthropic-ratelimit-tokens-limit"],
  remainingRequests: [
    "x-ratelimit-remaining-requests",
    "anthropic-ratelimit-requests-remaining",
    "x-ratelimit-remaining"
  ],
  remainingTokens: ["x-ratelimit-remaining-tokens", "anthropic-ratelimit-tokens-remaining"],
  resetRequests: ["x-ratelimit-reset-requests", "anthropic-ratelimit-requests-reset", "x-ratelimit-reset"],
  resetTokens: ["x-ratelimit-reset-tokens", "anthropic-ratelimit-tokens-reset"]
} as const

/** What the headers say of the limits; `undefined` where they say nothing. */
export const rateLimitOf = (headers: Headers.Headers): RateLimit | undefined => {
  const first = (names: ReadonlyArray<string>) => names.map((name) => headers[name]).find((one) => one !== undefined)
  const count = (name: keyof typeof rateLimitHeaders) => {
    const value = Number(first(rateLimitHeaders[name]) ?? Number.NaN)
    return Number.isFinite(value) ? { [name]: value } : {}
  }
  const words = (name: keyof typeof rateLimitHeaders) => {
    const value = first(rateLimitHeaders[name])
    return value === undefined ? {} : { [name]: value }
  }
  const limits: RateLimit = {
    ...count("limitRequests"),
    ...count("limitTokens"),
    ...count("remainingRequests"),
    ...count("remainingTokens"),
    ...words("resetRequests"),
    ...words("resetTokens")
  }
  return Object.keys(limits).length > 0 ? limits : undefined
}
