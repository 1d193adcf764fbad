/** Error answers of those who make the models. */
import { type Case, issue, unverified } from "./Case.ts"

const anthropic = (type: string, message: string, more: object = {}) => ({
  type: "error",
  error: { type, message, ...more },
  request_id: "req_011"
})
const errors = "https://docs.claude.com/en/api/errors"

export const makers: ReadonlyArray<Case> = [
  {
    vendor: "anthropic",
    what: "busy",
    status: 529,
    body: anthropic("overloaded_error", "Overloaded"),
    is: { reason: "Overloaded", message: "Overloaded", type: "overloaded_error", requestId: "req_011" },
    source: errors
  },
  {
    vendor: "anthropic",
    what: "too many",
    status: 429,
    headers: { "retry-after": "12", "request-id": "req_head" },
    body: anthropic("rate_limit_error", "This request would exceed the rate limit of 20,000 input tokens per minute."),
    is: { reason: "RateLimited", type: "rate_limit_error", requestId: "req_head", retryAfter: 12_000 },
    source: errors
  },
  {
    vendor: "anthropic",
    what: "no credit",
    status: 400,
    body: anthropic("invalid_request_error", "Your credit balance is too low to access the Anthropic API."),
    is: { reason: "QuotaExceeded", type: "invalid_request_error", requestId: "req_011" },
    source: issue("anthropics/claude-code", 4684)
  },
  {
    vendor: "anthropic",
    what: "the month's limit",
    status: 400,
    body: anthropic("invalid_request_error", "You have reached your specified API usage limits."),
    is: { reason: "QuotaExceeded", type: "invalid_request_error", requestId: "req_011" },
    source: issue("BerriAI/litellm", 37_592)
  },
  {
    vendor: "anthropic",
    what: "the workspace's limit",
    status: 429,
    body: anthropic("rate_limit_error", "m", { details: { error_code: "enforced_spend_limit_reached" } }),
    is: {
      reason: "QuotaExceeded",
      code: "enforced_spend_limit_reached",
      type: "rate_limit_error",
      requestId: "req_011"
    },
    source: "https://www.developersdigest.tech/errors/api/anthropic-api/429-enforced-spend-limit-reached"
  },
  {
    vendor: "anthropic",
    what: "key",
    status: 401,
    body: anthropic("authentication_error", "invalid x-api-key"),
    is: { reason: "Unauthorized", message: "invalid x-api-key", type: "authentication_error", requestId: "req_011" },
    source: "corpus/anthropic/messages/dd-trace-py--anthropic_v1_messages_beta_true_post_7a2e5960"
  },
  {
    vendor: "anthropic",
    what: "no such model",
    status: 404,
    body: anthropic("not_found_error", "model: claude-nonexistent"),
    is: { reason: "NotFound", type: "not_found_error", requestId: "req_011" },
    source: "corpus/anthropic/messages/rig--nonexistent_model_streaming_error_preserves_status_and_body"
  },
  {
    vendor: "anthropic",
    what: "too many bytes",
    status: 413,
    body: anthropic("request_too_large", "Request exceeds the maximum size"),
    is: { reason: "Rejected", type: "request_too_large", requestId: "req_011" },
    source: errors
  },
  {
    vendor: "cohere",
    what: "key",
    status: 401,
    body: { id: "1", message: "invalid api token" },
    is: { reason: "Unauthorized", message: "invalid api token" },
    source: unverified
  },
  {
    vendor: "cohere",
    what: "a trial's minute",
    status: 429,
    body: { message: "You are using a Trial key, which is limited to 40 API calls / minute." },
    is: { reason: "RateLimited" },
    source: "https://www.developersdigest.tech/errors/api/cohere-api/429-too-many-requests"
  },
  {
    vendor: "cohere",
    what: "a trial's month",
    status: 429,
    body: { message: "You are using a Trial key, which is limited to 1000 API calls / month." },
    is: { reason: "QuotaExceeded" },
    source: "https://docs.cohere.com/docs/rate-limits"
  },
  {
    vendor: "cohere",
    what: "a word on the list",
    status: 498,
    body: { message: "blocked input: please update the input and try again" },
    is: { reason: "ContentFiltered" },
    source: unverified
  },
  {
    vendor: "cohere",
    what: "more is asked than the model answers",
    status: 400,
    body: {
      message: "too many tokens: max tokens must be less than or equal to 4096, the maximum output for this model."
    },
    is: { reason: "Rejected" },
    source: "https://www.developersdigest.tech/errors/api/cohere-api/400-too-many-tokens"
  },
  {
    vendor: "mistral",
    what: "a field it does not know",
    status: 422,
    body: {
      object: "error",
      message: {
        detail: [
          { type: "extra_forbidden", loc: ["body", "max_completion_tokens"], msg: "Extra inputs are not permitted" }
        ]
      },
      type: "invalid_request_error",
      param: null,
      code: null
    },
    is: { reason: "Rejected", message: "Extra inputs are not permitted", type: "invalid_request_error" },
    source: issue("editor-code-assistant/eca", 231)
  },
  {
    vendor: "mistral",
    what: "the same, as FastAPI says it",
    status: 422,
    body: { detail: [{ type: "extra_forbidden", loc: ["body", "store"], msg: "Extra inputs are not permitted" }] },
    is: { reason: "Rejected", message: "Extra inputs are not permitted" },
    source: issue("Gitlawb/openclaude", 739)
  },
  {
    vendor: "mistral",
    what: "too many",
    status: 429,
    body: {
      object: "error",
      message: "Rate limit exceeded",
      type: "rate_limited",
      param: null,
      code: "1300",
      raw_status_code: 429
    },
    is: { reason: "RateLimited", code: "1300", type: "rate_limited" },
    source: issue("raycast/extensions", 31_107)
  },
  {
    vendor: "mistral",
    what: "busy",
    status: 429,
    body: {
      object: "error",
      message: "Service tier capacity exceeded for this model.",
      type: "invalid_request_error",
      param: null,
      code: null
    },
    is: { reason: "Overloaded", type: "invalid_request_error" },
    source: issue("continuedev/continue", 6185)
  },
  {
    vendor: "mistral",
    what: "key",
    status: 401,
    body: { detail: "Unauthorized" },
    is: { reason: "Unauthorized", message: "Unauthorized" },
    source: unverified
  }
]
