/** Error answers of clouds that host models. */
import { type Case, issue, unverified } from "./Case.ts"

const google = (code: number, status: string, message: string, details?: ReadonlyArray<object>) => ({
  error: { code, message, status, ...(details && { details }) }
})
const rpc = (type: string, more: object) => ({ "@type": `type.googleapis.com/google.rpc.${type}`, ...more })
const quota = (...quotaIds: ReadonlyArray<string>) =>
  rpc("QuotaFailure", { violations: quotaIds.map((quotaId) => ({ quotaMetric: "requests", quotaId })) })
const exceeded = "You exceeded your current quota, please check your plan and billing details."

const aws = "https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html"
const amzn = (type: string) => ({
  "x-amzn-errortype": `${type}:http://internal.amazon.com/coral/`,
  "x-amzn-requestid": "a1"
})

export const clouds: ReadonlyArray<Case> = [
  {
    vendor: "bedrock",
    what: "too many",
    status: 429,
    headers: amzn("ThrottlingException"),
    body: { message: "Too many requests, please wait before trying again." },
    is: { reason: "RateLimited", code: "ThrottlingException", requestId: "a1" },
    source: "https://www.repost.aws/ja/knowledge-center/bedrock-throttling-error"
  },
  {
    vendor: "bedrock",
    what: "keys, as older services say it",
    status: 400,
    body: { __type: "com.amazon.coral.service#UnrecognizedClientException", message: "The security token is invalid." },
    is: { reason: "Unauthorized", code: "UnrecognizedClientException" },
    source: issue("ArranJacques/laravel-aws-cognito-auth", 25)
  },
  {
    vendor: "bedrock",
    what: "keys that are over",
    status: 403,
    headers: amzn("ExpiredTokenException"),
    body: { message: "The security token included in the request is expired" },
    is: { reason: "Unauthorized", code: "ExpiredTokenException", requestId: "a1" },
    source: aws
  },
  {
    vendor: "bedrock",
    what: "may not",
    status: 403,
    headers: amzn("AccessDeniedException"),
    body: { Message: "User: arn:aws:iam::1:user/me is not authorized to perform: bedrock:InvokeModel" },
    is: {
      reason: "Forbidden",
      message: "User: arn:aws:iam::1:user/me is not authorized to perform: bedrock:InvokeModel",
      code: "AccessDeniedException",
      requestId: "a1"
    },
    source: aws
  },
  {
    vendor: "bedrock",
    what: "the account's quota",
    status: 400,
    headers: amzn("ServiceQuotaExceededException"),
    body: { message: "Your request exceeds the service quota for your account." },
    is: { reason: "QuotaExceeded", code: "ServiceQuotaExceededException", requestId: "a1" },
    source: aws
  },
  {
    vendor: "bedrock",
    what: "the model is not ready",
    status: 429,
    headers: amzn("ModelNotReadyException"),
    body: { message: "The model specified in the request is not ready to serve inference requests." },
    is: { reason: "Overloaded", code: "ModelNotReadyException", requestId: "a1" },
    source: aws
  },
  {
    vendor: "bedrock",
    what: "the model failed",
    status: 424,
    headers: amzn("ModelErrorException"),
    body: { message: "The model returned an error", originalStatusCode: 500, resourceName: "m" },
    is: { reason: "ServerFailed", code: "ModelErrorException", requestId: "a1" },
    source: unverified
  },
  {
    vendor: "gemini",
    what: "key",
    status: 400,
    body: google(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [
      rpc("ErrorInfo", { reason: "API_KEY_INVALID", domain: "googleapis.com" }),
      rpc("LocalizedMessage", { locale: "en-US", message: "API key not valid. Please pass a valid API key." })
    ]),
    is: {
      reason: "Unauthorized",
      message: "API key not valid. Please pass a valid API key.",
      code: "API_KEY_INVALID",
      type: "INVALID_ARGUMENT"
    },
    source: "corpus/google/generate-content/mirascope--google_gemini_2_5_flash"
  },
  {
    vendor: "gemini",
    what: "the minute's limit",
    status: 429,
    body: google(429, "RESOURCE_EXHAUSTED", `${exceeded} Please retry in 36.429760048s.`, [
      quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier"),
      rpc("RetryInfo", { retryDelay: "36s" })
    ]),
    is: {
      reason: "RateLimited",
      code: "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
      type: "RESOURCE_EXHAUSTED",
      retryAfter: 36_000
    },
    source: issue("diegosouzapw/OmniRoute", 9504)
  },
  {
    vendor: "gemini",
    what: "the day's limit among others",
    status: 429,
    body: google(429, "RESOURCE_EXHAUSTED", exceeded, [
      quota(
        "GenerateContentInputTokensPerModelPerMinute-FreeTier",
        "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
      ),
      rpc("Help", { links: [{ description: "Learn more" }] })
    ]),
    is: {
      reason: "QuotaExceeded",
      code: "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
      type: "RESOURCE_EXHAUSTED"
    },
    source: issue("google-gemini/gemini-cli", 8437)
  },
  {
    vendor: "gemini",
    what: "no room, and no word for how long",
    status: 429,
    body: google(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
    is: { reason: "RateLimited", code: "429", type: "RESOURCE_EXHAUSTED" },
    source: issue("googleapis/python-genai", 2065)
  },
  {
    vendor: "gemini",
    what: "busy",
    status: 503,
    body: google(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
    is: { reason: "Overloaded", code: "503", type: "UNAVAILABLE" },
    source: "https://www.developersdigest.tech/errors/api/gemini-api/503-unavailable"
  },
  {
    vendor: "gemini",
    what: "the country",
    status: 400,
    body: google(400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
    is: { reason: "Forbidden", code: "400", type: "FAILED_PRECONDITION" },
    source: "https://discuss.ai.google.dev/t/gemini-api-location-support/454"
  },
  {
    vendor: "vertex",
    what: "no such model",
    status: 404,
    body: [google(404, "NOT_FOUND", "Publisher Model `m` was not found or your project does not have access to it.")],
    is: { reason: "NotFound", code: "404", type: "NOT_FOUND" },
    source: "corpus/vertex/generate-content/newrelic-python-agent--tests-mlmodel_gemini-cassette-13"
  },
  {
    vendor: "vertex",
    what: "a key where a token is wanted",
    status: 401,
    body: google(401, "UNAUTHENTICATED", "API keys are not supported by this API.", [
      rpc("ErrorInfo", { reason: "CREDENTIALS_MISSING" })
    ]),
    is: { reason: "Unauthorized", code: "CREDENTIALS_MISSING", type: "UNAUTHENTICATED" },
    source: "corpus/vertex/generate-content/newrelic-python-agent--tests-mlmodel_gemini-cassette-14"
  },
  {
    vendor: "vertex",
    what: "no bill is paid",
    status: 403,
    body: google(403, "PERMISSION_DENIED", "This API method requires billing to be enabled.", [
      rpc("ErrorInfo", { reason: "BILLING_DISABLED" })
    ]),
    is: { reason: "QuotaExceeded", code: "BILLING_DISABLED", type: "PERMISSION_DENIED" },
    source: unverified
  },
  {
    vendor: "gemini",
    what: "what was paid is spent",
    status: 402,
    body: google(402, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted."),
    is: { reason: "QuotaExceeded", code: "402", type: "RESOURCE_EXHAUSTED" },
    source:
      "https://discuss.ai.google.dev/t/api-update-depleted-prepay-credits-now-return-http-402-instead-of-429/183654"
  }
]
