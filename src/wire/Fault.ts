/**
 * From what a provider says went wrong to a reason: the one place that knows what a status or an error code
 * means. Pure; it serves error answers and errors that travel inside a 200 alike.
 */
import {
  ContentFiltered,
  ContextTooLong,
  Forbidden,
  NotFound,
  Overloaded,
  QuotaExceeded,
  RateLimited,
  type Reason,
  Rejected,
  ServerFailed,
  Unauthorized
} from "../../schemas/Reason.ts"

/** What a provider said, in its own words. */
export interface Said {
  readonly description: string
  readonly code?: string
  readonly type?: string
  readonly param?: string
  readonly requestId?: string
}

/** What the HTTP head adds. */
export interface Circumstances {
  readonly status?: number
  readonly requestId?: string
  readonly retryAfterMillis?: number
}

/** Texts are for people: longer ones are cut here. */
const maxDescription = 2000
const maxWord = 200

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null
const words = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined
const word = (value: unknown): string | undefined => words(value)?.slice(0, maxWord)

/**
 * Reads the error out of a JSON value, in every shape that vendors use:
 * `{ error: { message, code, type, param } }`, `{ error: "text" }`, `{ type: "error", message }`,
 * `{ object: "error", message }`, `{ detail }`, `{ message }`, `{ err_code, err_msg }`, or an array of one of them.
 */
export const read = (value: unknown): Said | undefined => {
  if (Array.isArray(value)) return read(value[0])
  if (!isFields(value)) return undefined
  const requestId = word(value["request_id"])
  const more = requestId === undefined ? {} : { requestId }
  const { detail, error } = value
  if (isFields(error)) return { ...more, ...said(error) }
  if (typeof error === "string") return { ...more, ...said({ ...value, message: error }) }
  if (isFields(detail) && typeof detail["message"] === "string") return { ...more, ...said(detail) }
  if (detail !== undefined && detail !== null) return { ...more, ...said({ ...value, message: detailText(detail) }) }
  const { err_code: code, err_msg: message } = value
  if (typeof message === "string") return { ...more, ...said({ code, message }) }
  return typeof value["message"] === "string" ? { ...more, ...said(value) } : undefined
}

const said = (fields: Fields): Said => {
  const code = reasonIn(fields["details"]) ?? word(fields["code"]) ?? word(fields["status_code"])
  const type = word(fields["type"]) ?? word(fields["status"]) ?? word(fields["error_type"])
  const param = word(fields["param"])
  const message = words(fields["message"]) ?? words(fields["error"]) ?? JSON.stringify(fields)
  return {
    description: message.slice(0, maxDescription),
    ...(code !== undefined && { code }),
    ...(type !== undefined && { type }),
    ...(param !== undefined && { param })
  }
}

/** Google's code is a status, Anthropic has none: what it means is among the details. */
const reasonIn = (details: unknown): string | undefined => {
  if (isFields(details) && !Array.isArray(details)) return words(details["error_code"])
  const all: ReadonlyArray<unknown> = Array.isArray(details) ? details : []
  return all.map((detail) => (isFields(detail) ? word(detail["reason"]) : undefined)).find((reason) => reason)
}

/** FastAPI says what is wrong with each field in a list. */
const detailText = (detail: unknown): string => {
  if (typeof detail === "string") return detail
  const first: unknown = Array.isArray(detail) ? detail[0] : detail
  if (isFields(first) && typeof first["msg"] === "string") return first["msg"]
  return JSON.stringify(detail)
}

/** Reads the error out of a body: JSON in any of the shapes, the title of an HTML page, or the text itself. */
export const readBody = (body: string): Said => {
  try {
    const found = read(JSON.parse(body))
    if (found !== undefined) return found
  } catch {
    // not JSON: text, HTML or server-sent events
  }
  const data = /^data: ?(\{.*\})$/m.exec(body)?.[1]
  if (data !== undefined && data !== body) return readBody(data)
  // bounded, for a pattern that may stop anywhere costs the square of a hostile body's length
  const title = /<(?:title|h1)[^<>]{0,200}>([^<]{1,2000})</i.exec(body)?.[1]
  return { description: (title ?? body).trim().slice(0, maxDescription) }
}

type Make = (fields: Said & Circumstances) => Reason
const rateLimited: Make = (fields) => new RateLimited(fields)
const overloaded: Make = (fields) => new Overloaded(fields)
const serverFailed: Make = (fields) => new ServerFailed(fields)
const unauthorized: Make = (fields) => new Unauthorized(fields)
const forbidden: Make = (fields) => new Forbidden(fields)
const notFound: Make = (fields) => new NotFound(fields)
const quotaExceeded: Make = (fields) => new QuotaExceeded(fields)
const rejected: Make = (fields) => new Rejected(fields)
const contextTooLong: Make = (fields) => new ContextTooLong(fields)
const contentFiltered: Make = (fields) => new ContentFiltered(fields)

/** Words in `code` or `type` that say more than any status. */
const stronger: ReadonlyArray<readonly [RegExp, Make]> = [
  [
    /insufficient_quota|quota_?exceeded|exceeded_quota|spend_limit|billing|insufficient_(balance|credit|funds)/i,
    quotaExceeded
  ],
  [/context_length|context_window|prompt_too_long|request_too_large_for_model/i, contextTooLong],
  [/content_filter|content_policy|responsible_?ai|moderation|safety/i, contentFiltered],
  // Google says so with a 400
  [/api_key_(invalid|expired)/i, unauthorized]
]
/** Anthropic's sentence, in a 400 without a word for it. */
const tooPoor = /credit balance is too low/i
/** Sentences by which a 4xx says that the conversation is too long. */
const tooLong =
  /maximum context length|context (window|length|size|limit)|prompt is too long|input is too long|too many (input )?tokens|maximum number of tokens/i

/** What a status means. */
const byStatus = (status: number): Make => {
  switch (status) {
    case 401:
      return unauthorized
    case 402:
      return quotaExceeded
    case 403:
      return forbidden
    case 404:
    case 410:
      return notFound
    // what the host asked failed: a model on Bedrock
    case 424:
      return serverFailed
    case 429:
      return rateLimited
    case 503:
    case 529:
      return overloaded
    default:
      // 408: the server gave up waiting, which another attempt may mend
      return status >= 500 || status === 408 ? serverFailed : rejected
  }
}

/** What a word in `code` or `type` means where no status does. */
const weaker: ReadonlyArray<readonly [RegExp, Make]> = [
  [/rate_?limit|too_?many|resource_?exhausted|throttl|tokens_per|requests_per/i, rateLimited],
  [/overload|unavailable|capacity/i, overloaded],
  [/api_?key|authentication|unauthori[sz]ed|unauthenticated/i, unauthorized],
  [/permission|forbidden|access_?denied/i, forbidden],
  [/not_?found/i, notFound],
  [/invalid|validation|bad_?request|unsupported|failed_precondition/i, rejected]
]

/** Error codes inside a 200 are often HTTP statuses. */
const statusIn = (code: string | undefined): number | undefined =>
  code !== undefined && /^[45]\d\d$/.test(code) ? Number(code) : undefined

export const toReason = (said: Said, circumstances: Circumstances = {}): Reason => {
  const fields = { ...said, ...circumstances }
  const status = circumstances.status ?? statusIn(said.code)
  const word = `${said.code ?? ""} ${said.type ?? ""}`
  const strong = stronger.find(([pattern]) => pattern.test(word))
  if (strong !== undefined) return strong[1](fields)
  const isCallerFault = status === undefined || (status >= 400 && status < 500)
  if (isCallerFault && tooPoor.test(said.description)) return quotaExceeded(fields)
  if (isCallerFault && status !== 429 && tooLong.test(said.description)) return contextTooLong(fields)
  if (status !== undefined) return byStatus(status)(fields)
  const weak = weaker.find(([pattern]) => pattern.test(word))
  return (weak?.[1] ?? serverFailed)(fields)
}
