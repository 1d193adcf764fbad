import { assert, describe, it } from "@effect/vitest"
import * as Fault from "../../src/wire/Fault.ts"

const anthropic = (type: string, message: string) => ({ type: "error", error: { type, message }, request_id: "req_1" })
const google = (code: number, status: string, message: string, reason?: string) => ({
  error: {
    code,
    message,
    status,
    ...(reason && { details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason }] })
  }
})

/** Error answers in their vendors' own shapes, and what they mean. */
const cases: ReadonlyArray<[name: string, status: number, body: unknown, tag: string, more?: object]> = [
  ["Anthropic: busy", 529, anthropic("overloaded_error", "Overloaded"), "Overloaded", { requestId: "req_1" }],
  ["Anthropic: too many", 429, anthropic("rate_limit_error", "This request would exceed …"), "RateLimited"],
  [
    "Anthropic: no money",
    400,
    anthropic("invalid_request_error", "Your credit balance is too low to access …"),
    "QuotaExceeded"
  ],
  [
    "Anthropic: a spend limit",
    429,
    {
      type: "error",
      error: { type: "rate_limit_error", message: "m", details: { error_code: "enforced_spend_limit_reached" } }
    },
    "QuotaExceeded",
    { code: "enforced_spend_limit_reached" }
  ],
  [
    "Anthropic: too long",
    400,
    anthropic("invalid_request_error", "prompt is too long: 200251 tokens > 199999 maximum"),
    "ContextTooLong"
  ],
  [
    "Anthropic: too long with its answer",
    400,
    anthropic("invalid_request_error", "input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000"),
    "ContextTooLong"
  ],
  ["Anthropic: key", 401, anthropic("authentication_error", "invalid x-api-key"), "Unauthorized"],
  ["Anthropic: no such model", 404, anthropic("not_found_error", "model: x"), "NotFound"],
  [
    "Google: key",
    400,
    google(400, "INVALID_ARGUMENT", "API key not valid.", "API_KEY_INVALID"),
    "Unauthorized",
    { code: "API_KEY_INVALID" }
  ],
  [
    "Google: wrapped",
    400,
    [google(400, "INVALID_ARGUMENT", "no such field")],
    "Rejected",
    { type: "INVALID_ARGUMENT" }
  ],
  ["Google: too many", 429, google(429, "RESOURCE_EXHAUSTED", "Quota exceeded", "RATE_LIMIT_EXCEEDED"), "RateLimited"],
  ["Google: busy", 503, google(503, "UNAVAILABLE", "The model is overloaded."), "Overloaded"],
  [
    "Google: too long",
    400,
    google(
      400,
      "INVALID_ARGUMENT",
      "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
    ),
    "ContextTooLong"
  ],
  ["Cohere: key", 401, { id: "1", message: "invalid api token" }, "Unauthorized"],
  [
    "Cohere: too long",
    400,
    { message: "too many tokens: total number of tokens in the prompt cannot exceed 4081" },
    "ContextTooLong"
  ],
  ["Ollama: no such model", 404, { error: "model 'x' not found" }, "NotFound"],
  ["Ollama: cannot call tools", 400, { error: "x does not support tools" }, "Rejected"]
]

describe("an error answer", () => {
  it.each(cases)("%s", (_, status, body, tag, more = {}) => {
    const reason = Fault.toReason(Fault.readBody(JSON.stringify(body)), { status })
    assert.strictEqual(reason._tag, tag)
    assert.include(Object(reason), { status, ...more })
  })
})
