/** Error answers of gateways. */
import { type Case, issue, pull, unverified } from "./Case.ts"

export const gateways: ReadonlyArray<Case> = [
  {
    vendor: "openrouter",
    what: "a provider behind it is busy",
    status: 429,
    body: {
      error: {
        message: "Provider returned error",
        code: 429,
        metadata: { raw: "z-ai/glm-5.3-flash is temporarily rate-limited upstream.", provider_name: "BaseTen" }
      }
    },
    is: {
      reason: "RateLimited",
      message: "Provider returned error: z-ai/glm-5.3-flash is temporarily rate-limited upstream.",
      code: "429"
    },
    source: issue("open-webui/computer", 293)
  },
  {
    vendor: "openrouter",
    what: "its own account behind it is empty, not ours",
    status: 429,
    body: {
      error: {
        message: "Provider returned error",
        code: 429,
        metadata: {
          raw: JSON.stringify({
            error: { message: "suspended due to insufficient balance", type: "exceeded_current_quota_error" }
          })
        }
      }
    },
    is: {
      reason: "RateLimited",
      message: "Provider returned error: suspended due to insufficient balance",
      code: "429"
    },
    source: issue("anomalyco/opencode", 24_462)
  },
  {
    vendor: "openrouter",
    what: "no credit",
    status: 402,
    body: {
      error: {
        message:
          "This request requires more credits, or fewer max_tokens. You requested up to 4096 tokens, but can only afford 222.",
        code: 402,
        metadata: { provider_name: null }
      }
    },
    is: { reason: "QuotaExceeded", code: "402" },
    source: issue("newo-ether/Agora", 8)
  },
  {
    vendor: "openrouter",
    what: "what is free is used up for the day",
    status: 429,
    body: {
      error: {
        message: "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day",
        code: 429
      },
      user_id: "u"
    },
    is: { reason: "QuotaExceeded", code: "429" },
    source: unverified
  },
  {
    vendor: "openrouter",
    what: "the input was flagged",
    status: 403,
    body: {
      error: {
        message: 'openai/gpt-4o requires moderation. Your input was flagged for "violence".',
        code: 403,
        metadata: { reasons: ["violence"], flagged_input: "…" }
      }
    },
    is: { reason: "ContentFiltered", code: "403" },
    source: "https://openrouter.ai/docs/api/reference/errors-and-debugging"
  },
  {
    vendor: "openrouter",
    what: "in a word of its own",
    status: 429,
    body: {
      error: {
        message: "Provider returned error",
        code: 429,
        metadata: { error_type: "rate_limit_exceeded", retry_after_seconds: 3 }
      }
    },
    is: { reason: "RateLimited", code: "429", type: "rate_limit_exceeded", retryAfter: 3000 },
    source: issue("digiogithub/pando", 8)
  },
  {
    vendor: "vercel",
    what: "no credit",
    status: 402,
    body: {
      error: { message: "Insufficient funds. Please add credits to your account.", type: "insufficient_funds" },
      generationId: "gen_1"
    },
    is: { reason: "QuotaExceeded", type: "insufficient_funds" },
    source: unverified
  },
  {
    vendor: "vercel",
    what: "what came from behind",
    status: 400,
    body: {
      error: {
        message: "Bad Request",
        type: "AI_APICallError",
        param: { error: "Bad Request", statusCode: 400, isRetryable: false }
      }
    },
    is: { reason: "Rejected", message: "Bad Request", type: "AI_APICallError" },
    source: issue("vercel/ai", 9290)
  },
  {
    vendor: "github-models",
    what: "the minute's limit",
    status: 429,
    body: {
      error: {
        code: "RateLimitReached",
        message: "Rate limit of 15 per 60s exceeded for UserByModelByMinute. Please wait 30 seconds before retrying.",
        details: "Rate limit of 15 per 60s exceeded"
      }
    },
    is: { reason: "RateLimited", code: "RateLimitReached", retryAfter: 30_000 },
    source: unverified
  },
  {
    vendor: "github-models",
    what: "the day's limit",
    status: 429,
    headers: { "retry-after": "24367", "x-ratelimit-type": "UserByModelByDay" },
    body: {
      error: {
        code: "RateLimitReached",
        message: "Rate limit of 8 per 86400s exceeded for UserByModelByDay.",
        details: "…"
      }
    },
    is: { reason: "RateLimited", code: "RateLimitReached", retryAfter: 24_367_000 },
    source:
      "https://devactivity.com/insights/navigating-github-models-api-rate-limits-essential-for-effective-planning-a-software-development-project"
  },
  {
    vendor: "github-models",
    what: "token",
    status: 401,
    body: { error: { code: "unauthorized", message: "Bad credentials", details: "Bad credentials" } },
    is: { reason: "Unauthorized", message: "Bad credentials", code: "unauthorized" },
    source: unverified
  },
  {
    vendor: "litellm",
    what: "the key's budget",
    status: 429,
    body: {
      error: {
        message: "LiteLLM User: engineer-1, exceeded budget for model=claude-opus-4-8",
        type: "budget_exceeded",
        param: null,
        code: "429"
      }
    },
    is: { reason: "QuotaExceeded", code: "429", type: "budget_exceeded" },
    source: pull("OWASP/OpenCRE", 1102)
  },
  {
    vendor: "litellm",
    what: "the team's budget",
    status: 400,
    body: {
      error: {
        message: "Budget has been exceeded! Current cost: 14.1, Max budget: 10",
        type: null,
        param: null,
        code: "400"
      }
    },
    is: { reason: "QuotaExceeded", code: "400" },
    source: issue("BerriAI/litellm", 14_144)
  },
  {
    vendor: "litellm",
    what: "all deployments rest",
    status: 429,
    body: {
      error: {
        message: "No deployments available for selected model, Try again in 60 seconds.",
        type: "None",
        param: "None",
        code: "429"
      }
    },
    is: { reason: "RateLimited", code: "429", type: "None", param: "None", retryAfter: 60_000 },
    source: unverified
  }
]
