/** From HTTP to what the rest of the library speaks of: answers, heads and reasons. It decides nothing about protocols. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import type * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { RateLimit } from "../schemas/Chunk.ts"
import { Misconfigured, type Reason, Rejected, Truncated, Unreachable } from "../schemas/Reason.ts"
import * as Fault from "./wire/Fault.ts"
import * as Multipart from "./wire/Multipart.ts"

/** A client whose sockets close with a scope, read or not. */
export type Client = HttpClient.HttpClient.With<HttpClientError.HttpClientError, Scope.Scope>

export const send = (
  client: Client,
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<HttpClientResponse.HttpClientResponse, Reason, Scope.Scope> =>
  Effect.suspend(() => {
    const bad = Object.entries(request.headers).find(([, value]) => unsendable.test(value))
    if (bad === undefined) return Effect.mapError(client.execute(request), unreachable)
    const description = `the header "${bad[0]}" holds what no header can; is there a line break in the key?`
    return Effect.fail(new Misconfigured({ description }))
  })

/** Clients disagree on what to do with these: they strip them, fail or die. */
const unsendable = /[^\t\x20-\x7e\x80-\xff]/

/** An error answer is read for so long, and so far: its status must not wait for its body. */
const bodyLimits = { duration: "1 second", bytes: 65_536 } as const

/** Only 2xx is an answer. */
export const isAnswer = ({ status }: HttpClientResponse.HttpClientResponse): boolean => status >= 200 && status < 300

/** Anything else is a reason, with what its body says. */
export const refusal = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<never, Reason> =>
  Effect.suspend(() => {
    const { headers, status } = response
    const utf8 = new TextDecoder()
    let text = ""
    let left: number = bodyLimits.bytes
    const body = Stream.runForEachArray(response.stream, (reads) => {
      for (const bytes of reads) {
        text += utf8.decode(bytes.subarray(0, left), { stream: true })
        left = Math.max(0, left - bytes.length)
      }
      return left > 0 ? Effect.void : Effect.fail("enough")
    })
    return Effect.flatMap(Effect.exit(Effect.timeout(body, bodyLimits.duration)), () =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const requestId = requestIdOf(headers)
        const retryAfterMillis = retryAfterOf(headers, now)
        const code = headers["x-amzn-errortype"]?.split(":")[0] // AWS says it nowhere else
        return Effect.fail(
          Fault.toReason(
            { ...(code && { code }), ...Fault.readBody(text) },
            {
              status,
              ...(requestId !== undefined && { requestId }),
              ...(retryAfterMillis !== undefined && { retryAfterMillis })
            }
          )
        )
      })
    )
  })

/** The network's own word for what happened, and nothing of the request: its URL may hold a key. */
export const unreachable = ({ reason }: HttpClientError.HttpClientError): Reason => {
  if (reason._tag === "EmptyBodyError") return new Truncated({ description: "the body is empty" })
  const cause = "cause" in reason ? reason.cause : undefined
  const words = wordsOf(cause) ?? reason.description ?? reason._tag
  return reason._tag === "EncodeError" || isUnreadable(cause)
    ? new Rejected({ description: `the request's body could not be read: ${words}` })
    : new Unreachable({ description: words })
}

/** Whether it was the caller's own stream that failed: no network is to blame, and no other attempt reads it better. */
const isUnreadable = (cause: unknown, depth = 0): boolean =>
  cause instanceof Multipart.Unreadable || (cause instanceof Error && depth < 5 && isUnreadable(cause.cause, depth + 1))

/** The innermost error's own words, with its code (`ECONNRESET` and its like) where they leave it out. */
const wordsOf = (cause: unknown): string | undefined => {
  let words: string | undefined
  for (let error = cause, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++) {
    const code = "code" in error && typeof error.code === "string" ? error.code : undefined
    const message = error.message.replace(/\bhttps?:\/\/\S+/g, "<url>")
    if (code === undefined) words = message || words
    else words = message === "" ? code : message.includes(code) ? message : `${message} (${code})`
  }
  return words
}

/** Vendors do not agree on the name. */
const requestIdHeaders = [
  "x-request-id",
  "request-id",
  "x-amzn-requestid",
  "apim-request-id",
  "x-goog-request-id",
  "x-github-request-id",
  "dg-request-id",
  "mistral-correlation-id",
  "nvcf-reqid",
  "x-trace-id",
  // Cloudflare stands before many and numbers them all: the vendor's own comes first
  "cf-ray"
]

export const requestIdOf = (headers: Headers.Headers): string | undefined =>
  requestIdHeaders.map((name) => headers[name]).find((id) => id !== undefined)

/** When to come again, in milliseconds from `now`: `retry-after-ms`, or `Retry-After` in seconds (also broken ones) or as a date. */
export const retryAfterOf = (headers: Headers.Headers, now: number): number | undefined => {
  const millis = countIn(headers["retry-after-ms"])
  if (millis !== undefined) return millis
  const value = headers["retry-after"]
  if (value === undefined) return undefined
  const seconds = countIn(value)
  if (seconds !== undefined) return seconds * 1000
  const parsed = Headers.parseRetryAfter(value)
  return Result.isSuccess(parsed) ? Duration.toMillis(Headers.retryAfterDelay(parsed.success, now)) : undefined
}

const countIn = (text: string | undefined): number | undefined => {
  const count = text === undefined || text.trim() === "" ? Number.NaN : Number(text)
  return Number.isFinite(count) && count >= 0 ? count : undefined
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
    const value = countIn(first(rateLimitHeaders[name]))
    return value === undefined ? {} : { [name]: value }
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
