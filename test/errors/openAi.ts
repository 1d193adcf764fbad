/** Error answers of OpenAI, and of DeepSeek and xAI, who imitate it. */
import { type Case, issue, unverified } from "./Case.ts"

export const openAi: ReadonlyArray<Case> = [
  {
    vendor: "openai",
    what: "no quota",
    status: 429,
    body: {
      error: {
        message: "You exceeded your current quota, please check your plan and billing details.",
        type: "insufficient_quota",
        param: null,
        code: "insufficient_quota"
      }
    },
    is: { reason: "QuotaExceeded", code: "insufficient_quota", type: "insufficient_quota" },
    source: issue("chatanywhere/GPT_API_free", 229)
  },
  {
    vendor: "openai",
    what: "too many tokens for a minute",
    status: 429,
    headers: { "x-request-id": "req_1", "retry-after-ms": "1500", "retry-after": "2" },
    body: {
      error: {
        message:
          "Rate limit reached for gpt-4o in organization org-1 on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 2s.",
        type: "tokens",
        param: null,
        code: "rate_limit_exceeded"
      }
    },
    is: { reason: "RateLimited", code: "rate_limit_exceeded", type: "tokens", requestId: "req_1", retryAfter: 1500 },
    source: issue("Routstr/routstr-core", 555)
  },
  {
    vendor: "openai",
    what: "more than a minute allows in one request",
    status: 429,
    body: {
      error: {
        message:
          "Request too large for gpt-4o in organization org-1 on tokens per min (TPM): Limit 30000, Requested 31538. The input or output tokens must be reduced in order to run successfully.",
        type: "tokens",
        param: null,
        code: "rate_limit_exceeded"
      }
    },
    is: { reason: "ContextTooLong", code: "rate_limit_exceeded", type: "tokens" },
    source: issue("TheR1D/shell_gpt", 653)
  },
  {
    vendor: "openai",
    what: "key",
    status: 401,
    body: {
      error: {
        message: "Incorrect API key provided: invalid_key.",
        type: "invalid_request_error",
        param: null,
        code: "invalid_api_key"
      }
    },
    is: { reason: "Unauthorized", code: "invalid_api_key", type: "invalid_request_error" },
    source: "corpus/openai/chat/braintrust-sdk-ruby--vcr_cassettes-openai-stream_error"
  },
  {
    vendor: "openai",
    what: "no such model",
    status: 404,
    body: {
      error: {
        message: "The requested model 'x' does not exist.",
        type: "invalid_request_error",
        param: "model",
        code: "model_not_found"
      }
    },
    is: { reason: "NotFound", code: "model_not_found", type: "invalid_request_error", param: "model" },
    source: "corpus/openai/responses/mirascope--wraps-api-errors-on-stream-call"
  },
  {
    vendor: "openai",
    what: "a number out of bounds",
    status: 400,
    body: {
      error: {
        message: "Invalid 'temperature': decimal below minimum value.",
        type: "invalid_request_error",
        param: "temperature",
        code: "decimal_below_min_value"
      }
    },
    is: { reason: "Rejected", code: "decimal_below_min_value", type: "invalid_request_error", param: "temperature" },
    source: "corpus/openai/responses/pydantic-ai--test_openai_responses_model_http_error"
  },
  {
    vendor: "openai",
    what: "a prompt that was flagged",
    status: 400,
    body: {
      error: {
        message: "Invalid prompt: your prompt was flagged as potentially violating our usage policy.",
        type: "invalid_request_error",
        param: null,
        code: "invalid_prompt"
      }
    },
    is: { reason: "ContentFiltered", code: "invalid_prompt", type: "invalid_request_error" },
    source: unverified
  },
  {
    vendor: "openai",
    what: "busy",
    status: 503,
    body: {
      error: {
        message: "The server is currently overloaded. Slow down.",
        type: "service_unavailable_error",
        param: null,
        code: "server_is_overloaded"
      }
    },
    is: { reason: "Overloaded", code: "server_is_overloaded", type: "service_unavailable_error" },
    source: "https://www.developersdigest.tech/errors/api/openai-api/503-server-is-overloaded"
  },
  {
    vendor: "deepseek",
    what: "no balance",
    status: 402,
    body: {
      error: { message: "Insufficient Balance", type: "unknown_error", param: null, code: "invalid_request_error" }
    },
    is: {
      reason: "QuotaExceeded",
      message: "Insufficient Balance",
      code: "invalid_request_error",
      type: "unknown_error"
    },
    source: issue("danilofalcao/jarvis", 62)
  },
  {
    vendor: "deepseek",
    what: "what may not be said",
    status: 400,
    body: {
      error: {
        message: "Content Exists Risk",
        type: "invalid_request_error",
        param: null,
        code: "invalid_request_error"
      }
    },
    is: { reason: "ContentFiltered", code: "invalid_request_error", type: "invalid_request_error" },
    source: unverified
  },
  {
    vendor: "deepseek",
    what: "a body that does not fit",
    status: 400,
    body: {
      error: {
        message: "Failed to deserialize the JSON body: messages[0]: unknown variant `image_url`",
        type: "invalid_request_error",
        param: null,
        code: "invalid_request_error"
      }
    },
    is: { reason: "Rejected", code: "invalid_request_error", type: "invalid_request_error" },
    source: "corpus/deepseek/chat/rig--streaming_image_part_reaches_the_wire"
  },
  {
    vendor: "xai",
    what: "no credit",
    status: 403,
    body: {
      code: "permission-denied",
      error: "Your team 1 has either used all available credits or reached its monthly spending limit."
    },
    is: {
      reason: "QuotaExceeded",
      message: "Your team 1 has either used all available credits or reached its monthly spending limit.",
      code: "permission-denied"
    },
    source: issue("Anantys-oss/koan", 2412)
  },
  {
    vendor: "xai",
    what: "no credit, as a rate",
    status: 429,
    body: {
      code: "resource-exhausted",
      error: "Your team 1 has either used all available credits or reached its monthly spending limit."
    },
    is: { reason: "QuotaExceeded", code: "resource-exhausted" },
    source: issue("continuedev/continue", 10_373)
  },
  {
    vendor: "xai",
    what: "no credit or subscription",
    status: 403,
    body: { code: "permission-denied", error: "You have run out of credits or need a Grok subscription." },
    is: { reason: "QuotaExceeded", code: "permission-denied" },
    source: issue("Wei-Shaw/sub2api", 4069)
  },
  {
    vendor: "xai",
    what: "key",
    status: 400,
    body: { code: "Client specified an invalid argument", error: "Incorrect API key provided: na***ys." },
    is: {
      reason: "Unauthorized",
      message: "Incorrect API key provided: na***ys.",
      code: "Client specified an invalid argument"
    },
    source: issue("continuedev/continue", 10_778)
  },
  {
    vendor: "openai",
    what: "what was paid is spent",
    status: 429,
    body: { error: { message: "m", type: "insufficient_quota", param: null, code: "credit_balance_exhausted" } },
    is: { reason: "QuotaExceeded", code: "credit_balance_exhausted", type: "insufficient_quota" },
    source: "https://help.openai.com/en/articles/5955604-troubleshooting-api-rate-limits-and-429-errors"
  },
  {
    vendor: "openai",
    what: "a project's own limit",
    status: 429,
    body: { error: { message: "m", code: "project_spend_limit_exceeded" } },
    is: { reason: "QuotaExceeded", code: "project_spend_limit_exceeded" },
    source: "https://developers.openai.com/api/docs/guides/spend-limits"
  },
  {
    vendor: "openai",
    what: "traffic that grew too fast",
    status: 429,
    body: { error: { message: "m", type: "rate_limit_error", code: "slow_down" } },
    is: { reason: "RateLimited", code: "slow_down", type: "rate_limit_error" },
    source: "https://www.developersdigest.tech/errors/api/openai-api/429-slow-down"
  }
]
