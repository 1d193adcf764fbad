/** What accounting is tested with. */
import { Cause, Effect, Exit } from "effect"
import { Policy } from "effect-bifrost"
import { reasonOf } from "./hear.ts"

/** A ledger, and the policy that keeps it. */
export const books = () => {
  const entries: Array<Policy.Entry> = []
  return { entries, account: Policy.account((entry) => Effect.sync(() => void entries.push(entry))) }
}
/** How it ended, in a word. */
export const ended = ({ exit }: Policy.Entry) =>
  Exit.isSuccess(exit)
    ? "success"
    : Cause.hasInterruptsOnly(exit.cause)
      ? "interrupted"
      : exit.cause.reasons.map((one) => (Cause.isFailReason(one) ? reasonOf(one.error) : one._tag)).join()
