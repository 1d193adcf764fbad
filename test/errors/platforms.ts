/** Error answers of clouds that speak OpenAI's wire. */
import { type Case, issue, unverified } from "./Case.ts"

export const platforms: ReadonlyArray<Case> = [
  {
    vendor: "azure",
    what: "the prompt was filtered",
    status: 400,
    headers: { "apim-request-id": "apim-1" },
    body: {
      error: {
        message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        type: null,
        param: "prompt",
        code: "content_filter",
        status: 400,
        innererror: {
          code: "ResponsibleAIPolicyViolation",
          content_filter_result: { jailbreak: { detected: true, filtered: true } }
        }
      }
    },
    is: { reason: "ContentFiltered", code: "content_filter", param: "prompt", requestId: "apim-1" },
    source: issue("openai/openai-agents-python", 806)
  },
  {
    vendor: "azure",
    what: "too many",
    status: 429,
    body: {
      error: {
        code: "429",
        message:
          "Requests to the ChatCompletions_Create Operation have exceeded token rate limit. Please retry after 7 seconds."
      }
    },
    is: { reason: "RateLimited", code: "429", retryAfter: 7000 },
    source: unverified
  },
  {
    vendor: "azure",
    what: "no such deployment",
    status: 404,
    body: { error: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." } },
    is: { reason: "NotFound", code: "DeploymentNotFound" },
    source: unverified
  },
  {
    vendor: "azure",
    what: "key",
    status: 401,
    body: {
      statusCode: 401,
      message: "Unauthorized. Access token is missing, invalid, audience is incorrect or have expired."
    },
    is: {
      reason: "Unauthorized",
      message: "Unauthorized. Access token is missing, invalid, audience is incorrect or have expired."
    },
    source: unverified
  },
  {
    vendor: "azure",
    what: "busy",
    status: 429,
    body: {
      error: {
        code: "NoCapacity",
        message: "The system is currently experiencing high demand and cannot process your request."
      }
    },
    is: { reason: "Overloaded", code: "NoCapacity" },
    source: "https://www.developersdigest.tech/errors/api/bedrock/429-throttlingexception"
  },
  {
    vendor: "databricks",
    what: "too many",
    status: 429,
    body: { error_code: "REQUEST_LIMIT_EXCEEDED", message: "REQUEST_LIMIT_EXCEEDED: Exceeded workspace rate limit." },
    is: { reason: "RateLimited", code: "REQUEST_LIMIT_EXCEEDED" },
    source: issue("databricks/databricks-sdk-py", 274)
  },
  {
    vendor: "databricks",
    what: "may not",
    status: 403,
    body: {
      error_code: "PERMISSION_DENIED",
      message: "PERMISSION_DENIED: The endpoint is temporarily disabled due to a Databricks-set rate limit of 0."
    },
    is: { reason: "Forbidden", code: "PERMISSION_DENIED" },
    source:
      "https://community.databricks.com/t5/generative-ai/permission-denied-the-endpoint-is-temporarily-disabled-due-to-a/td-p/150773"
  },
  {
    vendor: "databricks",
    what: "more is asked than the model answers",
    status: 400,
    body: {
      error_code: "BAD_REQUEST",
      message:
        "Bad request: max_tokens (10000) cannot exceed 8192. Please reduce the length of max output tokens generated."
    },
    is: { reason: "Rejected", code: "BAD_REQUEST" },
    source: issue("databricks/databricks-sdk-go", 1183)
  },
  {
    vendor: "cloudflare",
    what: "the day is used up",
    status: 429,
    body: {
      result: null,
      success: false,
      errors: [{ code: 4006, message: "you have used up your daily free allocation of 10,000 neurons" }],
      messages: []
    },
    is: {
      reason: "QuotaExceeded",
      message: "you have used up your daily free allocation of 10,000 neurons",
      code: "4006"
    },
    source: issue("diegosouzapw/OmniRoute", 6980)
  },
  {
    vendor: "cloudflare",
    what: "busy",
    status: 429,
    body: {
      result: null,
      success: false,
      errors: [{ code: 3040, message: "No more data centers to forward the request to" }],
      messages: []
    },
    is: { reason: "Overloaded", code: "3040" },
    source: "https://developers.cloudflare.com/workers-ai/platform/errors/"
  },
  {
    vendor: "cloudflare",
    what: "no such account",
    status: 404,
    body: {
      result: null,
      success: false,
      errors: [
        { code: 7003, message: "Could not route to /accounts/x" },
        { code: 7000, message: "No route" }
      ],
      messages: []
    },
    is: { reason: "NotFound", message: "Could not route to /accounts/x", code: "7003" },
    source: issue("anomalyco/opencode", 18_552)
  },
  {
    vendor: "cloudflare",
    what: "the wrong shape",
    status: 400,
    body: {
      errors: [{ message: "AiError: Bad input: Error: oneOf at '/' not met", code: 5006 }],
      success: false,
      result: {},
      messages: []
    },
    is: { reason: "Rejected", code: "5006" },
    source: issue("opencodeschool/opencode.school", 174)
  }
]
