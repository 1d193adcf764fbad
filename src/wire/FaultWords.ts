/**
 * What vendors' words for a failure mean: tables alone, read by `Fault` from the top. A row holds for everyone who
 * says it; whoever says it is named where it is one vendor's. The sources are with the cases in `test/errors`.
 */

/** The reasons that a provider may give. */
export type Meaning =
  | "RateLimited"
  | "Overloaded"
  | "ServerFailed"
  | "Unauthorized"
  | "Forbidden"
  | "NotFound"
  | "QuotaExceeded"
  | "Rejected"
  | "ContextTooLong"
  | "ContentFiltered"
export type Table = ReadonlyArray<readonly [RegExp, Meaning]>

/** Words in `code` or `type` that say more than any status. */
export const stronger: Table = [
  [/overloaded|queue_exceeded|system_busy|model_?not_?ready/i, "Overloaded"],
  // before quotas: Cerebras says "quota" of what a minute allows
  [/too_many_(tokens|requests)_error/i, "RateLimited"],
  [
    /insufficient[_ ](quota|balance|credit|fund)|not_enough_balance|quota_?exceeded|exceeded_(current_)?quota/i,
    "QuotaExceeded"
  ],
  [
    /spend_limit|usage_limit|credit_balance|budget_?exceeded|arrearage|freetieronly|perday|billing(?!_(auth_)?failed)/i,
    "QuotaExceeded"
  ],
  [/context_?(length|window)|exceed_context_size|tokens?_limit/i, "ContextTooLong"],
  [/content_?filter|content_?policy|moderation|safety|data_?inspection/i, "ContentFiltered"],
  // Google says so with a 400, Sarvam and Novita with a 403
  [/api_?key_(invalid|expired)|invalid_?api_?key/i, "Unauthorized"],
  // AWS, with a 400 or a 403
  [/expired_?token|unrecognized_?client|(invalid|incomplete)_?signature|invalid_?client_?token/i, "Unauthorized"]
]

/** Sentences by which a 4xx, or an error inside a 200, says what its words and its status do not. */
export const sentences: Table = [
  [/credit balance is too low|insufficient balance|in arrears|out of credits/i, "QuotaExceeded"],
  [/(spending|usage) limit|budget has been exceeded|(exceeded|over|crossed) ?budget/i, "QuotaExceeded"],
  [/free allocat(ion|ed quota)|free-models-per-day|API calls \/ month/i, "QuotaExceeded"],
  [
    /(model|server|engine) (is )?(busy|overloaded)|capacity exceeded|no more data centers|high (traffic|demand)/i,
    "Overloaded"
  ],
  // of the account's allowance for one request: waiting does not help, another account may
  [/request (body )?too large for/i, "ContextTooLong"],
  [/(incorrect|invalid) api.?key/i, "Unauthorized"],
  [/location is not supported/i, "Forbidden"]
]

/** Sentences that say the same of a gateway's own request and of what a provider behind it said. */
export const filtered =
  /content management policy|content exists risk|inappropriate content|(unsafe or |potentially )sensitive content|(input|prompt) was flagged/i

/** Sentences by which a 4xx says that the conversation is too long. Not where a rate is meant: that counts by the minute. */
export const tooLong = new RegExp(
  [
    "maximum (context|model|prompt) length|context (window|length|size|limit)|ContextWindowExceeded",
    "prompt (is too long|exceeds max)|input is too long|input token count|prompt token count",
    // Cohere says it of the answer as well, which is no matter of the conversation
    "too many (input )?tokens(?!: max tokens)|too many total text bytes",
    "exceeded model token limit|range of input length|reduce the length of (the|your) (message|prompt|input)",
    // what is left for the answer is less than nothing: TGI, vLLM, LM Studio
    "inputs`? tokens \\+ `?max_new_tokens|max_tokens must be at least 1, got -|n_keep .{0,20}n_ctx"
  ].join("|"),
  "i"
)

/** What a status means; those that are not here go by their hundred. */
export const statuses: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [401, "Unauthorized"],
  [402, "QuotaExceeded"],
  [403, "Forbidden"],
  [404, "NotFound"],
  // the server gave up waiting, which another attempt may mend
  [408, "ServerFailed"],
  [410, "NotFound"],
  // what the host asked failed: a model on Bedrock
  [424, "ServerFailed"],
  [429, "RateLimited"],
  // Cohere: the request or the answer holds a word on its list
  [498, "ContentFiltered"],
  [503, "Overloaded"],
  [529, "Overloaded"]
])

/** What a word in `code` or `type` means where no status does. */
export const weaker: Table = [
  [/rate_?limit|too_?many|resource_?exhausted|throttl|limit_exceeded/i, "RateLimited"],
  [/unavailable|capacity/i, "Overloaded"],
  [/api_?key|authentication|unauthori[sz]ed|unauthenticated/i, "Unauthorized"],
  [/permission|forbidden|access_?denied/i, "Forbidden"],
  [/not_?found/i, "NotFound"],
  [/invalid|validation|bad_?request|unsupported|failed_precondition/i, "Rejected"]
]
