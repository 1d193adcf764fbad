/** Error answers of those who host open models. */
import { type Case, issue, pull, unverified } from "./Case.ts"

export const hosts: ReadonlyArray<Case> = [
  {
    vendor: "replicate",
    what: "no credit",
    status: 402,
    body: { title: "Insufficient credit", detail: "You have insufficient credit to run this model.", status: 402 },
    is: {
      reason: "QuotaExceeded",
      message: "You have insufficient credit to run this model.",
      type: "Insufficient credit"
    },
    source: unverified
  },
  {
    vendor: "replicate",
    what: "too many",
    status: 429,
    body: {
      detail: "Request was throttled. Your rate limit resets in ~5s.",
      status: 429,
      retry_after: 5
    },
    is: { reason: "RateLimited", retryAfter: 5000 },
    source: issue("nodetool-ai/nodetool", 5196)
  },
  {
    vendor: "groq",
    what: "too many",
    status: 429,
    body: {
      error: {
        message:
          "Rate limit reached for model `m` on tokens per day (TPD): Limit 100000, Used 97050, Requested 3619. Please try again in 9m38.016s. Need more tokens? Upgrade.",
        type: "tokens",
        param: null,
        code: "rate_limit_exceeded"
      }
    },
    is: { reason: "RateLimited", code: "rate_limit_exceeded", type: "tokens", retryAfter: 578_016 },
    source: issue("continuedev/continue", 10_920)
  },
  {
    vendor: "groq",
    what: "more than a minute allows in one request",
    status: 413,
    body: {
      error: {
        message:
          "Request too large for model `m` on tokens per minute (TPM): Limit 6000, Requested 14368, please reduce your message size and try again.",
        type: "tokens",
        param: null,
        code: "rate_limit_exceeded"
      }
    },
    is: { reason: "ContextTooLong", code: "rate_limit_exceeded", type: "tokens" },
    source: issue("assafelovic/gpt-researcher", 985)
  },
  {
    vendor: "cerebras",
    what: "the minute is used up",
    status: 429,
    body: {
      message: "Tokens per minute limit exceeded - too many tokens processed.",
      type: "too_many_tokens_error",
      param: "quota",
      code: "token_quota_exceeded"
    },
    is: { reason: "RateLimited", code: "token_quota_exceeded", type: "too_many_tokens_error", param: "quota" },
    source: issue("anomalyco/opencode", 7463)
  },
  {
    vendor: "cerebras",
    what: "the day is used up",
    status: 429,
    headers: { "retry-after": "86399" },
    body: {
      message: "Tokens per day limit exceeded - too many tokens processed.",
      type: "too_many_tokens_error",
      param: "quota",
      code: "token_quota_exceeded"
    },
    is: {
      reason: "RateLimited",
      code: "token_quota_exceeded",
      type: "too_many_tokens_error",
      param: "quota",
      retryAfter: 86_399_000
    },
    source: unverified
  },
  {
    vendor: "cerebras",
    what: "busy",
    status: 429,
    body: {
      message: "We're experiencing high traffic right now! Please try again soon.",
      type: "too_many_requests_error",
      param: "queue",
      code: "queue_exceeded"
    },
    is: { reason: "Overloaded", code: "queue_exceeded", type: "too_many_requests_error", param: "queue" },
    source: unverified
  },
  {
    vendor: "together",
    what: "too many",
    status: 429,
    body: {
      id: "o1",
      error: {
        message: "You have reached the rate limit specific to this model.",
        type: "model_rate_limit",
        param: null,
        code: null
      }
    },
    is: { reason: "RateLimited", type: "model_rate_limit" },
    source: unverified
  },
  {
    vendor: "together",
    what: "no credit",
    status: 402,
    body: {
      id: "o1",
      error: {
        message: "Credit limit exceeded, please navigate to billing to add a payment method.",
        type: "credit_limit",
        param: null,
        code: null
      }
    },
    is: { reason: "QuotaExceeded", type: "credit_limit" },
    source: unverified
  },
  {
    vendor: "fireworks",
    what: "the month's limit",
    status: 412,
    body: {
      error: {
        message:
          "Account x is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices.",
        param: null,
        code: "PRECONDITION_FAILED",
        type: "error"
      },
      request_id: "11650e2f"
    },
    is: { reason: "QuotaExceeded", code: "PRECONDITION_FAILED", type: "error", requestId: "11650e2f" },
    source: issue("pollinations/pollinations", 12_136)
  },
  {
    vendor: "huggingface",
    what: "no credit",
    status: 402,
    body: { error: "You have exceeded your monthly included credits for Inference Providers." },
    is: {
      reason: "QuotaExceeded",
      message: "You have exceeded your monthly included credits for Inference Providers."
    },
    source: pull("huggingface/huggingface_hub", 2866)
  },
  {
    vendor: "huggingface",
    what: "the model is loading",
    status: 503,
    body: { error: "Model x is currently loading", estimated_time: 20.5 },
    is: { reason: "Overloaded", message: "Model x is currently loading", retryAfter: 20_500 },
    source: unverified
  },
  {
    vendor: "nebius",
    what: "key",
    status: 401,
    body: { detail: "Not authenticated" },
    is: { reason: "Unauthorized", message: "Not authenticated" },
    source: unverified
  },
  {
    vendor: "sambanova",
    what: "a number out of bounds",
    status: 400,
    body: {
      error: {
        message: "Decimal above maximum value.",
        type: "invalid_request_error",
        param: "top_p",
        code: "decimal_above_max_value"
      },
      request_id: "2a8b"
    },
    is: {
      reason: "Rejected",
      code: "decimal_above_max_value",
      type: "invalid_request_error",
      param: "top_p",
      requestId: "2a8b"
    },
    source: "https://docs.sambanova.ai/docs/en/api-reference/using-the-api/api-error-codes"
  },
  {
    vendor: "novita",
    what: "no balance",
    status: 403,
    body: { code: 403, reason: "NOT_ENOUGH_BALANCE", message: "not enough balance", metadata: {} },
    is: { reason: "QuotaExceeded", message: "not enough balance", code: "NOT_ENOUGH_BALANCE" },
    source: "https://novita.ai/docs/api-reference/basic-error-code"
  },
  {
    vendor: "novita",
    what: "key",
    status: 403,
    body: { code: 403, reason: "INVALID_API_KEY", message: "invalid api key", metadata: {} },
    is: { reason: "Unauthorized", code: "INVALID_API_KEY" },
    source: "https://novita.ai/docs/api-reference/basic-error-code"
  },
  {
    vendor: "novita",
    what: "the bill cannot be written",
    status: 500,
    body: { code: 500, reason: "BILLING_FAILED", message: "billing service error", metadata: {} },
    is: { reason: "ServerFailed", code: "BILLING_FAILED" },
    source: "https://novita.ai/docs/api-reference/basic-error-code"
  },
  {
    vendor: "deepinfra",
    what: "busy",
    status: 429,
    body: { error: { message: "Model busy, retry later" } },
    is: { reason: "Overloaded", message: "Model busy, retry later" },
    source: pull("truefoundry/models", 862)
  },
  {
    vendor: "deepinfra",
    what: "key",
    status: 401,
    body: { detail: { error: "User is not authenticated" } },
    is: { reason: "Unauthorized", message: "User is not authenticated" },
    source: unverified
  },
  {
    vendor: "nvidia",
    what: "no such model for this account",
    status: 404,
    body: { status: 404, title: "Not Found", detail: "Function 'f': Not found for account 'a'" },
    is: { reason: "NotFound", message: "Function 'f': Not found for account 'a'", type: "Not Found" },
    source: issue("Alishahryar1/free-claude-code", 1021)
  },
  {
    vendor: "nvidia",
    what: "too many, and no more is said",
    status: 429,
    body: { status: 429, title: "Too Many Requests" },
    is: { reason: "RateLimited", message: "Too Many Requests", type: "Too Many Requests" },
    source: issue("Alishahryar1/free-claude-code", 1228)
  },
  {
    vendor: "nvidia",
    what: "may not",
    status: 403,
    body: { status: 403, title: "Forbidden", detail: "Authorization failed" },
    is: { reason: "Forbidden", message: "Authorization failed", type: "Forbidden" },
    source: issue("dmMaze/BallonsTranslator", 1233)
  }
]
