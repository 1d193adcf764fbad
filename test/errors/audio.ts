/** Error answers of those who speak and listen. */
import { type Case, issue, pull, unverified } from "./Case.ts"

export const audio: ReadonlyArray<Case> = [
  {
    vendor: "elevenlabs",
    what: "no characters left",
    status: 401,
    headers: { "x-trace-id": "b736" },
    body: { detail: { status: "quota_exceeded", message: "This request exceeds your quota of 10000." } },
    is: {
      reason: "QuotaExceeded",
      message: "This request exceeds your quota of 10000.",
      type: "quota_exceeded",
      requestId: "b736"
    },
    source: issue("home-assistant/core", 160_414)
  },
  {
    vendor: "elevenlabs",
    what: "too many at once",
    status: 429,
    body: { detail: { status: "too_many_concurrent_requests", message: "Too many concurrent requests." } },
    is: { reason: "RateLimited", type: "too_many_concurrent_requests" },
    source: "corpus/elevenlabs/speech/authored-http-429"
  },
  {
    vendor: "elevenlabs",
    what: "busy",
    status: 429,
    body: { detail: { status: "system_busy", message: "Our services are experiencing high levels of traffic." } },
    is: { reason: "Overloaded", type: "system_busy" },
    source: pull("elevenlabs/elevenlabs-docs", 812)
  },
  {
    vendor: "deepgram",
    what: "an unknown model",
    status: 400,
    body: { err_code: "INVALID_QUERY_PARAMETER", err_msg: "unknown model", request_id: "b0e6" },
    is: { reason: "Rejected", message: "unknown model", code: "INVALID_QUERY_PARAMETER", requestId: "b0e6" },
    source: "corpus/deepgram/speech/authored-http-400"
  },
  {
    vendor: "deepgram",
    what: "a body that is no JSON",
    status: 400,
    body: {
      category: "INVALID_JSON",
      message: "Invalid JSON submitted.",
      details: "expected `:` at line 3 column 13",
      request_id: "b0e6"
    },
    is: { reason: "Rejected", message: "Invalid JSON submitted.", code: "INVALID_JSON", requestId: "b0e6" },
    source: "https://developers.deepgram.com/docs/errors"
  },
  {
    vendor: "deepgram",
    what: "no credit",
    status: 402,
    body: { err_code: "ASR_PAYMENT_REQUIRED", err_msg: "Project does not have enough credits.", request_id: "b0e6" },
    is: { reason: "QuotaExceeded", code: "ASR_PAYMENT_REQUIRED", requestId: "b0e6" },
    source: unverified
  }
]
