/** What the process ends with, by what went wrong: one table for the code and for the documentation. After sysexits(3). */
import type { Reason } from "../../schemas/Reason.ts"
import type { Refused } from "./Refused.ts"

/** Every code and what it stands for. */
export const meanings = {
  0: "the answer is whole, or its reader went away (`| head -1`)",
  1: "a bug in bifrost; please report it",
  64: "a flag, an argument or the prompt is missing or wrong",
  65: "the request cannot be answered as it is: rejected, not found, unsupported, filtered, or longer than the context",
  66: "a file cannot be read",
  69: "the provider is unreachable, overloaded or broken",
  73: "the output cannot be written",
  75: "not now: timed out, rate limited, or a limit of your own",
  76: "the answer was cut short or is not what the protocol promises",
  77: "the provider refused the key, or its quota is used up",
  78: "something at home is missing: a key, an optional package",
  130: "interrupted by Ctrl-C",
  143: "ended by SIGTERM"
} as const
export type ExitCode = keyof typeof meanings

export const byReason: { readonly [Tag in Reason["_tag"]]: ExitCode } = {
  Unreachable: 69,
  Overloaded: 69,
  ServerFailed: 69,
  Truncated: 76,
  Unintelligible: 76,
  TimedOut: 75,
  LimitReached: 75,
  RateLimited: 75,
  QuotaExceeded: 77,
  Unauthorized: 77,
  Forbidden: 77,
  NotFound: 65,
  ContextTooLong: 65,
  Unsupported: 65,
  Misconfigured: 78,
  Rejected: 65,
  ContentFiltered: 65,
  Shed: 75
}

export const byRefusal: { readonly [Kind in Refused["kind"]]: ExitCode } = { usage: 64, input: 66, output: 73 }
