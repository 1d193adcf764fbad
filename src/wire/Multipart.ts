/** A form with a file (RFC 7578), written as it is sent: a file that comes as a stream is never held in memory. */
import * as Data from "effect/Data"
import * as HttpBody from "effect/http/HttpBody"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { JsonObject } from "../../schemas/Generation.ts"

export interface File {
  /** The form's field. */
  readonly field: string
  readonly fileName: string
  readonly mediaType: string
  readonly content: Uint8Array | Stream.Stream<Uint8Array, unknown>
  /** What stands after the name of each member of an array in the form's other fields: Mistral and ElevenLabs want nothing. Default: `[]`. */
  readonly member?: ""
  /** How objects stand in them, and arrays of objects: as JSON with ElevenLabs. Default: `name[key]` for each key. */
  readonly objects?: "json"
}

/** The caller's stream failed while it was sent. HTTP clients bury it in errors of their own; `Http` digs it out. */
export class Unreadable extends Data.Error<{ readonly cause: unknown }> {}

/** With bytes the length is known and sent; with a stream it is not. */
export const body = (fields: JsonObject, file: File): HttpBody.Uint8Array | HttpBody.Stream => {
  const boundary = `bifrost-${crypto.randomUUID()}`
  const contentType = `multipart/form-data; boundary=${boundary}`
  const text = new TextEncoder()
  const part = (disposition: string, more = "") =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n`
  const head = text.encode(
    Object.entries(fields)
      .flatMap(([name, value]) => entries(name, value, file))
      .map(([name, value]) => `${part(`name="${quoted(name)}"`)}${value}\r\n`)
      .join("") +
      part(
        `name="${quoted(file.field)}"; filename="${quoted(file.fileName)}"`,
        `Content-Type: ${file.mediaType.replace(/[\r\n]/g, "")}\r\n`
      )
  )
  const tail = text.encode(`\r\n--${boundary}--\r\n`)
  const { content } = file
  if (content instanceof Uint8Array) {
    const whole = new Uint8Array(head.length + content.length + tail.length)
    whole.set(head)
    whole.set(content, head.length)
    whole.set(tail, head.length + content.length)
    return HttpBody.uint8Array(whole, contentType)
  }
  const stream = Stream.make(head).pipe(
    Stream.concat(Stream.mapError(content, (cause) => new Unreadable({ cause }))),
    Stream.concat(Stream.make(tail))
  )
  return HttpBody.stream(stream, contentType)
}

/** As OpenAI's own clients write them: `name[]` for each member of an array, `name[key]` for an object's; `null` is left out. */
const entries = (name: string, value: Schema.Json, file: File): ReadonlyArray<readonly [string, string]> => {
  if (value === null) return []
  if (typeof value !== "object") return [[name, String(value)]]
  if (file.objects === "json" && holdsObjects(value)) return [[name, JSON.stringify(value)]]
  return isArray(value)
    ? value.flatMap((one) => entries(`${name}${file.member ?? "[]"}`, one, file))
    : Object.entries(value).flatMap(([key, one]) => entries(`${name}[${key}]`, one, file))
}

const holdsObjects = (value: Schema.JsonArray | Schema.JsonObject): boolean =>
  !isArray(value) || value.some((one) => typeof one === "object" && one !== null)

/** `Array.isArray` does not tell a read-only array from an object. */
const isArray = (value: Schema.JsonArray | Schema.JsonObject): value is Schema.JsonArray => Array.isArray(value)

/** As browsers escape names in forms (WHATWG HTML, multipart form data). */
const quoted = (name: string) =>
  name.replace(/["\r\n]/g, (char) => (char === '"' ? "%22" : char === "\r" ? "%0D" : "%0A"))
