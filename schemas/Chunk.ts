/** What the answers of all operations share: how they start and how they finish. */
import * as Schema from "effect/Schema"
import { Usage } from "./Usage.ts"

/** What the provider still allows, as its response headers say. Absent where it says nothing. */
export const RateLimit = Schema.Struct({
  /** Requests left in the current window. Source: `x-ratelimit-remaining-requests` and its variants. */
  remainingRequests: Schema.optionalKey(Schema.Finite),
  /** Tokens left in the current window. Source: `x-ratelimit-remaining-tokens` and its variants. */
  remainingTokens: Schema.optionalKey(Schema.Finite),
  /** Requests allowed per window. */
  limitRequests: Schema.optionalKey(Schema.Finite),
  /** Tokens allowed per window. */
  limitTokens: Schema.optionalKey(Schema.Finite),
  /** When the request window resets, in the provider's own words (`1s`, `6m0s`, an ISO date). */
  resetRequests: Schema.optionalKey(Schema.String),
  /** When the token window resets, in the provider's own words. */
  resetTokens: Schema.optionalKey(Schema.String)
})
export type RateLimit = typeof RateLimit.Type

/** Exactly one, first. It arrives together with the first content, so that it never commits an answer by itself. */
export const Start = {
  /** The id of the provider that answers. After a fallback this says who it was. */
  provider: Schema.String,
  /** The model that answers, in the provider's words. */
  model: Schema.String,
  /** The answer's id, in the provider's words. */
  id: Schema.optionalKey(Schema.String),
  /** When the provider began the answer, in seconds since 1970. */
  created: Schema.optionalKey(Schema.Finite),
  /** The provider's request id, for support tickets. Source: response headers. */
  requestId: Schema.optionalKey(Schema.String),
  rateLimit: Schema.optionalKey(RateLimit),
  /** What the provider will ignore and what was converted, one sentence each. */
  warnings: Schema.Array(Schema.String)
}

/** Why a choice ended. `raw` beside it keeps the provider's own word. */
export const FinishReason = Schema.Literals(["stop", "length", "tool-calls", "content-filter", "error", "other"])
export type FinishReason = typeof FinishReason.Type

/** How long the attempt that answered waited for its provider, in milliseconds. Absent where nobody kept time. */
export const Timing = Schema.Struct({
  /** From sending until the first chunk that is not preamble. */
  firstContentMillis: Schema.Finite,
  /** From sending until the end of the answer, slow consumption included. */
  totalMillis: Schema.Finite
})
export type Timing = typeof Timing.Type

/** What every `Finish` holds. */
export const Finish = {
  usage: Schema.optionalKey(Usage),
  timing: Schema.optionalKey(Timing)
}

/** The `Finish` of operations that may answer with several choices: exactly one chunk, last, after a whole answer. */
export const FinishChoices = {
  choices: Schema.Array(
    Schema.Struct({
      index: Schema.Int,
      reason: FinishReason,
      /** The provider's own word; `null` where it gave none. */
      raw: Schema.NullOr(Schema.String)
    })
  ),
  ...Finish
}

/**
 * With `includeRaw`: the wire events that led to this chunk, as the provider sent them, and those since
 * the last chunk that made none of their own. Absent otherwise.
 */
export const Raw = { raw: Schema.optionalKey(Schema.Array(Schema.Unknown)) }

/** How likely a token was, and what else was likely. Log probabilities are natural logarithms. */
export const Logprob = Schema.Struct({
  token: Schema.String,
  logprob: Schema.Finite,
  /** Alternatives at this place, most likely first. */
  top: Schema.optionalKey(Schema.Array(Schema.Struct({ token: Schema.String, logprob: Schema.Finite })))
})
export type Logprob = typeof Logprob.Type
