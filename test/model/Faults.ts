/** Each way to fail: as a reason, and as what a server of OpenAI's chat wire says in a status or inside its answer. */
import * as R from "../../schemas/Reason.ts"
import { data } from "../kit/wire.ts"
import type { FaultName } from "./Case.ts"

export interface Fault {
  readonly reason: R.Reason
  /** Instead of an answer. Those without one happen in the body alone. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Inside an answer. A reset and a cut have no words. */
  readonly said?: string
}

const description = "no"
const answered = (status: number, reason: R.Reason, headers: Readonly<Record<string, string>> = {}): Fault => ({
  reason,
  status,
  headers,
  said: data({ error: { message: description, code: String(status) } })
})
const limited = (retryAfterMillis: number) =>
  answered(429, new R.RateLimited({ description, retryAfterMillis }), { "retry-after-ms": String(retryAfterMillis) })

export const faults: { readonly [Name in FaultName]: Fault } = {
  busy: answered(503, new R.Overloaded({ description })),
  broken: answered(500, new R.ServerFailed({ description })),
  limited: answered(429, new R.RateLimited({ description })),
  "limited for 500 ms": limited(500),
  "limited for a minute": limited(60_000),
  unauthorized: answered(401, new R.Unauthorized({ description })),
  "out of quota": answered(402, new R.QuotaExceeded({ description })),
  "not found": answered(404, new R.NotFound({ description })),
  rejected: answered(400, new R.Rejected({ description })),
  filtered: {
    reason: new R.ContentFiltered({ description }),
    status: 400,
    said: data({ error: { message: description, code: "content_filter" } })
  },
  reset: { reason: new R.Unreachable({ description }) },
  cut: { reason: new R.Truncated({ description }) },
  garbled: { reason: new R.Unintelligible({ where: "it", expected: "JSON", sample: "{" }), said: data("{") }
}
