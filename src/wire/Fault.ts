/**
 * From what a provider says went wrong to a reason: the one place that reads error bodies, in whatever shape they
 * come, and weighs what they say against the status. Pure; it serves error answers and errors inside a 200 alike.
 */
import * as Reasons from "../../schemas/Reason.ts"
import * as Words from "./FaultWords.ts"

/** What a provider said, in its own words. */
export interface Said {
  readonly description: string
  readonly code?: string
  readonly type?: string
  readonly param?: string
  readonly requestId?: string
  /** When to come again, where it is said in the body alone. */
  readonly retryAfterMillis?: number
  /** What a provider behind a gateway said. It is told, but speaks of the gateway's account, not of the caller's. */
  readonly behind?: string
}

/** What the HTTP head adds; it stands above the body. */
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
 * `{ error: { message, code, type, param } }`, `{ error: "text" }`, `{ errors: [{ code, message }] }`,
 * `{ detail }`, `{ message }`, `{ message: { detail } }`, `{ Message }`, `{ err_code, err_msg }`, or an array of one.
 */
export const read = (value: unknown): Said | undefined => {
  if (Array.isArray(value)) return read(value[0])
  if (!isFields(value)) return undefined
  const fields = errorIn(value)
  if (fields === undefined) return undefined
  const requestId = word(value["request_id"]) ?? word(fields["request_id"])
  const retryAfterMillis = seconds(value["retry_after"] ?? value["estimated_time"])
  return {
    ...(requestId !== undefined && { requestId }),
    ...(retryAfterMillis !== undefined && { retryAfterMillis }),
    ...said(fields)
  }
}

/** The fields that tell it, with its text as `message`. */
const errorIn = (value: Fields): Fields | undefined => {
  const { detail, err_code: code, err_msg: said, error, errors, message, Message: told, title } = value
  const listed: unknown = Array.isArray(errors) ? errors[0] : undefined
  if (isFields(error)) return error
  if (typeof error === "string") return { ...value, message: error }
  if (isFields(listed)) return listed
  if (isFields(detail) && typeof (detail["message"] ?? detail["error"]) === "string") return errorIn(detail)
  if (detail !== undefined && detail !== null) return { ...value, message: detailText(detail) }
  if (typeof said === "string") return { code, message: said }
  if (typeof message === "string") return value
  if (isFields(message) && "detail" in message) return { ...value, message: detailText(message["detail"]) }
  if (typeof told === "string") return { ...value, message: told }
  return typeof title === "string" && "status" in value ? { ...value, message: title } : undefined
}

const said = (fields: Fields): Said => {
  const details = detailsIn(fields["details"])
  const metadata = isFields(fields["metadata"]) ? fields["metadata"] : {}
  const code =
    details.code ??
    word(fields["reason"]) ??
    word(fields["code"]) ??
    word(fields["error_code"]) ??
    word(fields["status_code"]) ??
    word(fields["__type"])?.split("#").at(-1) ??
    word(fields["category"])
  const { status } = fields
  const type =
    word(fields["type"]) ??
    (typeof status === "string" ? word(status) : undefined) ??
    word(fields["error_type"] ?? metadata["error_type"]) ??
    word(fields["title"])
  const param = word(fields["param"])
  const message = words(fields["message"]) ?? words(fields["error"]) ?? JSON.stringify(fields)
  const retryAfterMillis = details.retryAfterMillis ?? seconds(metadata["retry_after_seconds"]) ?? waitIn(message)
  const behind = words(metadata["raw"])
  return {
    description: message.slice(0, maxDescription),
    ...(code !== undefined && { code }),
    ...(type !== undefined && { type }),
    ...(param !== undefined && { param }),
    ...(retryAfterMillis !== undefined && { retryAfterMillis }),
    ...(behind !== undefined && { behind: readBody(behind).description })
  }
}

/** Google's code is a status, Anthropic has none: what it means is among the details, with when to come again. */
const detailsIn = (details: unknown): { readonly code?: string; readonly retryAfterMillis?: number } => {
  const all: ReadonlyArray<unknown> = Array.isArray(details) ? details : [details]
  let code: string | undefined
  let retryAfterMillis: number | undefined
  for (const detail of all) {
    if (!isFields(detail)) continue
    const violations: ReadonlyArray<unknown> = Array.isArray(detail["violations"]) ? detail["violations"] : []
    const quotas = violations.flatMap((one) => (isFields(one) ? (word(one["quotaId"]) ?? []) : []))
    // of several limits the one that lasts longest
    code ??= word(detail["error_code"]) ?? word(detail["reason"]) ?? quotas.find((id) => /PerDay/.test(id)) ?? quotas[0]
    const { retryDelay } = detail
    if (typeof retryDelay === "string") retryAfterMillis ??= millis(retryDelay)
  }
  return { ...(code !== undefined && { code }), ...(retryAfterMillis !== undefined && { retryAfterMillis }) }
}

const seconds = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value * 1000 : undefined

/** In a sentence: `Please try again in 9m38.016s`, `retry after 7 seconds`, `Please wait 30 seconds`, `resets in ~5s`. */
const waitIn = (message: string): number | undefined => {
  const wait =
    /\b(?:(?:re)?try(?: again)? (?:in|after)|wait|resets in) ~?((?:\d+(?:\.\d+)? ?(?:ms|[hms](?!o))[a-z]* ?){1,4})/i
  const found = wait.exec(message)?.[1]
  return found === undefined ? undefined : millis(found)
}

/** `9m38.016s`, `36.5s`, `250ms`, `7 seconds`. */
const millis = (text: string): number | undefined => {
  const pieces = [...text.matchAll(/(\d+(?:\.\d+)?) ?(ms|[hms])/gi)]
  if (pieces.length === 0) return undefined
  return pieces.reduce((sum, [, count, unit = ""]) => sum + Math.round(Number(count) * (units[unit] ?? 0)), 0)
}
const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

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

type Make = (fields: Omit<Said, "behind"> & Circumstances) => Reasons.Reason
const make: Readonly<Record<Words.Meaning, Make>> = {
  RateLimited: (fields) => new Reasons.RateLimited(fields),
  Overloaded: (fields) => new Reasons.Overloaded(fields),
  ServerFailed: (fields) => new Reasons.ServerFailed(fields),
  Unauthorized: (fields) => new Reasons.Unauthorized(fields),
  Forbidden: (fields) => new Reasons.Forbidden(fields),
  NotFound: (fields) => new Reasons.NotFound(fields),
  QuotaExceeded: (fields) => new Reasons.QuotaExceeded(fields),
  Rejected: (fields) => new Reasons.Rejected(fields),
  ContextTooLong: (fields) => new Reasons.ContextTooLong(fields),
  ContentFiltered: (fields) => new Reasons.ContentFiltered(fields)
}

export const toReason = ({ behind, ...said }: Said, circumstances: Circumstances = {}): Reasons.Reason => {
  const { description } = said
  const whole = behind === undefined ? description : `${description}: ${behind}`.slice(0, maxDescription)
  const status = circumstances.status ?? statusIn(said.code)
  return make[meaningOf(said, whole, status)]({ ...said, ...circumstances, description: whole })
}

/** `whole` is the description, with what was said behind it. */
const meaningOf = ({ code, description, type }: Said, whole: string, status: number | undefined): Words.Meaning => {
  const word = `${code ?? ""} ${type ?? ""}`
  const strong = find(Words.stronger, word)
  if (strong !== undefined) return strong
  const plain = plainly(word, status)
  if (status !== undefined && (status < 400 || status >= 500)) return plain
  const told = find(Words.sentences, description)
  if (told !== undefined) return told
  if (Words.filtered.test(whole)) return "ContentFiltered"
  // "too many tokens" for a minute, or for the conversation
  return plain !== "RateLimited" && Words.tooLong.test(whole) ? "ContextTooLong" : plain
}

const plainly = (word: string, status: number | undefined): Words.Meaning => {
  if (status === undefined) return find(Words.weaker, word) ?? "ServerFailed"
  return Words.statuses.get(status) ?? (status >= 500 ? "ServerFailed" : "Rejected")
}

const find = (table: Words.Table, text: string): Words.Meaning | undefined =>
  table.find(([pattern]) => pattern.test(text))?.[1]

/** Error codes inside a 200 are often HTTP statuses. */
const statusIn = (code: string | undefined): number | undefined =>
  code !== undefined && /^[45]\d\d$/.test(code) ? Number(code) : undefined
