import { assert, describe, it } from "@effect/vitest"
import * as Fault from "../src/wire/Fault.ts"

/** The shapes in which vendors say what went wrong. */
const bodies: ReadonlyArray<readonly [vendor: string, body: unknown, said: Fault.Said | undefined]> = [
  [
    "OpenAI",
    { error: { message: "No", type: "invalid_request_error", param: "model", code: "model_not_found" } },
    { description: "No", type: "invalid_request_error", param: "model", code: "model_not_found" }
  ],
  [
    "Anthropic",
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" }, request_id: "req_1" },
    { description: "Overloaded", type: "overloaded_error", requestId: "req_1" }
  ],
  [
    "Google",
    {
      error: {
        code: 400,
        message: "No",
        status: "INVALID_ARGUMENT",
        details: [{ x: 1 }, { reason: "API_KEY_INVALID" }]
      }
    },
    { description: "No", code: "API_KEY_INVALID", type: "INVALID_ARGUMENT" }
  ],
  ["Google, as an array", [{ error: { code: 404, message: "No" } }], { description: "No", code: "404" }],
  [
    "Mistral",
    { object: "error", message: "No", type: "invalid_model", param: null, code: "1500" },
    { description: "No", type: "invalid_model", code: "1500" }
  ],
  ["OpenRouter", { error: { code: 502, message: "No" }, user_id: "u" }, { description: "No", code: "502" }],
  ["Groq", { error: { message: "No", status_code: 429 } }, { description: "No", code: "429" }],
  ["Ollama", { error: "model not found" }, { description: "model not found" }],
  ["Codex", { detail: "Unsupported model" }, { description: "Unsupported model" }],
  ["FastAPI", { detail: [{ loc: ["body"], msg: "field required" }] }, { description: "field required" }],
  [
    "Doubleword",
    { code: "unauthorized", message: "No", type: "auth" },
    { description: "No", code: "unauthorized", type: "auth" }
  ],
  ["no words", { error: { code: 7 } }, { description: '{"code":7}', code: "7" }],
  ["no error", { id: "c", choices: [] }, undefined],
  ["no object", "oops", undefined],
  ["nothing", null, undefined]
]

const texts: ReadonlyArray<readonly [body: string, description: string]> = [
  ["<html><head>\n<title> 502 Bad Gateway </title></head></html>", "502 Bad Gateway"],
  ['<h1 class="x">Not here</h1>', "Not here"],
  ['event: error\ndata: {"error":{"message":"boom"}}\n\n', "boom"],
  ["  upstream connect error \n", "upstream connect error"],
  ['{"message":', '{"message":'],
  ['{"ok":false}', '{"ok":false}'],
  ["", ""]
]

/** What it means. The status is of the answer, or of none where the error came inside a 200. */
const meanings: ReadonlyArray<readonly [said: Partial<Fault.Said>, status: number | undefined, reason: string]> = [
  [{}, 400, "Rejected"],
  [{}, 401, "Unauthorized"],
  [{}, 402, "QuotaExceeded"],
  [{}, 403, "Forbidden"],
  [{}, 404, "NotFound"],
  [{}, 408, "ServerFailed"],
  [{}, 409, "Rejected"],
  [{}, 410, "NotFound"],
  [{}, 413, "Rejected"],
  [{}, 422, "Rejected"],
  [{}, 429, "RateLimited"],
  [{}, 302, "Rejected"],
  [{}, 500, "ServerFailed"],
  [{}, 502, "ServerFailed"],
  [{}, 503, "Overloaded"],
  [{}, 529, "Overloaded"],
  [{ code: "insufficient_quota" }, 429, "QuotaExceeded"],
  [{ code: "rate_limit_exceeded", type: "tokens" }, 429, "RateLimited"],
  [{ code: "context_length_exceeded" }, 400, "ContextTooLong"],
  [{ description: "This model's maximum context length is 8192 tokens" }, 400, "ContextTooLong"],
  [{ description: "prompt is too long: 200001 tokens" }, 400, "ContextTooLong"],
  [{ description: "too many tokens per minute" }, 429, "RateLimited"],
  [{ description: "context window" }, 500, "ServerFailed"],
  [{ code: "content_filter" }, 400, "ContentFiltered"],
  [{ code: "API_KEY_INVALID" }, 400, "Unauthorized"],
  [{ description: "Your credit balance is too low" }, 400, "QuotaExceeded"],
  [{}, undefined, "ServerFailed"],
  [{ type: "server_error" }, undefined, "ServerFailed"],
  [{ type: "overloaded_error" }, undefined, "Overloaded"],
  [{ code: "rate_limit_exceeded" }, undefined, "RateLimited"],
  [{ code: "429" }, undefined, "RateLimited"],
  [{ code: "502" }, undefined, "ServerFailed"],
  [{ code: "1302" }, undefined, "ServerFailed"],
  [{ type: "authentication_error" }, undefined, "Unauthorized"],
  [{ type: "permission_error" }, undefined, "Forbidden"],
  [{ type: "not_found_error" }, undefined, "NotFound"],
  [{ type: "invalid_request_error" }, undefined, "Rejected"],
  [{ code: "insufficient_quota", type: "invalid_request_error" }, undefined, "QuotaExceeded"]
]

/** Each word alone, where nothing else tells: with a status that says less, and without any. */
const alone: ReadonlyArray<readonly [words: ReadonlyArray<string>, status: number | undefined, reason: string]> = [
  [
    ["usage_limit_reached", "credit_balance_exhausted", "budget_exceeded", "BILLING_DISABLED", "Arrearage"],
    429,
    "QuotaExceeded"
  ],
  [
    ["exceed_context_size_error", "context_window_exceeded", "tokens_limit_reached", "token_limit_exceeded"],
    400,
    "ContextTooLong"
  ],
  [["content_filter", "contentFilter", "content_policy_violation", "moderation_blocked"], 403, "ContentFiltered"],
  [["safety_check_failed", "data_inspection_failed", "DataInspectionFailed"], 403, "ContentFiltered"],
  [["API_KEY_INVALID", "invalid_api_key_error", "InvalidApiKey", "ExpiredTokenException"], 403, "Unauthorized"],
  [["InvalidSignatureException", "IncompleteSignature", "InvalidClientTokenId"], 400, "Unauthorized"],
  [["rate_limit_error", "too_many_requests", "RESOURCE_EXHAUSTED", "REQUEST_LIMIT_EXCEEDED"], undefined, "RateLimited"],
  [["throttlingException"], undefined, "RateLimited"],
  [["UNAVAILABLE", "no_capacity"], undefined, "Overloaded"],
  [["missing_api_key", "authentication_error", "unauthorized", "UNAUTHENTICATED"], undefined, "Unauthorized"],
  [["permission_error", "forbidden", "accessDeniedException"], undefined, "Forbidden"],
  [["model_not_found", "NotFoundError"], undefined, "NotFound"],
  [["invalid_request_error", "validationException", "bad_request"], undefined, "Rejected"],
  [["unsupported_value", "FAILED_PRECONDITION"], undefined, "Rejected"]
]

/** Sentences alone, of a 400. */
const sentences: ReadonlyArray<readonly [sentence: string, reason: string]> = [
  ["ExceededBudget: End User=me over budget. Spend=0.0008, Budget=0.0001", "QuotaExceeded"],
  ["No deployments available - crossed budget", "QuotaExceeded"],
  ["The response was filtered by Azure OpenAI's content management policy.", "ContentFiltered"],
  ["Input data may contain inappropriate content.", "ContentFiltered"],
  ["Please wait for the answer to the first request.", "Rejected"]
]

/** How long a sentence says to wait, in milliseconds. */
const waits: ReadonlyArray<readonly [sentence: string, millis: number | undefined]> = [
  ["Please try again in 20ms.", 20],
  ["Please try again in 4.77s. Need more tokens?", 4770],
  ["Please try again in 9m38.016s.", 578_016],
  ["Please try again in 1h2m3s.", 3_723_000],
  ["Please retry in 36.429760048s.", 36_430],
  ["Please retry after 7 seconds.", 7000],
  ["please try again after 1 seconds", 1000],
  ["Please wait 30 seconds before retrying.", 30_000],
  ["Your rate limit resets in ~5s.", 5000],
  ["Try again in 2 minutes.", 120_000],
  ["Try again in 1 month.", undefined],
  ["Wait for it.", undefined],
  ["Rate limit of 8 per 86400s exceeded", undefined]
]

describe("faults", () => {
  it.each(alone)("each of %j alone, with status %s, is %s", (words, status, reason) => {
    const head = status === undefined ? {} : { status }
    for (const code of words) assert.strictEqual(Fault.toReason({ description: "", code }, head)._tag, reason, code)
    for (const type of words) assert.strictEqual(Fault.toReason({ description: "", type }, head)._tag, reason, type)
  })

  it.each(sentences)("%j is %s", (description, reason) =>
    assert.strictEqual(Fault.toReason({ description }, { status: 400 })._tag, reason)
  )

  it.each(waits)("%j: %s", (message, millis) => {
    assert.strictEqual(Fault.read({ error: { message } })?.retryAfterMillis, millis)
    // the head knows better
    const said = Fault.readBody(JSON.stringify({ error: { message } }))
    assert.propertyVal(Fault.toReason(said, { status: 429, retryAfterMillis: 5 }), "retryAfterMillis", 5)
  })

  it.each(bodies)("the shape of %s", (_, body, said) => {
    assert.deepStrictEqual(Fault.read(body), said)
    if (said !== undefined) assert.deepStrictEqual(Fault.readBody(JSON.stringify(body)), said)
  })

  it.each(texts)("the body %j", (body, description) => assert.deepStrictEqual(Fault.readBody(body), { description }))

  it.each(meanings)("%j with status %s is %s", (said, status, reason) => {
    const { _tag } = Fault.toReason({ description: "", ...said }, status === undefined ? {} : { status })
    assert.strictEqual(_tag, reason)
  })

  it("a reason knows what was said, and what the head adds", () => {
    const said = { description: "No", code: "c", type: "t", param: "p", requestId: "said" }
    assert.deepInclude(Fault.toReason(said, { status: 429, requestId: "head", retryAfterMillis: 1500 }), {
      ...said,
      requestId: "head",
      status: 429,
      retryAfterMillis: 1500
    })
  })

  it("texts are bounded", () => {
    const long = "x".repeat(60_000)
    for (const said of [
      Fault.readBody(long),
      Fault.readBody(
        JSON.stringify({ error: { message: long, code: long, type: long, param: long }, request_id: long })
      )
    ]) {
      assert.isAtMost(said.description.length, 2000)
      for (const word of [said.code, said.type, said.param, said.requestId]) assert.isAtMost(word?.length ?? 0, 200)
    }
  })

  it("no body is too hard to read, and none too deep", () => {
    const size = 65_536
    for (const piece of ["<title>", "<title ", "<title> ", " ", "data: {", '{"a":', "["]) {
      Fault.readBody(piece.repeat(size / piece.length))
      Fault.readBody(`<title>${piece.repeat(size / piece.length)}`)
    }
    const deep = `{"error":{"a":${'{"a":'.repeat(10_000)}1${"}".repeat(10_002)}`
    assert.isNotEmpty(Fault.readBody(deep).description)
  })
})
