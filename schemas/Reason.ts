/**
 * What can go wrong, as named classes made once, where the fact is known (`Http`, a protocol, a policy).
 * Each answers two questions, before the commit: may the same provider succeed later (`isRetryable`),
 * and may another provider succeed now (`isFallbackable`).
 */
import * as Schema from "effect/Schema"

/** What a provider said about a failure, as far as it said it. Texts are bounded; no key is ever in them. */
const said = {
  description: Schema.String,
  /** The HTTP status; absent where the failure came inside a 200 answer or before any. */
  status: Schema.optionalKey(Schema.Int),
  /** The provider's own words, untouched. */
  code: Schema.optionalKey(Schema.String),
  type: Schema.optionalKey(Schema.String),
  /** The request field that the provider blames. */
  param: Schema.optionalKey(Schema.String),
  /** The provider's request id, for support tickets. */
  requestId: Schema.optionalKey(Schema.String)
}
const retryAfter = {
  /** How long the provider asks to wait, in milliseconds. Source: `retry-after-ms`, `Retry-After` (seconds or date), else the body. */
  retryAfterMillis: Schema.optionalKey(Schema.Finite)
}

const told = (what: string, { description, status }: { readonly description: string; readonly status?: number }) =>
  `${what}${status === undefined ? "" : ` (${status})`}${description === "" ? "" : `: ${description}`}`

/** The network failed before or during the answer: refused, reset, no such host, TLS. */
export class Unreachable extends Schema.TaggedError<Unreachable>()("Unreachable", { description: Schema.String }) {
  readonly isRetryable = true
  readonly isFallbackable = true
  override get message() {
    return `unreachable: ${this.description}`
  }
}

/** The provider is too busy: 503, 529, or its own word for it. */
export class Overloaded extends Schema.TaggedError<Overloaded>()("Overloaded", { ...said, ...retryAfter }) {
  readonly isRetryable = true
  readonly isFallbackable = true
  override get message() {
    return told("overloaded", this)
  }
}

/** The provider broke: any other 5xx, or its own word for it. */
export class ServerFailed extends Schema.TaggedError<ServerFailed>()("ServerFailed", { ...said, ...retryAfter }) {
  readonly isRetryable = true
  readonly isFallbackable = true
  override get message() {
    return told("the provider failed", this)
  }
}

/** The stream ended before the answer did. What had arrived was delivered. */
export class Truncated extends Schema.TaggedError<Truncated>()("Truncated", { description: Schema.String }) {
  readonly isRetryable = true
  readonly isFallbackable = true
  override get message() {
    return `truncated: ${this.description}`
  }
}

/** Bytes that are not what the protocol promises. */
export class Unintelligible extends Schema.TaggedError<Unintelligible>()("Unintelligible", {
  /** Where it was: `event 3`, `the body`. */
  where: Schema.String,
  /** What was expected there. */
  expected: Schema.String,
  /** What came instead, its first 200 characters. */
  sample: Schema.String
}) {
  readonly isRetryable = true
  readonly isFallbackable = true
  override get message() {
    return `unintelligible: ${this.where} should be ${this.expected}, but is ${JSON.stringify(this.sample)}`
  }
}

/** A clock ran out. `deadline` is the caller's own; the others count waiting for the provider. */
export class TimedOut extends Schema.TaggedError<TimedOut>()("TimedOut", {
  phase: Schema.Literals(["headers", "first-content", "idle", "total", "deadline"]),
  /** The limit that was passed, in milliseconds. */
  limitMillis: Schema.Finite
}) {
  get isRetryable() {
    return this.phase !== "deadline"
  }
  get isFallbackable() {
    return this.phase !== "deadline"
  }
  override get message() {
    const limit = `${this.limitMillis} ms`
    return this.phase === "deadline"
      ? `timed out: the caller's deadline of ${limit} has passed`
      : `timed out: ${waits[this.phase]} took more than ${limit}`
  }
}
const waits = {
  headers: "the response headers",
  "first-content": "the first content",
  idle: "the next bytes",
  total: "the whole answer"
}

/** The caller's own limit on an answer was reached, and the caller asked for an error. */
export class LimitReached extends Schema.TaggedError<LimitReached>()("LimitReached", {
  /** `output tokens`, `characters`, `bytes`, `milliseconds`. */
  what: Schema.String,
  limit: Schema.Finite
}) {
  readonly isRetryable = false
  readonly isFallbackable = false
  override get message() {
    return `limit reached: ${this.limit} ${this.what}`
  }
}

/** Too many requests or tokens for now: 429. */
export class RateLimited extends Schema.TaggedError<RateLimited>()("RateLimited", { ...said, ...retryAfter }) {
  readonly isRetryable = true
  readonly isFallbackable = true
  override get message() {
    return told("rate limited", this)
  }
}

/** The account's money or quota is used up, for the day or for good: a short wait does not help. 402, or what says so in words. */
export class QuotaExceeded extends Schema.TaggedError<QuotaExceeded>()("QuotaExceeded", said) {
  readonly isRetryable = false
  readonly isFallbackable = true
  override get message() {
    return told("quota exceeded", this)
  }
}

/** The key is missing, wrong or expired: 401. */
export class Unauthorized extends Schema.TaggedError<Unauthorized>()("Unauthorized", said) {
  readonly isRetryable = false
  readonly isFallbackable = true
  override get message() {
    return told("unauthorized", this)
  }
}

/** The key is good and may not do this: 403. */
export class Forbidden extends Schema.TaggedError<Forbidden>()("Forbidden", said) {
  readonly isRetryable = false
  readonly isFallbackable = true
  override get message() {
    return told("forbidden", this)
  }
}

/** No such model or address: 404. */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", said) {
  readonly isRetryable = false
  readonly isFallbackable = true
  override get message() {
    return told("not found", this)
  }
}

/** The request is longer than the model's context, or than the account may ever send at once. */
export class ContextTooLong extends Schema.TaggedError<ContextTooLong>()("ContextTooLong", said) {
  readonly isRetryable = false
  readonly isFallbackable = true
  override get message() {
    return told("context too long", this)
  }
}

/** This provider, or its wire, cannot express what was asked. Nothing was sent. */
export class Unsupported extends Schema.TaggedError<Unsupported>()("Unsupported", {
  what: Schema.String,
  /** What does the job there, where something does. */
  instead: Schema.optionalKey(Schema.String)
}) {
  readonly isRetryable = false
  readonly isFallbackable = true
  override get message() {
    return `unsupported: ${this.what}${this.instead === undefined ? "" : `; instead, ${this.instead}`}`
  }
}

/** Something at home is missing: an optional package, a routed provider's key. Nothing was sent. */
export class Misconfigured extends Schema.TaggedError<Misconfigured>()("Misconfigured", {
  /** What is missing and how to supply it. */
  description: Schema.String
}) {
  readonly isRetryable = false
  readonly isFallbackable = true
  override get message() {
    return `misconfigured: ${this.description}`
  }
}

/** The request itself is at fault: 400, 409, 413, 422 and their like, or our own check of it. */
export class Rejected extends Schema.TaggedError<Rejected>()("Rejected", said) {
  readonly isRetryable = false
  readonly isFallbackable = false
  override get message() {
    return told("request rejected", this)
  }
}

/** The provider refused the request for what it says. */
export class ContentFiltered extends Schema.TaggedError<ContentFiltered>()("ContentFiltered", said) {
  readonly isRetryable = false
  readonly isFallbackable = false
  override get message() {
    return told("content filtered", this)
  }
}

/** Refused by our own protection (concurrency, rate limit, circuit breaker). Nothing was sent. */
export class Shed extends Schema.TaggedError<Shed>()("Shed", {
  /** Which policy refused. */
  by: Schema.String,
  /** When to come again, in milliseconds, where the policy knows. */
  retryAfterMillis: Schema.optionalKey(Schema.Finite)
}) {
  readonly isRetryable = true
  readonly isFallbackable = true
  override get message() {
    return `shed by ${this.by}`
  }
}

/** Why it failed. */
export const Reason = Schema.Union([
  Unreachable,
  Overloaded,
  ServerFailed,
  Truncated,
  Unintelligible,
  TimedOut,
  LimitReached,
  RateLimited,
  QuotaExceeded,
  Unauthorized,
  Forbidden,
  NotFound,
  ContextTooLong,
  Unsupported,
  Misconfigured,
  Rejected,
  ContentFiltered,
  Shed
])
export type Reason = typeof Reason.Type
