/** What a person can do about each reason: a table. It does not say what happened; the reason does. */
import type { Reason } from "../../schemas/Reason.ts"

/** What advice may depend on. */
export interface Facts {
  /** When to come again: `later`, `in 2.0 s`. */
  readonly when: string
  /** The clock that ran out. */
  readonly phase: string
  /** The environment variable that holds the provider's key, if it needs one. */
  readonly key: string | undefined
  /** What happened, in the reason's words. */
  readonly message: string
}

const elsewhere = "or name another provider with --fallback"
const another = "or use --provider local, which needs no key"

/** A sentence; `""` where the reason says it already. */
export const advice: { readonly [Tag in Reason["_tag"]]: (facts: Facts) => string } = {
  Unreachable: () => `Check the network and --base-url, ${elsewhere}.`,
  Overloaded: ({ when }) => `Try again ${when}, ${elsewhere}.`,
  ServerFailed: ({ when }) => `The fault is the provider's: try again ${when}, ${elsewhere}.`,
  Truncated: () => "What had arrived was printed; try again.",
  Unintelligible: () => "Check that the server at --base-url speaks this protocol.",
  TimedOut: ({ phase }) =>
    phase === "deadline" ? "Allow more with --deadline." : `Allow more with --timeout-${phase}, ${elsewhere}.`,
  LimitReached: () => "Raise the limit.",
  RateLimited: ({ when }) => `Try again ${when}, ${elsewhere}.`,
  QuotaExceeded: () => `Check the plan and the billing of the account, ${elsewhere}.`,
  Unauthorized: ({ key }) => (key === undefined ? "Check the key." : `Set ${key} to a valid key, ${another}.`),
  Forbidden: () => "Check that the key may use this model.",
  NotFound: () => "Check --model and --base-url.",
  ContextTooLong: () => "Shorten the prompt, or choose a --model with a longer context.",
  Unsupported: () => "`bifrost providers` lists who serves what.",
  Misconfigured: ({ key, message }) => (key !== undefined && message.includes(key) ? `Set ${key}, ${another}.` : ""),
  Rejected: () => "Check the flags and the prompt.",
  ContentFiltered: () => "Rephrase the prompt.",
  Shed: () => "Try again later."
}
