/** Error answers of more makers of models who imitate OpenAI. */
import { type Case, issue, pull, unverified } from "./Case.ts"

export const imitators: ReadonlyArray<Case> = [
  {
    vendor: "moonshot",
    what: "no balance",
    status: 429,
    body: {
      error: {
        message: "Your account org-1 <ak-1> is suspended due to insufficient balance, please recharge your account",
        type: "exceeded_current_quota_error"
      }
    },
    is: { reason: "QuotaExceeded", type: "exceeded_current_quota_error" },
    source: pull("MoonshotAI/kimi-code", 1857)
  },
  {
    vendor: "moonshot",
    what: "no balance ever",
    status: 403,
    body: {
      error: {
        message: "Your account org-1 is not active, exceeded current quota",
        type: "exceeded_current_quota_error"
      }
    },
    is: { reason: "QuotaExceeded", type: "exceeded_current_quota_error" },
    source: issue("MoonshotAI/Kimi-K2", 5)
  },
  {
    vendor: "moonshot",
    what: "too many",
    status: 429,
    body: {
      error: {
        type: "rate_limit_reached_error",
        message: "Your account request reached max request: 3, please try again after 1 seconds"
      }
    },
    is: { reason: "RateLimited", type: "rate_limit_reached_error", retryAfter: 1000 },
    source: issue("LLM-Red-Team/kimi-cc", 41)
  },
  {
    vendor: "moonshot",
    what: "busy",
    status: 429,
    body: {
      error: { message: "The engine is currently overloaded, please try again later", type: "engine_overloaded_error" }
    },
    is: { reason: "Overloaded", type: "engine_overloaded_error" },
    source: "https://www.kimi.com/code/docs/en/kimi-code/error-reference.html"
  },
  {
    vendor: "zai",
    what: "in arrears",
    status: 429,
    body: { error: { code: "1113", message: "Insufficient balance or no resource package. Please recharge." } },
    is: { reason: "QuotaExceeded", code: "1113" },
    source: issue("vercel/ai", 9290)
  },
  {
    vendor: "zai",
    what: "in arrears, in older words",
    status: 429,
    body: { error: { code: "1113", message: "Your account is in arrears, please recharge and try again" } },
    is: { reason: "QuotaExceeded", code: "1113" },
    source: "https://docs.z.ai/api-reference/api-code"
  },
  {
    vendor: "zai",
    what: "too many at once",
    status: 429,
    body: { error: { code: "1302", message: "High concurrency usage of this API, please reduce concurrency" } },
    is: { reason: "RateLimited", code: "1302" },
    source: "https://docs.z.ai/api-reference/api-code"
  },
  {
    vendor: "zai",
    what: "what may not be said",
    status: 400,
    body: {
      error: {
        code: "1301",
        message: "System detected potentially unsafe or sensitive content in input or generation."
      },
      contentFilter: [{ level: 1, role: "user" }]
    },
    is: { reason: "ContentFiltered", code: "1301" },
    source: "https://docs.z.ai/api-reference/api-code"
  },
  {
    vendor: "alibaba",
    what: "in arrears",
    status: 400,
    body: {
      error: {
        code: "Arrearage",
        param: null,
        message: "Access denied, please make sure your account is in good standing.",
        type: "Arrearage"
      },
      request_id: "649b"
    },
    is: { reason: "QuotaExceeded", code: "Arrearage", type: "Arrearage", requestId: "649b" },
    source: "https://help.aliyun.com/en/model-studio/error-code"
  },
  {
    vendor: "alibaba",
    what: "what was given for free is used up",
    status: 403,
    body: {
      code: "AllocationQuota.FreeTierOnly",
      message: "The free tier of the model has been exhausted.",
      request_id: "649b"
    },
    is: { reason: "QuotaExceeded", code: "AllocationQuota.FreeTierOnly", requestId: "649b" },
    source: unverified
  },
  {
    vendor: "alibaba",
    what: "too many",
    status: 429,
    body: {
      code: "Throttling.RateQuota",
      message: "Requests rate limit exceeded, please try again later.",
      request_id: "649b"
    },
    is: { reason: "RateLimited", code: "Throttling.RateQuota", requestId: "649b" },
    source: "https://www.alibabacloud.com/help/en/model-studio/error-code"
  },
  {
    vendor: "alibaba",
    what: "what may not be said",
    status: 400,
    body: {
      error: {
        code: "data_inspection_failed",
        param: null,
        message: "Input data may contain inappropriate content.",
        type: "data_inspection_failed"
      }
    },
    is: { reason: "ContentFiltered", code: "data_inspection_failed", type: "data_inspection_failed" },
    source: "https://help.aliyun.com/en/model-studio/error-code"
  },
  {
    vendor: "alibaba",
    what: "key",
    status: 401,
    body: { code: "InvalidApiKey", message: "Invalid API-key provided.", request_id: "649b" },
    is: { reason: "Unauthorized", message: "Invalid API-key provided.", code: "InvalidApiKey", requestId: "649b" },
    source: "https://help.aliyun.com/en/model-studio/error-code-start"
  },
  {
    vendor: "sarvam",
    what: "key",
    status: 403,
    body: { error: { request_id: "r1", message: "Invalid API key", code: "invalid_api_key_error" } },
    is: { reason: "Unauthorized", message: "Invalid API key", code: "invalid_api_key_error", requestId: "r1" },
    source: "https://docs.sarvam.ai/api/errors-troubleshooting"
  },
  {
    vendor: "sarvam",
    what: "no credit",
    status: 429,
    body: { error: { message: "No credits available.", code: "insufficient_quota_error" } },
    is: { reason: "QuotaExceeded", code: "insufficient_quota_error" },
    source: "https://docs.sarvam.ai/api/errors-troubleshooting"
  },
  {
    vendor: "sarvam",
    what: "too many",
    status: 429,
    body: { error: { message: "Rate limit exceeded.", code: "rate_limit_exceeded_error" } },
    is: { reason: "RateLimited", code: "rate_limit_exceeded_error" },
    source: "https://docs.sarvam.ai/api/errors-troubleshooting"
  },
  {
    vendor: "perplexity",
    what: "no such model",
    status: 400,
    body: { error: { message: "Invalid model 'x'.", type: "invalid_model", code: 400 } },
    is: { reason: "Rejected", code: "400", type: "invalid_model" },
    source: unverified
  },
  {
    vendor: "perplexity",
    what: "key, as a page",
    status: 401,
    body: "<html>\r\n<head><title>401 Authorization Required</title></head>\r\n<body></body></html>",
    is: { reason: "Unauthorized", message: "401 Authorization Required" },
    source: unverified
  }
]
